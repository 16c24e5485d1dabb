import type { Template } from '../domain/hold.ts'
import type { NewHold } from '../domain/holds.ts'
import type { MessagingLimit } from '../domain/limitTier.ts'
import type { Actor, Json } from '../domain/reason.ts'
import { SYSTEM } from '../domain/reason.ts'
import type { UserDelta } from '../domain/user.ts'
import type { Host } from '../kit/host.ts'
import { AlarmClock, type Deadlines, nextWake } from '../kit/wake.ts'
import { lookAgain, portfolioDeadlines, type Waiting } from './deadlines.ts'
import { Deployment } from './deployment.ts'
import { Evidence } from './evidence.ts'
import { History } from './history.ts'
import { Holds, WORD_MS } from './holds.ts'
import { Loop } from './loop.ts'
import { Push } from './push.ts'
import { Reach, type Used } from './reach.ts'
import { Register } from './register.ts'
import { Room } from './room.ts'
import type { Lease, PortfolioRpc, PortfolioState, Registration } from './rpc.ts'
import { Templates } from './templates.ts'
import { Users, type Word } from './users.ts'

/** The portfolio actor on a Host: which task answers what, and what it waits for. It knows every task and decides nothing. */
export class PortfolioCore implements PortfolioRpc {
  readonly #host: Host
  readonly #room: Room
  readonly #push: Push
  readonly #reach: Reach
  readonly #users: Users
  readonly #templates: Templates
  readonly #holds: Holds
  readonly #register: Register
  readonly #evidence: Evidence
  readonly #deployment: Deployment
  readonly #history: History
  readonly #clock: AlarmClock
  readonly #loops: { history: Loop; forward: Loop; spread: Loop; templates: Loop; uncounted: Loop }
  #settling = false

