import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import type { Limits, ProfileConfig } from '../../domain/policy.ts'
import { SYSTEM } from '../../domain/reason.ts'
import type { MessageStatus } from '../../domain/status.ts'
import { vaultOf } from '../../kit/do-host.ts'
import type { ActorEnv } from '../../kit/env.ts'
import { Pace } from '../../kit/pace.ts'
import type { AcceptItem, PackageRpc } from '../../package/rpc.ts'
import { accepted, CALLER, item, packageConfig } from '../../package/testing/scene.ts'
import type { PortfolioRpc } from '../../portfolio/rpc.ts'
import type { ProfileEvent, ProfileRpc } from '../../profile/rpc.ts'
import type { Kind } from './wire.ts'
import { Wire } from './wire.ts'

export const actorEnv = env as ActorEnv
const rooms = env as {
  PROFILE: DurableObjectNamespace
  PACKAGE: DurableObjectNamespace
  PORTFOLIO: DurableObjectNamespace
}
const NAMESPACES = { profile: rooms.PROFILE, package: rooms.PACKAGE, portfolio: rooms.PORTFOLIO }
const DAY = 86_400_000
const MOST_ALARMS = 1_000
const GRAPH = 'https://meta.test'

/** A test is hundreds of round trips between objects: slow where two cores are shared by many. */
vi.setConfig({ testTimeout: 20_000 })

export const wire = new Wire(rooms.PROFILE, actorEnv.DB)

/** Nothing of the platform fires by itself: alarms are set a day ahead of its clock, and each test fires them. */
const clock = { ahead: DAY }
const realNow = Date.now.bind(Date)

export type MetaAnswer = 'ok' | 'hang' | 'half' | 'throttled'

interface Send {
  profileId: string
  id: string
  opaque: string
  wamid: string
}

/** A package, its numbers and their portfolio as real actors over real D1; only Meta is played. Names are the test's own. */
export class Scene {
  readonly tag: string
  packageId: string
  readonly folio: string
  readonly numbers: string[]
  /** what Meta took, in order */
  readonly sends: Send[] = []
  /** requests to send that reached Meta, refused ones too */
  requests = 0
  meta: (send: Send) => MetaAnswer = () => 'ok'

