/* Past 300 lines by a few: the one queue of events and the wires that hang on it share the world's private state. */
import { Outgoing } from '../../domain/outgoing.ts'
import { RoundTrips } from '../../domain/spacing.ts'
import type { LiveEvent } from '../../feed/rpc.ts'
import type { PackageRpc } from '../../package/rpc.ts'
import type { PortfolioRpc } from '../../portfolio/rpc.ts'
import type { ProfileRpc } from '../../profile/rpc.ts'
import { project } from '../../projection/project.ts'
import type { ProjectionBatch } from '../../projection/rows.ts'
import type { FetchAnswer, Host, Peers } from '../host.ts'
import { EventQueue } from './event-queue.ts'
import type { NodeD1 } from './node-d1.ts'
import { Pool } from './pool.ts'
import { QuickVault } from './quick-vault.ts'
import { seeded } from './random.ts'
import { nextAlarm, type Surroundings, WorldActor, worldHost } from './world-actor.ts'
import {
  type AlarmFate,
  type Call,
  ConnectionLost,
  type CoreOf,
  type Factories,
  type Fate,
  type Kind,
  type Rpcs,
  type WorldAnswer,
  type WorldRequest,
} from './world-types.ts'
import { clone, worldAnswer } from './world-wire.ts'

/**
 * Until every promise that can go on has gone on: Node runs its next ticks only when no microtask is left. Nothing in the
 * world waits for the operating system, so no turn of the event loop is needed, which would cost far more.
 */
function turn(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve))
}

/** What all actors of one process share, and lose with it. */
function freshProcess(): { roundTrips: RoundTrips; outgoing: Outgoing } {
  return { roundTrips: new RoundTrips(), outgoing: new Outgoing() }
}

/**
 * A whole deployment in one process under a virtual clock: each actor has its own SQLite and alarm, calls between them
 * travel as JSON, nothing waits for real time, and the same seed gives the same run.
 *
 *   const world = new World({ seed: 1 }, {
 *     profile: (host, id) => new ProfileCore(host, id),
 *     portfolio: () => ({ register: async () => ({ ... }) }),     // as much of a neighbour as the test needs
 *   })
 *   world.fetch = (request) => ({ status: 200, json: { messages: [{ id: 'wamid.1' }] }, afterMs: 300 })
 *   await world.profile('1055').configure(config, SYSTEM)          // a call from the edge: time runs until it is answered
 *   await world.run(world.clock + 60_000)                          // everything due until then, in time order
 *   await world.step()                                             // or one event: an alarm, a call, an answer
 *   world.network = (call) => (call.method === 'offer' ? 'lose-answer' : 'ok')
 *   world.crash('profile', '1055')                                 // memory gone, storage kept; rebuilt at the next call or alarm
 *   world.die()                                                    // all of them at once, and what they share in memory
 *   world.alarms = 'twice'                                         // each alarm body runs a second time
 *   world.d1Down = true; world.d1.rows('SELECT ...'); world.projected; world.feed; world.watched = false; world.faults
 *
 * Time moves only in step(), run() and while a call from the edge is open. What a core reports is collected in `faults`:
 * a test of good days expects none. Actors are made at their first call or alarm, as deployed.
 */
export class World {
  clock: number
  readonly d1: NodeD1
  d1Down = false
  readonly projected: { at: number; actor: string; batch: ProjectionBatch }[] = []
  readonly feed: LiveEvent[] = []
  /** what the feed was told of Meta's refusals, each telling by itself */
  readonly refusedByMeta: Record<string, number>[] = []
  /** whether somebody looks at the feed, and when and by whom it was told something */
  watched = true
  /** asked at each telling: true = it is lost, and its teller hears so */
  feedFails: () => boolean = () => false
  readonly published: { at: number; from: string }[] = []
  readonly faults: { at: number; actor: string; where: string; error: unknown }[] = []
  /** every call sent so far, the edge's own included */
  readonly calls: Call[] = []
  /** ms that a call takes, and its answer: uniform in [min, max] */
  latency = { min: 1, max: 5 }
  /** events that have happened: alarms, calls, answers, waits */
  steps = 0
  alarms: 'once' | 'twice' = 'once'
  /** asked once of each alarm that is due */
  alarmFate: (actor: string) => AlarmFate = () => 0
  network: (call: Call) => Fate = () => 'ok'
  fetch: (request: WorldRequest) => WorldAnswer = () => ({ refuse: true })
  readonly random: () => number
  readonly #factories: Factories
  readonly #pool: Pool
  readonly #mostSteps: number
  readonly #queue = new EventQueue()
  readonly #actors = new Map<string, WorldActor>()
  readonly #surroundings: Surroundings
  #stepping: Promise<unknown> = Promise.resolve()
  #stepsAtOnce = 0

