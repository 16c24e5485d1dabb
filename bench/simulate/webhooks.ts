import type { Json } from '../../durable/domain/reason.ts'
import type { ProfileEvent } from '../../durable/profile/rpc.ts'
import type { Dice } from './dice.ts'
import type { Edge } from './edge.ts'
import type { Ledger, SendEntry } from './ledger.ts'
import { phoneOf, userIdOf } from './people.ts'
import type { Scenario } from './scenario.ts'

/** Meta's webhooks: late, doubled, shuffled, lost; repeated until the guard answers. */
export class Webhooks {
  readonly #scenario: Scenario
  readonly #dice: Dice
  readonly #ledger: Ledger
  readonly #edge: Edge
  readonly #opaque = new Map<string, string>()
  #inbound = 0
  readonly #count: (what: string) => void
  calm = false

  constructor(scenario: Scenario, dice: Dice, ledger: Ledger, edge: Edge, count: (what: string) => void) {
    this.#count = count
    this.#scenario = scenario
    this.#dice = dice
    this.#ledger = ledger
    this.#edge = edge
  }

  /** The guard's own string, which only it can make, comes back with each status. */
  learnOpaque(wamid: string, opaque: string): void {
    this.#opaque.set(wamid, opaque)
  }

  /** The statuses of a send that Meta took. */
  of(send: SendEntry): void {
    const dice = this.#dice
    const words = dice.chance(0.12)
      ? ['failed']
      : ['sent', ...(dice.chance(0.85) ? ['delivered'] : []), ...(dice.chance(0.4) ? ['read'] : [])]
    let at = dice.between(100, 3_000)
    for (const word of words) {
      this.#tell(send, word, at)
      at += dice.span(200, 60_000)
    }
  }

  #tell(send: SendEntry, word: string, inMs: number): void {
    const dice = this.#dice
    const { lost, late, doubled } = this.#scenario.webhooks
    const named = dice.chance(0.9) || send.answer === 'lost'
    const entry = {
      named,
      wamid: send.wamid,
      waba: send.waba,
      status: word,
      sentAt: null as number | null,
      ackedAt: null as number | null,
      startedAt: send.at,
    }
    this.#ledger.webhooks.push(entry)
    if (!this.calm && dice.chance(lost)) {
      this.#count('webhook: lost')
      return
    }
    const event: ProfileEvent = {
      kind: 'status',
      wamid: send.wamid,
      status: word,
      at: send.at + inMs,
      recipient: send.to.startsWith('+') ? send.to.slice(1) : null,
      userId: dice.chance(0.2) ? userIdOf(send.person) : null,
      opaque: named ? (this.#opaque.get(send.wamid) ?? null) : null,
      errors:
        word === 'failed' ? [{ code: dice.pick([131026, 131049, 131042, 131053]), title: 'failed', detail: null }] : [],
      pricing: null,
    }
    const copies = !this.calm && dice.chance(doubled) ? 2 : 1
    if (copies > 1) this.#count('webhook: doubled')
    for (let copy = copies; copy > 0; copy--) {
      const more = !this.calm && dice.chance(late) ? dice.span(1_000, dice.chance(0.06) ? 100_000_000 : 1_800_000) : 0
      if (more > 0) this.#count('webhook: late')
      this.#edge.in(inMs + more, async () => {
        const { now } = this.#edge.host
        entry.sentAt = Math.min(entry.sentAt ?? Number.POSITIVE_INFINITY, now())
        // its code may hold an account, from when it is heard on
        if (word === 'failed')
          for (const one of this.#scenario.numbers)
            this.#ledger.troubles.push({ profile: one.id, at: now(), hard: false })
        await this.tell(send.profile, event)
        entry.ackedAt = Math.min(entry.ackedAt ?? Number.POSITIVE_INFINITY, now())
      })
    }
  }

  /** One event of a number, until it is answered. */
  async tell(profile: string, event: ProfileEvent): Promise<void> {
    this.#count(`webhook: ${event.kind}`)
    const { call } = this.#edge.host
    await this.#edge.persist(() => call.profile(profile).observe([event]), 5_000)
  }

  /** A word on an account, until its portfolio has answered; now and then it comes twice. */
  async tellAccount(portfolio: string, waba: string, field: string, value: { [key: string]: Json }): Promise<void> {
    const { call, now } = this.#edge.host
    this.#count(`webhook: ${field}`)
    const at = now()
    if (this.#dice.chance(this.#scenario.webhooks.late)) await this.#edge.host.sleep(this.#dice.span(1_000, 600_000))
    const times = this.#dice.chance(this.#scenario.webhooks.doubled) ? 2 : 1
    for (let n = times; n > 0; n--)
      await this.#edge.persistAnswer(() => call.portfolio(portfolio).observe(waba, field, value, at), 5_000)
  }

  /** A person writes to a number. Resolves when the guard has answered. */
  async inbound(profile: string, person: number, words: string | null): Promise<void> {
    const dice = this.#dice
    const { now, sleep } = this.#edge.host
    const at = now()
    this.#ledger.inbound.push({ person, profile, at })
    const digits = phoneOf(person).slice(1)
    const event: ProfileEvent = {
      kind: 'inbound',
      wamid: `wamid.in${++this.#inbound}`,
      at,
      from: digits,
      userId: dice.chance(0.3) ? userIdOf(person) : null,
      name: null,
      type: 'text',
      words,
      contextId: null,
      raw: '{"text":{"body":"hi"}}',
    }
    if (dice.chance(this.#scenario.webhooks.late)) await sleep(dice.span(1_000, 600_000))
    await this.tell(profile, event)
  }
}
