import type { MessageView } from '../../durable/domain/message.ts'
import { Judge, type Violation } from './checker.ts'
import type { Found } from './collect.ts'
import { type ConfigEntry, type Ledger, newLedger, type Promised, type SendEntry, type WebhookEntry } from './ledger.ts'
import { phoneOf } from './people.ts'

export const START = 1_700_000_000_000
const PACKAGE = 'pkg_aaaaaaaaaa'

/** One message as the wire, its owner and D1 tell it. */
export interface Story {
  promised: Promised
  /** its requests, and the statuses that Meta told of them */
  sends: SendEntry[]
  told: WebhookEntry[]
  owner: MessageView
  row: MessageView
}

/** A day on which all went as promised: what the judge finds once one thing of it is changed shows what he sees. */
export class GoodDay {
  readonly ledger: Ledger = { ...newLedger(START), configs: [configOf('101'), configOf('102')] }
  readonly found: Found = { d1: [], owners: new Map(), open: [], projected: [], traces: [] }
  /** lost at second 10, and sent again at second 100, after the silence was proven */
  readonly lost: Story
  /** sent at second 20, and told so */
  readonly sent: Story
  /** taken back at second 5 */
  readonly cancelled: Story
  /** refused by Meta at second 30 */
  readonly refused: Story
  /** never sent, since its time was over */
  readonly expired: Story

  constructor() {
    const lost: Partial<SendEntry> = { answer: 'lost', taken: false, answerAt: START + 30_000 }
    this.lost = this.#tell(1, 'sent', [sendOf(1, 10, lost), sendOf(1, 100, { attempt: 2, wamid: 'w1b' })])
    this.sent = this.#tell(2, 'sent', [sendOf(2, 20)])
    this.sent.promised.policy = 'at_most_once'
    this.cancelled = this.#tell(3, 'cancelled', [])
    this.ledger.cancelled.push({ id: idOf(3), at: START + 5_000 })
    this.refused = this.#tell(4, 'failed', [sendOf(4, 30, { answer: 'refused', taken: false, code: 131026 })])
    this.expired = this.#tell(5, 'expired', [])
    this.found.open.push({ who: '101', open: 0, outbox: 0 })
  }

  /** The owner and D1 agree that it ended so. */
  ended({ owner, row }: Story, status: MessageView['status']): void {
    owner.status = status
    row.status = status
  }

  /** What the judge says of the day as it is now. */
  judged(): { rules: string[]; violations: readonly Violation[]; looked: string[] } {
    const { violations, judged } = new Judge(this.ledger, () => 7).quiet(this.found)
    return { rules: [...new Set(violations.map((one) => one.rule))], violations, looked: Object.keys(judged) }
  }

  #tell(n: number, status: MessageView['status'], sends: SendEntry[]): Story {
    const { ledger, found } = this
    const promised = promisedOf(n)
    const told = sends.filter((one) => one.taken).map(toldOf)
    const owner = viewOf(n, status)
    const row = structuredClone(owner)
    ledger.promised.push(promised)
    ledger.versions.push({ id: promised.id, mark: `text${n}`, sentAt: 0, ackedAt: START })
    ledger.sends.push(...sends)
    ledger.webhooks.push(...told)
    found.owners.set(promised.id, owner)
    found.d1.push(row)
    found.projected.push(structuredClone(owner))
    return { promised, sends, told, owner, row }
  }
}

function idOf(n: number): string {
  return `wgaaaaaaaaaa000000000${String(n).padStart(4, '0')}00000`
}

function sendOf(n: number, second: number, over: Partial<SendEntry> = {}): SendEntry {
  const at = START + second * 1_000
  return {
    ...{ at, profile: '101', waba: 'waba-folio1-1', token: 't', to: phoneOf(n), person: n, category: 'utility' },
    ...{ id: idOf(n), attempt: 1, answer: 'accepted', code: null, taken: true, wamid: `w${n}`, answerAt: at + 100 },
    ...{ template: 'notice', mark: `text${n}` },
    ...over,
  }
}

/** Told a second later, by our own string. */
export function toldOf({ wamid, waba, at }: SendEntry): WebhookEntry {
  return { wamid, waba, status: 'sent', named: true, sentAt: at + 1_000, ackedAt: at + 1_100, startedAt: at }
}

function promisedOf(n: number): Promised {
  const item = { to: phoneOf(n), type: 'template', content: '', template: { name: 'notice', language: 'en' } }
  return {
    ...{
      id: idOf(n),
      at: START,
      packageId: PACKAGE,
      key: null,
      status: 'accepted',
      policy: 'reconcile',
      order: 'kept',
    },
    item: {
      ...item,
      ...{ tied: false, parameters: null, guard: { policy: 'reconcile' }, idempotencyKey: null, bodyHash: '' },
    },
  }
}

function viewOf(n: number, status: MessageView['status']): MessageView {
  const actor = { kind: 'system', id: 'guard', name: 'guard' } as const
  return {
    ...{ id: idOf(n), packageId: PACKAGE, profileId: '101', direction: 'out', status, recipient: phoneOf(n) },
    ...{ type: 'template', category: 'utility', reference: null, wamid: null, notBefore: null, acceptedAt: START },
    ...{
      updatedAt: START,
      expiresAt: null,
      attempts: 1,
      duplicateConfirmed: false,
      error: null,
      content: '{}',
      rev: 1,
    },
    timeline: [{ epoch: 0, n: 1, at: START, event: 'accepted', actor, reasons: [] }],
  }
}

function configOf(profile: string): ConfigEntry {
  return {
    ...{ profile, packageId: PACKAGE, sentAt: START, ackedAt: START, hourly: null, threeHourly: null, daily: null },
    ...{ perSecond: null, gapMs: 6_000, cooldownMs: 0, maxInFlight: 4, reconcileMs: 60_000, deleted: false },
    ...{
      blackout: { windows: [], exemptAuthentication: false, exemptReplies: false },
      quiet: null,
      rush: [],
      zoneMs: 0,
    },
  }
}
