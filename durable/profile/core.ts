/* Past 300 lines by a few: each door of the RPC stands here with the step behind it, and nothing else. */
import type { Hold, Template } from '../domain/hold.ts'
import type { MessageView } from '../domain/message.ts'
import type { ProfileConfig } from '../domain/policy.ts'
import { type Actor, type Reason, SYSTEM } from '../domain/reason.ts'
import type { HealthReport, ProfileSnapshot, ProfileStatus } from '../domain/snapshot.ts'
import type { UserDelta } from '../domain/user.ts'
import type { Host } from '../kit/host.ts'
import { migrate } from '../kit/migrate.ts'
import { type Deadlines, nextWake } from '../kit/wake.ts'
import type { ChangeResult, MessagePatch } from '../package/rpc.ts'
import { openWindows } from './adopt.ts'
import { cancel, edit, expire, releaseHeld } from './change.ts'
import { check } from './check.ts'
import { setBack } from './clock.ts'
import { configure, retire } from './configure.ts'
import { ProfileContext } from './context.ts'
import { deadlines, lastingWake } from './deadlines.ts'
import { diagnose } from './diagnose.ts'
import { dispatch } from './dispatch.ts'
import { clearQueue } from './give-back.ts'
import { healthReport } from './health-report.ts'
import { drainHistory } from './history.ts'
import { applyHoldsIn, applyTemplatesIn, applyUsers } from './holds.ts'
import { isLeft, leave, mustLeave } from './leave.ts'
import { limited } from './limited.ts'
import { Live } from './live.ts'
import { observe } from './observe.ts'
import { release, takeOffer } from './offer.ts'
import { resumeByPerson, stopByPerson } from './person.ts'
import { prune } from './prune.ts'
import { keepReach, reachDeadline } from './reach.ts'
import { reconcile, reconcileDeadline } from './reconcile.ts'
import { mustRegister, register } from './register.ts'
import { proveRepeats } from './repeat.ts'
import { tellPackage, tellPortfolio } from './reports.ts'
import type { Offer, OfferAnswer, ProfileEvent, ProfileRpc, ReleaseAnswer } from './rpc.ts'
import { STEPS } from './schema.ts'
import { recover, restoreSecond } from './settle.ts'
import { snapshotOf, statusOf } from './snapshot.ts'
import { applyPackagePause, applySwitch } from './switches.ts'
import { retryToken } from './token.ts'
import { erase, viewMessage, viewQueue } from './view.ts'
import { watch } from './watch.ts'

/** Turns in one go: work that comes in pieces goes on in the next alarm after so many. */
const PIECES = 20
const KEPT_MS = 60_000
const NEAR_MS = 1_000

/**
 * One WhatsApp number: its queue, its limits and its sends. Every change ends in turn(): what is due is done, what may
 * go is sent, the readers are started, and the one alarm is set to the next deadline.
 */
export class ProfileCore implements ProfileRpc {
  readonly #ctx: ProfileContext
  readonly #live: Live
  #turning = false
  #again = false

