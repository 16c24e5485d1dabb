import type { Hold } from '../../domain/hold.ts'
import type { ProfileConfig, ProfilePolicy } from '../../domain/policy.ts'
import { SYSTEM } from '../../domain/reason.ts'
import type { ProfileSnapshot } from '../../domain/snapshot.ts'
import type { Host } from '../../kit/host.ts'
import { World } from '../../kit/testing/world.ts'
import type { WorldAnswer, WorldRequest } from '../../kit/testing/world-types.ts'
import type { OfferedMessage, ProfileReport } from '../../package/rpc.ts'
import type { Lease, PortfolioState, Registration } from '../../portfolio/rpc.ts'
import { ProfileCore } from '../core.ts'
import type { ProfileEvent } from '../rpc.ts'
import { type Minute, MinuteStore } from '../store-minutes.ts'

export const PROFILE = '1055'
export const PACKAGE = 'pkg_aaaaaaaaaa'
export const DAY = 86_400_000

type Status = Extract<ProfileEvent, { kind: 'status' }>

/** One number on a stage: the real core, Meta, a package and a portfolio as scripted as the test needs. */
export class Stage {
  readonly world: World
  /** sends as Meta saw them */
  readonly sends: { at: number; to: string; opaque: string; wamid: string; wide: boolean }[] = []
  readonly reports: ProfileReport[] = []
  readonly hints: ProfileSnapshot[] = []
  readonly heard: { userKey: string; windowUntil: number | null }[] = []
  readonly holds: Hold[] = []
  readonly optOuts: { address: string }[] = []
  readonly lifted: string[] = []
  readonly returned: { lease: string; used: { userKey: string; until: number }[] }[] = []
  readonly reachChanges: { userKey: string; until: number }[] = []
  readonly registrations: Registration[] = []
  readonly unregistered: string[] = []
  readonly learnt: string[][] = []
  /** what Meta answers to a send */
  meta: (request: WorldRequest, wamid: string) => WorldAnswer = (_request, wamid) => accepted(wamid)
  number: Record<string, unknown> = { status: 'CONNECTED', quality_rating: 'GREEN', throughput: { level: 'STANDARD' } }
  numberAnswer: (() => WorldAnswer) | null = null
  /** what POST /{waba}/subscribed_apps is answered with */
  subscription: WorldAnswer = { status: 200, json: { success: true } }
  subscriptions = 0
  lease: (want: number) => Lease = () => ({ unlimited: true, limit: null, used: null })
  evidence = { arriving: false, refused: false, at: null as number | null }
  state: PortfolioState = { holdsRev: 0, holds: [], templatesRev: 0, templates: [], usersRev: 0 }
  #seq = 0
  #wamids = 0

  /** `hostOf` may stand between the core and its host */
  constructor(seed = 1, hostOf: (host: Host) => Host = (host) => host) {
    this.world = new World(
      { seed },
      {
        profile: (host, id) => new ProfileCore(hostOf(host), id),
        package: () => ({
          report: async (report) => void this.reports.push(report),
          snapshot: async (snapshot) => void this.hints.push(snapshot),
          heard: async (heard) => void this.heard.push(...heard),
        }),
        portfolio: (host) => ({
          register: async (registration) => {
            this.registrations.push(registration)
            return this.state
          },
          unregister: async (id) => void this.unregistered.push(id),
          lease: async (_id, want) => this.lease(want),
          returnLease: async (_id, lease, used) => void this.returned.push({ lease, used }),
          reachChanged: async (_id, used) => void this.reachChanges.push(...used),
          limitSeen: async () => {},
          optOut: async (entries) => void this.optOuts.push(...entries),
          optIn: async () => {},
          learn: async (users) => void this.learnt.push(...users.map((user) => user.addresses)),
          // as the real one: it resolves when every number concerned has it
          hold: async (hold) => {
            const key = `${hold.subject.kind}:${hold.subject.id}:${hold.code}`
            this.holds.push({ ...hold, key, since: hold.since ?? host.now() })
            await host.call.profile(PROFILE).applyHolds(this.holds.length, this.holds)
          },
          lift: async (subject) => this.lifted.push(`${subject.kind}:${subject.id}`),
          evidence: async () => this.evidence,
          refusedSince: async (after) => after.map(() => this.evidence.refused),
        }),
      },
    )
    this.world.fetch = (request) => this.#answer(request)
  }

  get profile() {
    return this.world.profile(PROFILE)
  }

  get now(): number {
    return this.world.clock
  }

  async run(ms: number): Promise<void> {
    await this.world.run(this.world.clock + ms)
  }