  /** `name` is the portfolio's id; undefined where the platform wakes the object without it. */
  constructor(given: Host, name: string | undefined) {
    const settle = () => this.#settle()
    this.#room = new Room(given, name, settle)
    const { host } = this.#room
    this.#host = host
    this.#push = new Push(this.#room)
    this.#reach = new Reach(this.#room)
    this.#users = new Users(this.#room, this.#push, this.#reach)
    this.#templates = new Templates(this.#room, (subjects, at) => this.#holds.approved(subjects, at))
    this.#holds = new Holds(this.#room, this.#push, this.#reach, this.#templates)
    this.#register = new Register(this.#room, this.#push, this.#holds, this.#templates)
    this.#evidence = new Evidence(this.#room)
    this.#deployment = new Deployment(this.#room, this.#users)
    // retries and work under way come and go within seconds: D1 is told of what we sleep for
    this.#history = new History(this.#room, () => {
      const { push, history, forward, spread, uncounted, ...lasting } = this.#deadlines()
      return nextWake(lasting)?.at ?? null
    })
    this.#clock = new AlarmClock((at) => host.setAlarm(at))
    this.#loops = {
      history: new Loop(host, 'history', () => this.#history.drain(), settle),
      forward: new Loop(host, 'forward', () => this.#deployment.forward(), settle),
      spread: new Loop(host, 'spread', () => this.#deployment.spread(), settle),
      templates: new Loop(host, 'templates', () => this.#syncDue(), settle),
      uncounted: new Loop(host, 'uncounted', () => this.#reach.hearUncounted(), settle),
    }
  }

  async register(registration: Registration): Promise<PortfolioState> {
    return this.#register.register(registration)
  }

  async unregister(profileId: string): Promise<void> {
    this.#register.unregister(profileId)
  }

  async subscribe(packageId: string): Promise<PortfolioState> {
    return this.#register.subscribe(packageId)
  }

  async unsubscribe(packageId: string): Promise<void> {
    this.#register.unsubscribe(packageId)
  }

  async lease(profileId: string, want: number): Promise<Lease> {
    return this.#reach.lease(profileId, want)
  }

  async returnLease(profileId: string, leaseId: string, used: Used[]): Promise<void> {
    this.#reach.returnLease(profileId, leaseId, used)
  }

  async reachChanged(profileId: string, used: Used[]): Promise<void> {
    this.#reach.reachChanged(profileId, used)
  }

  async limitSeen(profileId: string, limit: MessagingLimit): Promise<void> {
    this.#reach.limitSeen(profileId, limit)
  }

  async optOut(entries: Word[], by: Actor): Promise<void> {
    await this.#users.optOut(entries, by)
  }

  async optIn(entries: Word[], by: Actor): Promise<void> {
    await this.#users.optIn(entries, by)
  }

  async optedOut(address: string): ReturnType<PortfolioRpc['optedOut']> {
    return this.#users.optedOut(address)
  }

  async learn(users: { addresses: string[]; at: number }[]): Promise<void> {
    this.#users.learn(users)
  }

  async usersSince(rev: number, limit: number): Promise<{ deltas: UserDelta[]; rev: number }> {
    return this.#users.since(rev, limit)
  }

  async hold(hold: NewHold): Promise<void> {
    await this.#holds.hold(hold)
  }

  async lift(...[subject, why, by, seen]: Parameters<PortfolioRpc['lift']>): Promise<number> {
    return this.#holds.lift(subject, why, by, seen ?? null)
  }

  async observe(wabaId: string, field: string, value: { [key: string]: Json }, at: number): Promise<void> {
    await this.#holds.observe(wabaId, field, value, at)
  }

  async signatureRefused(wabaId: string, at: number): Promise<void> {
    this.#evidence.signatureRefused(wabaId, at)
  }

  async evidence(
    ...[wabaId, after, asked, since]: Parameters<PortfolioRpc['evidence']>
  ): ReturnType<PortfolioRpc['evidence']> {
    return this.#evidence.of(wabaId, after, asked, since ?? after)
  }

  async refusedSince(after: number[]): Promise<boolean[]> {
    return after.map((at) => this.#evidence.refusedSince(at))
  }

  async templates(wabaIds: string[] | null): Promise<Template[]> {
    return this.#templates.list(wabaIds)
  }

  async syncTemplates(wabaId: string, by: Actor): ReturnType<PortfolioRpc['syncTemplates']> {
    return this.#templates.sync(wabaId, by)
  }

  async state(): Promise<PortfolioState> {
    return this.#register.state(null)
  }

  async join(portfolioId: string): Promise<void> {
    this.#deployment.join(portfolioId)
  }

  async members(): ReturnType<PortfolioRpc['members']> {
    const { store } = this.#room
    const subscribers = store.subscribers()
    const idsOf = (kind: 'package' | 'profile') => subscribers.filter((one) => one.kind === kind).map(({ id }) => id)
    const portfolios = store.members().map(({ portfolioId }) => portfolioId)
    return { portfolios, packages: idsOf('package'), profiles: idsOf('profile') }
  }

  async erase(address: string, hash: string): Promise<number> {
    const touched = this.#users.erase(address, hash)
    // what it was telling when this came names him still: who asks next must come after that
    await this.#push.tellUsers()
    return touched
  }

  async diagnostics(): ReturnType<PortfolioRpc['diagnostics']> {
    // a new incarnation tells D1 once more what its storage still names: nobody else may have woken it
    this.#settle()
    const now = this.#host.now()
    const { store, holds, users } = this.#room
    const listed = holds.templates()
    const { entries, stalledMs } = this.#room.outbox.backlog('history')
    return {
      name: this.#room.name,
      rowsWritten: this.#room.rowsWritten,
      outbox: entries,
      outboxStalledMs: stalledMs,
      nextWake: nextWake(this.#deadlines())?.at ?? null,
      counts: {
        ...users.counts(),
        numbers: store.registrations().length,
        subscribers: store.subscribers().length,
        behind: this.#push.behind(),
        holds: holds.holds().length,
        templates: listed.filter((record) => !record.gone).length,
        usersRev: this.#room.usersRev,
      },
      reach: { limit: this.#reach.limit(now), used: this.#reach.counted(now), leased: this.#reach.leased(now) },
    }
  }

  async wake(told?: number | null): Promise<void> {
    if (told !== undefined) this.#history.toldIs(told)
    this.#work()
  }

  /** Never throws, and arms again whatever happens; safe to run twice. */
  async alarm(): Promise<void> {
    this.#clock.fired()
    this.#work()
  }

  #work(): void {
    try {
      const now = this.#host.now()
      const end = this.#room.holds.firstEnd()
      if (end !== null && end <= now) this.#holds.expire()
      const prune = this.#reach.nextPrune()
      if (prune !== null && prune <= now) {
        this.#reach.prune()
        this.#room.holds.pruneWords(now - WORD_MS)
      }
    } catch (error) {
      this.#host.fault('alarm', error)
    } finally {
      this.#settle()
    }
  }

  /** Starts what is due and moves the alarm. Called after each commit; what it starts runs in turns of its own. */
  #settle(): void {
    if (this.#settling) return
    this.#settling = true
    try {
      this.#push.kick()
      if (this.#historyPending()) this.#loops.history.kick()
      if (this.#room.outbox.hasPending('deployment')) this.#loops.forward.kick()
      if (this.#deployment.hasBehind()) this.#loops.spread.kick()
      if (this.#templates.due(this.#host.now()).now.length > 0) this.#loops.templates.kick()
      if (this.#isAwaiting()) this.#loops.uncounted.kick()
    } catch (error) {
      this.#host.fault('settle', error)
    } finally {
      this.#clock.rearm(this.#deadlines())
      this.#settling = false
    }
  }

  #deadlines(): Deadlines {
    const now = this.#host.now()
    const waiting = (loop: Loop, pending: boolean): Waiting => ({
      pending,
      running: loop.running,
      retryAt: loop.retryAt,
    })
    const due = this.#templates.due(now)
    const syncing = this.#loops.templates.running
    return portfolioDeadlines(
      {
        holdEnd: this.#room.holds.firstEnd(),
        reachPrune: this.#reach.nextPrune(),
        push: this.#push.nextAt(),
        templates: due.now.length === 0 ? due.next : syncing ? lookAgain(now) : now,
        history: waiting(this.#loops.history, this.#room.outbox.hasPending('history')),
        forward: waiting(this.#loops.forward, this.#room.outbox.hasPending('deployment')),
        spread: waiting(this.#loops.spread, this.#deployment.hasBehind()),
        uncounted: waiting(this.#loops.uncounted, this.#isAwaiting()),
      },
      now,
    )
  }

  #isAwaiting(): boolean {
    return this.#reach.awaited(this.#host.now()).length > 0
  }

  #historyPending(): boolean {
    return this.#room.outbox.hasPending('history') || this.#history.wakeIsWrong()
  }

  async #syncDue(): Promise<void> {
    for (const wabaId of this.#templates.due(this.#host.now()).now) await this.#templates.sync(wabaId, SYSTEM)
  }
}