  constructor(host: Host, name: string) {
    migrate(host, STEPS)
    this.#ctx = new ProfileContext(host, name)
    this.#live = new Live(this.#ctx)
    // the first contact stores the name, since a cold alarm may come without it
    if (this.#ctx.state.read<string>('name') === undefined) this.#ctx.state.write('name', name)
    restoreSecond(this.#ctx)
    recover(this.#ctx)
    this.#ctx.afterCommit(
      () => this.#turn(),
      () => this.#told(),
    )
    retryToken(this.#ctx)
  }

  /** The name that an earlier incarnation stored; a cold alarm may come without one. */
  static storedName(host: Host): string | undefined {
    migrate(host, STEPS)
    const row = host.sql.get<{ value: string }>("SELECT value FROM state WHERE key = 'name'")
    return row === undefined ? undefined : (JSON.parse(row.value) as string)
  }

  async alarm(): Promise<void> {
    this.#ctx.alarm.fired()
    this.#turn()
  }

  async wake(told?: number | null): Promise<void> {
    this.#turn()
    const ctx = this.#ctx
    // while more is to be projected, the wake-up goes with it
    if (told === undefined) return
    ctx.wakeTold = told
    if (ctx.outbox.hasPending('history') || told === lastingWake(ctx)) return
    ctx.commit(() => ctx.note('wake'))
  }

  async configure(config: ProfileConfig, by: Actor): Promise<{ taken: boolean; version: number }> {
    return configure(this.#ctx, config, by)
  }

  async check(by: Actor): Promise<ProfileStatus> {
    await check(this.#ctx, by)
    return statusOf(this.#ctx)
  }

  async offer(offer: Offer): Promise<OfferAnswer> {
    return takeOffer(this.#ctx, offer)
  }

  async release(packageId: string, messages: { id: string; epoch: number }[], why: Reason): Promise<ReleaseAnswer> {
    void packageId
    return release(this.#ctx, messages, why)
  }

  async cancel(id: string, by: Actor): Promise<ChangeResult> {
    return cancel(this.#ctx, id, by)
  }

  async edit(id: string, patch: MessagePatch, by: Actor): Promise<ChangeResult> {
    return edit(this.#ctx, id, patch, by)
  }

  async releaseHeld(id: string, by: Actor): Promise<ChangeResult> {
    return releaseHeld(this.#ctx, id, by)
  }

  async observe(events: ProfileEvent[]): Promise<void> {
    await observe(this.#ctx, events)
  }

  async isConfigured(): Promise<boolean> {
    return this.#ctx.cached.config !== null
  }

  async pause(reason: string | null, by: Actor): Promise<ProfileStatus> {
    stopByPerson(this.#ctx, 'pause', reason, by)
    return statusOf(this.#ctx)
  }

  async quarantine(reason: string | null, by: Actor): Promise<ProfileStatus> {
    stopByPerson(this.#ctx, 'quarantine', reason, by)
    return statusOf(this.#ctx)
  }

  async resume(reason: string | null, by: Actor): Promise<ProfileStatus> {
    const { liftWaba } = resumeByPerson(this.#ctx, reason, by)
    const { config } = this.#ctx.cached
    if (liftWaba && config !== null)
      await this.#ctx.host.call
        .portfolio(config.portfolioId)
        .lift({ kind: 'waba', id: config.wabaId }, reason ?? 'resumed by a person', by)
    return statusOf(this.#ctx)
  }

  async status(): Promise<ProfileStatus> {
    return statusOf(this.#ctx)
  }

  async health(): Promise<HealthReport> {
    return healthReport(this.#ctx)
  }

  async snapshot(): Promise<ProfileSnapshot> {
    return snapshotOf(this.#ctx)
  }

  async message(id: string): Promise<MessageView | null> {
    return viewMessage(this.#ctx, id)
  }

  async listQueue(options: { limit: number; cursor: string | null }) {
    return viewQueue(this.#ctx, options)
  }

  async openWindows(windows: { address: string; until: number }[], by: Actor): Promise<number> {
    return openWindows(this.#ctx, windows, by)
  }

  async applyHolds(rev: number, holds: Hold[], portfolioId?: string): Promise<void> {
    if (isLeft(this.#ctx, portfolioId)) return
    this.#ctx.commit(() => applyHoldsIn(this.#ctx, rev, holds))
  }

  async applyTemplates(rev: number, templates: Template[], portfolioId?: string): Promise<void> {
    if (isLeft(this.#ctx, portfolioId)) return
    this.#ctx.commit(() => applyTemplatesIn(this.#ctx, rev, templates))
  }

  async applyUsers(from: number, deltas: UserDelta[], portfolioId?: string): Promise<{ rev: number }> {
    // taken, as far as the one that was left need know
    if (isLeft(this.#ctx, portfolioId)) return { rev: deltas.at(-1)?.rev ?? from }
    return applyUsers(this.#ctx, from, deltas)
  }

  async applySwitch(rev: number, paused: boolean, note: string | null): Promise<void> {
    applySwitch(this.#ctx, rev, paused, note)
  }

  async applyPackagePause(packageId: string, rev: number, paused: boolean): Promise<void> {
    applyPackagePause(this.#ctx, packageId, rev, paused)
  }

  async statusSince(after: number, asked: number): Promise<{ seen: boolean; at: number | null }> {
    const { proven, heardAt } = this.#ctx.cached
    // the asker's clock may be behind this one: what it calls late began that much later here
    const ahead = Math.max(0, this.#ctx.host.now() - asked)
    return proven > after + ahead ? { seen: true, at: heardAt } : { seen: false, at: null }
  }

  async limited(portfolioId: string): Promise<void> {
    await limited(this.#ctx, portfolioId)
  }

  async erase(address: string, hash: string): Promise<number> {
    return erase(this.#ctx, address, hash)
  }

  async diagnostics(): ReturnType<ProfileRpc['diagnostics']> {
    this.#told()
    return diagnose(this.#ctx)
  }

  /** Everything that is due, then the alarm. Not nested: a commit inside asks for another round. */
  #turn(): void {
    this.#again = true
    if (this.#turning) return
    this.#turning = true
    const ctx = this.#ctx
    let pieces = 0
    try {
      setBack(ctx)
      while (this.#again && pieces++ < PIECES) {
        this.#again = false
        if (retire(ctx) || clearQueue(ctx) || expire(ctx)) this.#again = true
        ctx.dispatchAt = dispatch(ctx)
        if (!ctx.answers.mayWait(ctx.dispatchAt, ctx.host.now())) ctx.commit(() => undefined)
      }
      watch(ctx)
      if (ctx.pruneAt <= ctx.host.now() && !ctx.messages.isEmpty()) prune(ctx)
      this.#startLoops()
      this.#live.publish()
    } catch (error) {
      ctx.host.fault('turn', error)
      ctx.dispatchAt = ctx.host.now() + 1_000
    } finally {
      this.#turning = false
      const now = ctx.host.now()
      if (this.#again && pieces > PIECES) ctx.dispatchAt = now
      this.#again = false
      this.#time(now)
      this.#rearm(deadlines(ctx, ctx.dispatchAt, now), now)
    }
  }

  /** What is near is waited for in memory: an alarm for each send would be a row for each. */
  #time(now: number): void {
    const at = this.#ctx.dispatchAt
    this.#ctx.timer.set(at !== null && at > now && at - now <= NEAR_MS ? at : null)
  }

  /** A loop that only tells has ended: others may begin, and nobody waits for it any more. */
  #told(): void {
    const ctx = this.#ctx
    const now = ctx.host.now()
    if ([...ctx.retryAt.values()].some((retry) => retry.at <= now)) {
      this.#turn()
      return
    }
    this.#startLoops()
    this.#rearm(deadlines(ctx, ctx.dispatchAt, now), now)
  }

  /**
   * An alarm that stands a little too early is left while the number sends: it costs a turn, and moving it costs a row for
   * each message. A number that rests is not woken for nothing.
   */
  #rearm(next: Deadlines, now: number): void {
    const { armed } = this.#ctx.alarm
    const { lastStart } = this.#ctx.cached
    const sends = lastStart !== null && now - lastStart <= KEPT_MS
    const at = nextWake(next)?.at ?? null
    const early = sends && armed != null && armed > now && armed - now <= KEPT_MS && (at === null || at > armed)
    if (!early) this.#ctx.alarm.rearm(next)
  }

  /** Each loop runs alone and looks at everything again when it ends. */
  #startLoops(): void {
    const ctx = this.#ctx
    const now = ctx.host.now()
    const { config, number } = ctx.cached
    const due = (at: number | null): boolean => at !== null && at <= now
    if (mustRegister(ctx)) ctx.loop('register', () => register(ctx))
    if (mustLeave(ctx)) ctx.loop('leave', () => leave(ctx))
    if (config !== null && config.deletedAt === null && due(number.checkAt)) ctx.loop('check', () => check(ctx, SYSTEM))
    if (due(reconcileDeadline(ctx, now))) ctx.loop('reconcile', () => reconcile(ctx))
    if (ctx.toProve.size > 0) ctx.loop('proof', () => proveRepeats(ctx))
    if (due(reachDeadline(ctx, now))) ctx.loop('reach', () => keepReach(ctx))
    if (config !== null && ctx.outbox.hasPending('portfolio')) ctx.loop('portfolio', () => tellPortfolio(ctx))
    if (ctx.outbox.hasPending('package')) ctx.loop('package', () => tellPackage(ctx))
    if (ctx.journal.news) ctx.historyPace.hurry()
    if (ctx.outbox.hasPending('history')) ctx.loop('history', () => drainHistory(ctx))
  }
}