  constructor(tag: string, count = 1) {
    this.tag = tag
    this.packageId = `pkg_${tag}`
    this.folio = `folio-${tag}`
    this.numbers = Array.from({ length: count }, (_, n) => `${tag}-${n + 1}`)
    clock.ahead = DAY
    wire.install()
    // what only waits so that batches grow does so in real time, which no alarm shortens
    vi.spyOn(Pace.prototype, 'turn').mockResolvedValue()
    vi.spyOn(Date, 'now').mockImplementation(() => realNow() + clock.ahead)
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      const answer = this.#answer(String(input instanceof Request ? input.url : input), String(init?.body))
      // accepted, and the answer never comes: nobody waits for it in quiet()
      return wire.carry(answer === null ? 'hang-call' : 'ok', async () => answer ?? Response.error())
    })
  }

  get package(): PackageRpc {
    return this.packageNamed(this.packageId)
  }

  packageNamed(id: string): PackageRpc {
    return actorEnv.PACKAGE.get(actorEnv.PACKAGE.idFromName(id))
  }

  profile(n = 0): ProfileRpc {
    return actorEnv.PROFILE.get(actorEnv.PROFILE.idFromName(this.numbers[n] ?? ''))
  }

  get portfolio(): PortfolioRpc {
    return actorEnv.PORTFOLIO.get(actorEnv.PORTFOLIO.idFromName(this.folio))
  }

  stub(kind: Kind, name: string): DurableObjectStub {
    return wire.bare(NAMESPACES[kind], name)
  }

  /** Configured, checked at Meta, registered, known to each other. `limit`: the portfolio's reach, null = unlimited; `cooldown` in seconds. */
  async open(limits: Partial<Limits> = {}, limit: number | null = null, cooldown = 0): Promise<this> {
    await this.portfolio.limitSeen('waba:waba', limit)
    await this.configurePackage({})
    for (const id of this.numbers) {
      const profile = actorEnv.PROFILE.get(actorEnv.PROFILE.idFromName(id))
      await profile.configure(await this.profileConfig(id, limits, {}, cooldown), SYSTEM)
      await profile.check(SYSTEM)
    }
    await this.drive(async () => (await this.eligible()).length === this.numbers.length)
    await this.quiet()
    wire.calls.length = 0
    return this
  }

  async configurePackage(over: { version?: number; deletedAt?: number; numbers?: string[]; id?: string }) {
    const { id = this.packageId, numbers = this.numbers, ...rest } = over
    const config = { ...packageConfig(numbers, rest), packageId: id }
    const members = config.members.map((member) => ({ ...member, portfolioId: this.folio }))
    return await this.packageNamed(id).configure({ ...config, members })
  }

  async profileConfig(
    profileId: string,
    limits: Partial<Limits> = {},
    change: Partial<ProfileConfig> = {},
    cooldown = 0,
  ): Promise<ProfileConfig> {
    return {
      version: 1,
      profileId,
      packageId: this.packageId,
      displayName: profileId,
      wabaId: 'waba',
      portfolioId: this.folio,
      token: await vaultOf(actorEnv.MASTER_KEY).seal('secret'),
      tokenId: 'token',
      graphUrl: GRAPH,
      graphVersion: 'v26.0',
      policy: {
        preset: 'high_throughput',
        limits: {
          perSecond: null,
          hourly: null,
          threeHourly: null,
          daily: null,
          perRecipientGapSeconds: 0,
          maxInFlight: 4,
          queue: 1_000,
          ...limits,
        },
        cooldown: { min: cooldown, max: cooldown, rush: [], quiet: null },
        blackout: { windows: [], exemptAuthentication: true, exemptReplies: true },
        timezone: 'UTC',
        priority: 0,
        reconcileWindowMs: 600_000,
      },
      createdAt: Date.now(),
      deletedAt: null,
      ...change,
    }
  }

  /** Accepts one message and answers its id. */
  async accept(to = '+4915112345678', over: Partial<AcceptItem> = {}): Promise<string> {
    return accepted((await this.package.accept([item(to, over)], CALLER))[0]).id
  }

  status(n: number, status: string): ProfileEvent {
    const send = this.sends[n]
    return {
      kind: 'status',
      wamid: send?.wamid ?? '',
      status,
      at: Date.now(),
      recipient: null,
      userId: null,
      opaque: send?.opaque ?? null,
      errors: [],
      pricing: null,
    }
  }

  /** What the history says of a message. */
  async history(id: string): Promise<{ status: MessageStatus; events: string[] } | null> {
    const row = await actorEnv.DB.prepare('SELECT status, timeline FROM messages WHERE id = ?')
      .bind(id)
      .first<{ status: MessageStatus; timeline: string }>()
    if (row === null) return null
    const timeline = JSON.parse(row.timeline) as { epoch: number; n: number; event: string }[]
    timeline.sort((a, b) => a.epoch - b.epoch || a.n - b.n)
    return { status: row.status, events: timeline.map((entry) => entry.event) }
  }

  /** One column of one row of an actor's own storage; constructing the object if need be. */
  read<T>(kind: Kind, name: string, query: string, ...params: string[]): Promise<T[]> {
    return runInDurableObject(
      this.stub(kind, name),
      (_, state) => state.storage.sql.exec(query, ...params).toArray() as T[],
    )
  }

  /** Ends what a test left: nothing of it reaches the next one. */
  static async close(): Promise<void> {
    wire.remove()
    vi.restoreAllMocks()
    await abortAllDurableObjects()
  }

  /** Every object of the deployment dies where it stands, as in a deploy or a crash; what is stored stays. */
  async crash(): Promise<void> {
    await abortAllDurableObjects()
    wire.reset()
  }

  pass(ms: number): void {
    clock.ahead += ms
  }

  /** Runs an actor's alarm now, due or not. False when none was set. */
  fire(kind: Kind, name: string): Promise<boolean> {
    return runDurableObjectAlarm(this.stub(kind, name))
  }

  /** The actors' alarms, the earliest first. */
  async alarms(): Promise<{ kind: Kind; name: string; at: number }[]> {
    const actors: [Kind, string][] = [
      ['package', this.packageId],
      ['portfolio', this.folio],
      ...this.numbers.map((id): [Kind, string] => ['profile', id]),
    ]
    const found: { kind: Kind; name: string; at: number }[] = []
    for (const [kind, name] of actors) {
      const at = await runInDurableObject(this.stub(kind, name), (_, state) => state.storage.getAlarm())
      if (at !== null) found.push({ kind, name, at })
    }
    return found.sort((a, b) => a.at - b.at)
  }

  /** Until nothing is under way: three looks in a row, each a round trip to every actor. */
  async quiet(): Promise<void> {
    for (let looks = 0, all = 0; looks < 3; looks++) {
      if (++all > 500) throw new Error('it never becomes quiet')
      await this.alarms()
      if (wire.busy) looks = -1
    }
  }

  /**
   * Lets time pass by firing what is due next, and nothing else, until `check` holds. What is never reached by the
   * actors' own alarms within `withinMs` of the virtual clock is an error.
   */
  async drive(check: () => Promise<boolean>, withinMs = 120_000): Promise<void> {
    const end = Date.now() + withinMs
    for (let fired = 0; fired < MOST_ALARMS; fired++) {
      await this.quiet()
      if (await check()) return
      const next = (await this.alarms())[0]
      if (next === undefined || next.at > end)
        throw new Error(`not reached: the next alarm is ${next === undefined ? 'none' : `${next.kind} ${next.name}`}`)
      clock.ahead += Math.max(0, next.at - Date.now())
      await this.fire(next.kind, next.name)
    }
    throw new Error('not reached: the alarms go round')
  }

  /** Fires every alarm that is due, without moving the clock. */
  async settle(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      await this.quiet()
      const due = (await this.alarms()).filter((alarm) => alarm.at <= Date.now())
      if (due.length === 0) return
      for (const { kind, name } of due) await this.fire(kind, name)
    }
  }

  async eligible(): Promise<string[]> {
    const { profiles } = await this.package.status({ live: false })
    return profiles.filter((one) => one.eligible && one.credit > 0).map((one) => one.profileId)
  }

  #answer(url: string, body: string): Response | null {
    if (url.includes('/message_templates')) return Response.json({ data: [] })
    if (!url.endsWith('/messages'))
      return Response.json({
        id: '1',
        success: true,
        status: 'CONNECTED',
        quality_rating: 'GREEN',
        throughput: { level: 'HIGH' },
      })
    this.requests += 1
    const { biz_opaque_callback_data: opaque } = JSON.parse(body) as { biz_opaque_callback_data: string }
    const profileId = url.split('/').at(-2) ?? ''
    const send = { profileId, id: opaque.split('.')[0] ?? '', opaque, wamid: `wamid.${this.tag}.${this.requests}` }
    const what = this.meta(send)
    if (what === 'throttled')
      return Response.json({ error: { code: 130429, message: '(#130429) Rate limit hit' } }, { status: 429 })
    this.sends.push(send)
    if (what === 'ok') return Response.json({ messages: [{ id: send.wamid }], contacts: [] })
    if (what === 'half') return new Response(new ReadableStream({ pull: () => new Promise<void>(() => {}) }))
    return null
  }
}