  /** What the number has counted, all minutes together, as its storage says. */
  counted(): Omit<Minute, 'minute'> {
    const sql = this.world.sql('profile', PROFILE)
    const minutes = new MinuteStore({ sql })
    const [page] = sql.all<{ carried: string }>('SELECT carried FROM page ORDER BY n DESC LIMIT 1')
    minutes.load(page?.carried ?? '')
    return minutes.sums(0, Number.MAX_SAFE_INTEGER)
  }

  /** Configured, checked, registered, idle. */
  async open(policy: Partial<ProfilePolicy> = {}, change: Partial<ProfileConfig> = {}): Promise<this> {
    await this.profile.configure(this.config(policy, change), SYSTEM)
    await this.run(1_000)
    return this
  }

  config(policy: Partial<ProfilePolicy> = {}, change: Partial<ProfileConfig> = {}): ProfileConfig {
    return {
      version: 1,
      profileId: PROFILE,
      packageId: PACKAGE,
      displayName: 'One',
      wabaId: 'waba',
      portfolioId: 'folio',
      token: { k: 'test', iv: '', ct: Buffer.from('secret').toString('base64') },
      tokenId: 'token-1',
      graphUrl: 'https://meta.test',
      graphVersion: 'v26.0',
      policy: { ...fast, ...policy },
      createdAt: this.now,
      deletedAt: null,
      ...change,
    }
  }

  message(change: Partial<OfferedMessage> = {}): OfferedMessage {
    const seq = ++this.#seq
    const to = change.to ?? `+49151${String(1_000_000 + seq)}`
    return {
      id: `wgaaaaaaaaaa${String(seq).padStart(16, '0')}`,
      packageId: PACKAGE,
      seq,
      epoch: 1,
      to,
      userKey: to,
      type: 'template',
      category: 'utility',
      template: { name: 'hello_world', language: 'en_US' },
      kind: 'open',
      priority: 'normal',
      policy: 'reconcile',
      order: 'kept',
      tiedTo: null,
      reference: null,
      content: JSON.stringify({ to, type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }),
      acceptedAt: this.now,
      sendAt: null,
      expiresAt: this.now + DAY,
      attempts: 0,
      timeline: [],
      notBefore: null,
      ...change,
    }
  }

  async offer(messages: OfferedMessage[], packageId = PACKAGE, usersRev = 1_000) {
    return this.profile.offer({ packageId, usersRev, messages })
  }

  async status(id: string) {
    return (await this.profile.message(id))?.status ?? null
  }

  /** A status webhook for a send. */
  event(send: { wamid: string; opaque: string }, status: string, change: Partial<Status> = {}): Status {
    return {
      kind: 'status',
      wamid: send.wamid,
      status,
      at: this.now,
      recipient: null,
      userId: null,
      opaque: send.opaque,
      errors: [],
      pricing: null,
      ...change,
    }
  }

  inbound(from: string, change: Partial<Extract<ProfileEvent, { kind: 'inbound' }>> = {}): ProfileEvent {
    return {
      kind: 'inbound',
      wamid: `wamid.in${++this.#wamids}`,
      at: this.now,
      from: from.replace('+', ''),
      userId: null,
      name: null,
      type: 'text',
      words: null,
      contextId: null,
      raw: '{"text":{"body":"hi"}}',
      ...change,
    }
  }

  #answer(request: WorldRequest): WorldAnswer {
    if (request.url.includes('/subscribed_apps')) {
      this.subscriptions += 1
      return this.subscription
    }
    if (request.method === 'GET') return this.numberAnswer?.() ?? { status: 200, json: { id: PROFILE, ...this.number } }
    const body = JSON.parse(request.body) as { to?: string; recipient?: string; biz_opaque_callback_data: string }
    const wamid = `wamid.${++this.#wamids}`
    const answer = this.meta(request, wamid)
    this.sends.push({
      at: request.at,
      to: body.to ?? body.recipient ?? '',
      opaque: body.biz_opaque_callback_data,
      wamid,
      wide: request.wide,
    })
    return answer
  }
}

export function accepted(wamid: string, afterMs = 50): WorldAnswer {
  return { status: 200, json: { messages: [{ id: wamid }] }, afterMs }
}

export function refused(code: number, details = 'because', status = 400): WorldAnswer {
  return { status, json: { error: { code, message: `(#${code})`, error_data: { details } } } }
}

/** No cooldown, no caps but Meta's: what a test does not ask about is out of its way. */
export const fast: ProfilePolicy = {
  preset: 'high_throughput',
  limits: {
    perSecond: null,
    hourly: null,
    threeHourly: null,
    daily: null,
    perRecipientGapSeconds: 6,
    maxInFlight: 4,
    queue: 10_000,
  },
  cooldown: { min: 0, max: 0, rush: [], quiet: null },
  blackout: { windows: [], exemptAuthentication: true, exemptReplies: true },
  timezone: 'UTC',
  priority: 0,
  reconcileWindowMs: 600_000,
}