  constructor(options: { seed?: number; start?: number; pool?: Pool; mostSteps?: number }, factories: Factories) {
    this.clock = options.start ?? 1_700_000_000_000
    this.random = seeded(options.seed ?? 1)
    this.#factories = factories
    this.#pool = options.pool ?? new Pool()
    this.d1 = this.#pool.d1()
    this.#mostSteps = options.mostSteps ?? Number.POSITIVE_INFINITY
    this.#surroundings = {
      vault: new QuickVault(),
      ...freshProcess(),
      nowFor: (actor) => this.clock + actor.skewMs,
      random: this.random,
      peers: (actor, alive) => this.#peers(actor.name, alive),
      fetch: (actor, alive, url, init) => this.#fetch(actor.name, alive, url, init),
      project: (actor, alive, batch) => this.#project(actor.name, alive, batch),
      sleep: (alive, ms) => new Promise((resolve) => this.#later(ms, () => alive() && resolve())),
      fault: (actor, where, error) => void this.faults.push({ at: this.clock, actor: actor.name, where, error }),
    }
  }

  profile(id: string): ProfileRpc {
    return this.#stub('edge', () => true, 'profile', id)
  }

  package(id: string): PackageRpc {
    return this.#stub('edge', () => true, 'package', id)
  }

  portfolio(id: string): PortfolioRpc {
    return this.#stub('edge', () => true, 'portfolio', id)
  }

  /** Who looks on: asked beside the network and in no time, for what the actor says without asking others. */
  ask<K extends Kind>(kind: K, id: string): Rpcs[K] {
    return new Proxy({} as Rpcs[K], {
      get: (_target, method) => {
        if (typeof method !== 'string' || method === 'then') return undefined
        return async (...args: unknown[]) => clone(await this.#serve(this.#actor(kind, id), method, clone(args)))
      },
    })
  }

  /** The actor's storage; also rowsWritten. */
  sql(kind: Kind, id: string): WorldActor['sql'] {
    return this.#actor(kind, id).sql
  }

  /** A jump of one actor's clock. */
  skew(kind: Kind, id: string, ms: number): void {
    this.#actor(kind, id).skewMs = ms
  }

  /** Eviction, deploy or power loss: memory and everything in flight to or from the actor are gone, storage stays. */
  crash(kind: Kind, id: string): void {
    const actor = this.#actor(kind, id)
    actor.incarnation += 1
    actor.core = undefined
    actor.alarmRunning = false
    for (const reject of [...actor.serving]) reject(new ConnectionLost(`${actor.name} crashed`))
    actor.serving.clear()
  }

  /** The death of the process: all actors but these crash at once, and what they shared in memory is new. Answers who they were. */
  die(spared: readonly string[] = []): string[] {
    Object.assign(this.#surroundings, freshProcess())
    const died = [...this.#actors.values()].filter((actor) => !spared.includes(actor.name))
    for (const { kind, id } of died) this.crash(kind, id)
    return died.map((actor) => actor.name)
  }

  /** The end: whoever still works hears nothing more, and the databases go back to the pool. */
  close(): void {
    for (const actor of this.#actors.values()) {
      this.crash(actor.kind, actor.id)
      this.#pool.giveBack(actor.kind, actor.sql)
    }
    this.#actors.clear()
    this.#pool.giveBackD1(this.d1)
  }

  /** The next event, or false when there is none (until `until`). */
  step(until = Number.POSITIVE_INFINITY): Promise<boolean> {
    const next = this.#stepping.then(() => this.#step(until))
    this.#stepping = next.catch(() => {})
    return next
  }

  /** Everything due up to and including `until` (ms since epoch); the clock stands there afterwards. */
  async run(until: number): Promise<void> {
    while (await this.step(until));
    this.clock = Math.max(this.clock, until)
  }

  /** Runs the world until `promise` is settled; throws when nothing is left that could settle it, or after an hour. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let open = true
    const settled = promise.finally(() => {
      open = false
    })
    settled.catch(() => {})
    const limit = this.clock + 3_600_000
    await turn()
    while (open) if (!(await this.step(limit)) && open) throw new Error('nothing is left that could answer')
    return settled
  }

  async #step(until: number): Promise<boolean> {
    await turn()
    const alarm = nextAlarm(this.#actors.values())
    const at = Math.min(this.#queue.nextAt ?? Number.POSITIVE_INFINITY, alarm?.at ?? Number.POSITIVE_INFINITY)
    if (at > until || at === Number.POSITIVE_INFINITY) return false
    this.#stepsAtOnce = at > this.clock ? 0 : this.#stepsAtOnce + 1
    if (this.#stepsAtOnce > 100_000) throw new Error(`the world spins at ${this.clock}: ${alarm?.actor.name}`)
    this.clock = Math.max(this.clock, at)
    this.steps += 1
    if (this.steps > this.#mostSteps)
      throw new Error(`the world runs on without end, now ${alarm?.actor.name ?? 'a call'}`)
    if (alarm !== null && alarm.at <= at && (this.#queue.nextAt ?? Number.POSITIVE_INFINITY) > at)
      this.#fire(alarm.actor)
    else this.#queue.take()?.run()
    await turn()
    return true
  }

  /** While alarm() awaits, no later alarm of that object runs. A throwing body is tried again, as the platform does. */
  #fire(actor: WorldActor): void {
    const fate = actor.alarmLate ? 0 : this.alarmFate(actor.name)
    actor.alarmLate = typeof fate === 'number' && fate > 0
    if (actor.alarmLate) {
      actor.alarmAt = this.clock + actor.skewMs + Number(fate)
      return
    }
    actor.alarmAt = null
    if (fate === 'lost') return
    actor.alarmRunning = true
    const born = actor.incarnation
    const body = async () => {
      const core = this.#core(actor)
      await core.alarm?.()
      if (this.alarms === 'twice' && actor.incarnation === born) await core.alarm?.()
    }
    body()
      .catch((error: unknown) => {
        if (actor.incarnation !== born) return
        this.faults.push({ at: this.clock, actor: actor.name, where: 'alarm', error })
        actor.alarmAt ??= this.clock + actor.skewMs + 2000
      })
      .finally(() => {
        if (actor.incarnation === born) actor.alarmRunning = false
      })
  }

  #actor(kind: Kind, id: string): WorldActor {
    const name = `${kind}:${id}`
    let actor = this.#actors.get(name)
    if (actor === undefined) {
      actor = new WorldActor(kind, id, this.#pool.actor(kind))
      this.#actors.set(name, actor)
    }
    return actor
  }

  #core(actor: WorldActor): CoreOf<Kind> {
    const make: ((host: Host, id: string) => CoreOf<Kind>) | undefined = this.#factories[actor.kind]
    if (make === undefined) throw new Error(`this world has no ${actor.kind}`)
    actor.core ??= make(worldHost(actor, this.#surroundings), actor.id)
    return actor.core
  }

  #peers(from: string, alive: () => boolean): Peers {
    return {
      profile: (id) => this.#stub(from, alive, 'profile', id),
      package: (id) => this.#stub(from, alive, 'package', id),
      portfolio: (id) => this.#stub(from, alive, 'portfolio', id),
      feed: () => ({
        publish: async (events, refusedByMeta = {}) => {
          if (this.feedFails()) throw new ConnectionLost('the feed is away')
          this.feed.push(...events)
          if (Object.keys(refusedByMeta).length > 0) this.refusedByMeta.push(refusedByMeta)
          this.published.push({ at: this.clock, from })
          return this.watched
        },
      }),
    }
  }

  #stub<K extends Kind>(from: string, alive: () => boolean, kind: K, id: string): Rpcs[K] {
    return new Proxy({} as Rpcs[K], {
      get: (_target, method) => {
        // a stub that is awaited or returned by an async function must not look like a promise
        if (typeof method !== 'string' || method === 'then') return undefined
        return (...args: unknown[]) => {
          const answer = this.#send(alive, this.#actor(kind, id), {
            from,
            to: `${kind}:${id}`,
            method,
            args,
            at: this.clock,
          })
          return from === 'edge' ? this.until(answer) : answer
        }
      },
    })
  }

  #send(alive: () => boolean, to: WorldActor, call: Call): Promise<unknown> {
    this.calls.push(call)
    const given = this.network(call)
    const fate = typeof given === 'string' ? { lose: given.startsWith('lose-') ? given.slice(5) : undefined } : given
    const callMs = 'callMs' in fate ? (fate.callMs ?? 0) : this.#latency()
    const answerMs = 'answerMs' in fate ? (fate.answerMs ?? 0) : this.#latency()
    const args = clone(call.args)
    return new Promise((resolve, reject) => {
      // a caller that crashed meanwhile never hears
      const back = (settle: () => void) => this.#later(answerMs, () => alive() && settle())
      const lost = () => reject(new ConnectionLost(`${call.to}.${call.method}: connection lost`))
      if (fate.lose === 'call') {
        this.#later(callMs, () => back(lost))
        return
      }
      for (let copy = given === 'duplicate' ? 2 : 1; copy > 0; copy--) {
        const own = copy === 1 ? args : clone(args)
        this.#later(callMs * copy, () => {
          this.#serve(to, call.method, own).then(
            (value) => back(() => (fate.lose === 'answer' ? lost() : resolve(clone(value)))),
            (error: unknown) => back(() => (fate.lose === 'answer' ? lost() : reject(error))),
          )
        })
      }
    })
  }

  #serve(actor: WorldActor, name: string, args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      actor.serving.add(reject)
      const work = async (): Promise<unknown> => {
        const core = this.#core(actor)
        const method: unknown = Reflect.get(core, name)
        if (typeof method !== 'function') throw new Error(`${actor.name} has no ${name}()`)
        return Reflect.apply(method, core, args)
      }
      work()
        .then(resolve, reject)
        .finally(() => actor.serving.delete(reject))
    })
  }

  #fetch(from: string, alive: () => boolean, url: string, init: Parameters<Host['fetch']>[1]): Promise<FetchAnswer> {
    const { method, headers, body, timeoutMs, wide } = init
    const request = { from, at: this.clock, method, url, headers, body: body ?? '', wide: wide ?? false }
    const { afterMs, settle } = worldAnswer(this.fetch(request), timeoutMs)
    return new Promise((resolve, reject) => {
      this.#later(afterMs, () => alive() && settle(resolve, reject))
    })
  }

  #project(actor: string, alive: () => boolean, batch: ProjectionBatch): Promise<void> {
    const rows = clone(batch)
    return new Promise((resolve, reject) => {
      this.#later(this.#latency(), () => {
        if (this.d1Down) {
          this.#later(this.#latency(), () => alive() && reject(new ConnectionLost('D1 is down')))
          return
        }
        this.projected.push({ at: this.clock, actor, batch: rows })
        project(this.d1, rows).then(
          () => this.#later(this.#latency(), () => alive() && resolve()),
          (error: unknown) => this.#later(this.#latency(), () => alive() && reject(error)),
        )
      })
    })
  }

  #later(ms: number, run: () => void): void {
    this.#queue.put(this.clock + ms, run)
  }

  #latency(): number {
    return this.latency.min + Math.floor(this.random() * (this.latency.max - this.latency.min + 1))
  }
}
