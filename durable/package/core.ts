import type { Hold, Template } from '../domain/hold.ts'
import type { PackageConfig } from '../domain/policy.ts'
import { type Actor, SYSTEM } from '../domain/reason.ts'
import type { ProfileSnapshot } from '../domain/snapshot.ts'
import type { UserDelta } from '../domain/user.ts'
import { countRows } from '../kit/count-rows.ts'
import type { Host } from '../kit/host.ts'
import { AlarmClock, type Deadlines, nextWake } from '../kit/wake.ts'
import { CancelAll } from './cancel-all.ts'
import { Change } from './change.ts'
import { applySwitch, configure } from './configure.ts'
import { Distributor } from './distribute.ts'
import { erase } from './erase.ts'
import { Handover } from './handover.ts'
import { Hints } from './hints.ts'
import { History } from './history.ts'
import { Intake } from './intake.ts'
import { Members } from './members.ts'
import { Pause } from './pause.ts'
import { Prune } from './prune.ts'
import { Rehomer } from './rehome.ts'
import { takeReport } from './report.ts'
import { deleteRoute, heard, listRoutes, setRoute } from './routes.ts'
import type { AcceptItem, MessagePatch, PackageRpc, PackageStatus, ProfileReport } from './rpc.ts'
import { PackageState } from './state.ts'
import { Subscriptions } from './subscriptions.ts'
import { runDue, runExpiry } from './timed.ts'
import { applyDeltas, applyHolds, applyTemplates, portfolioRow } from './users.ts'
import { listQueue, listScheduled, messageOf } from './view.ts'

/** After an alarm body that failed, not at once again. */
const CALM_MS = 5_000

/** The package: accepts, distributes, hands over. Each task has a file of its own; here they meet, and the one alarm. */
export class PackageCore implements PackageRpc {
  readonly #host: Host
  readonly #state: PackageState
  readonly #intake: Intake
  readonly #distributor: Distributor
  readonly #subscriptions: Subscriptions
  readonly #handover: Handover
  readonly #history: History
  readonly #hints: Hints
  readonly #members: Members
  readonly #pause: Pause
  readonly #rehomer: Rehomer
  readonly #change: Change
  readonly #cancelAll: CancelAll
  readonly #prune: Prune
  readonly #clock: AlarmClock
  readonly #rowsWritten: () => number
  #awake = false
  #pumping = false
  #windingDown = false
  #calmUntil = 0

  constructor(host: Host, name: string) {
    const counted = countRows(host)
    this.#host = counted.host
    this.#rowsWritten = counted.rowsWritten
    const state = new PackageState(counted.host, name)
    this.#state = state
    this.#intake = new Intake(state)
    this.#distributor = new Distributor(state)
    this.#subscriptions = new Subscriptions(state)
    this.#handover = new Handover(state, (portfolioId, upTo) => this.#subscriptions.pull(portfolioId, upTo))
    this.#history = new History(state, () => this.#clock.armed ?? null)
    this.#hints = new Hints(state)
    this.#members = new Members(state)
    this.#pause = new Pause(state)
    this.#rehomer = new Rehomer(state)
    this.#change = new Change(state, this.#handover)
    this.#cancelAll = new CancelAll(state, this.#handover)
    this.#prune = new Prune(state)
    this.#clock = new AlarmClock((at) => this.#host.setAlarm(at))
    state.onCommit = () => this.#after()
  }

  /** The name this object was given at its first configuration: a cold alarm may come without it. */
  static storedName(host: Host): string | undefined {
    return PackageState.storedName(host)
  }

  async configure(config: PackageConfig): Promise<{ taken: boolean; version: number }> {
    this.#wakeUp()
    const { taken, version, added } = configure(this.#state, this.#pause, config)
    if (taken) {
      this.#rehomer.findStrays()
      this.#after()
      // the first credit of a new number is known when its POST answers
      if (added.length > 0) await this.#members.ask(added)
    }
    return { taken, version }
  }

  async accept(items: AcceptItem[], by: Actor) {
    this.#wakeUp()
    return this.#intake.accept(items, by)
  }

  async report(report: ProfileReport): Promise<void> {
    this.#wakeUp()
    takeReport(this.#state, report)
  }

  async snapshot(snapshot: ProfileSnapshot): Promise<void> {
    this.#wakeUp()
    this.#state.learn(snapshot, false)
    this.#after()
  }

  async heard(inbound: Parameters<PackageRpc['heard']>[0]): Promise<void> {
    this.#wakeUp()
    heard(this.#state, inbound)
  }

  async message(id: string) {
    return messageOf(this.#state, id)
  }

  async cancel(id: string, by: Actor) {
    this.#wakeUp()
    return this.#change.cancel(id, by)
  }

  async edit(id: string, patch: MessagePatch, by: Actor) {
    this.#wakeUp()
    return this.#change.edit(id, patch, by)
  }

  async releaseHeld(id: string, by: Actor) {
    this.#wakeUp()
    return this.#change.releaseHeld(id, by)
  }

  async cancelAll(by: Actor) {
    this.#wakeUp()
    return this.#cancelAll.portion(by)
  }

  async pause(reason: string | null, by: Actor): Promise<PackageStatus> {
    this.#wakeUp()
    await this.#pause.set(true, reason, by)
    return this.status({ live: false })
  }

  async resume(reason: string | null, by: Actor): Promise<PackageStatus> {
    this.#wakeUp()
    await this.#pause.set(false, reason, by)
    return this.status({ live: false })
  }

  async status(options: { live: boolean }): Promise<PackageStatus> {
    this.#wakeUp()
    const ids = [...this.#state.members.keys()]
    const statuses = options.live ? (await Promise.all([this.#members.statuses(), this.#members.ask(ids)]))[0] : null
    const { meta, tally, snapshots } = this.#state
    const { high, normal, low, scheduled, bytes } = tally
    return {
      packageId: this.#state.name,
      name: meta.config?.name ?? '',
      paused: meta.paused,
      pausedReason: meta.pauseReason,
      globalPaused: meta.globalPaused,
      version: meta.version,
      backlog: { total: high + normal + low, high, normal, low, scheduled, bytes },
      handedOver: this.#state.handedOver,
      open: this.#state.open,
      profiles: [...snapshots.values()],
      ...(statuses === null ? {} : { statuses }),
      nextWake: this.#clock.armed ?? null,
    }
  }

  async queue(options: { limit: number; cursor: string | null }) {
    return listQueue(this.#state, options)
  }

  async scheduled(options: { limit: number; cursor: string | null }) {
    return listScheduled(this.#state, options)
  }

  async routes(options: { limit: number; cursor: string | null }) {
    return listRoutes(this.#state, options)
  }

  async setRoute(address: string, profileId: string, by: Actor) {
    return setRoute(this.#state, address, profileId, by)
  }

  async deleteRoute(address: string, by: Actor): Promise<boolean> {
    return deleteRoute(this.#state, address, by)
  }

  async applyHolds(portfolioId: string, rev: number, holds: Hold[]): Promise<void> {
    this.#wakeUp()
    applyHolds(this.#state, portfolioId, rev, holds)
  }

  async applyTemplates(portfolioId: string, rev: number, templates: Template[]): Promise<void> {
    this.#wakeUp()
    applyTemplates(this.#state, portfolioId, rev, templates)
  }

  async applyUsers(portfolioId: string, from: number, deltas: UserDelta[]): Promise<{ rev: number }> {
    this.#wakeUp()
    applyDeltas(this.#state, portfolioId, from, deltas)
    return { rev: portfolioRow(this.#state, portfolioId).usersRev }
  }

  async applySwitch(rev: number, paused: boolean, note: string | null): Promise<void> {
    this.#wakeUp()
    applySwitch(this.#state, rev, paused, note)
  }

  async erase(address: string, hash: string): Promise<number> {
    this.#wakeUp()
    return erase(this.#state, this.#change, address, hash)
  }

  async diagnostics() {
    const { high, normal, low, scheduled, conv } = this.#state.tally
    return {
      name: this.#state.name,
      rowsWritten: this.#rowsWritten(),
      outbox: this.#state.outbox.hasPending('history') ? (this.#state.outbox.pending('history', 1000)?.upTo ?? 0) : 0,
      nextWake: this.#clock.armed ?? null,
      counts: {
        high,
        normal,
        low,
        scheduled,
        waiting: conv,
        handedOver: this.#state.handedOver,
        offers: this.#state.offers.count(),
      },
    }
  }

  async wake(): Promise<void> {
    this.#wakeUp()
    this.#history.refreshWake()
    await this.#work()
  }

  async alarm(): Promise<void> {
    this.#clock.fired()
    await this.#work()
  }

  /** What is due, in portions; never throws, and always arms the next wake. */
  async #work(): Promise<void> {
    try {
      this.#wakeUp()
      for (let n = 0; n < 10 && runDue(this.#state); n++);
      for (let n = 0; n < 10 && runExpiry(this.#state); n++);
      this.#prune.run()
    } catch (error) {
      this.#calmUntil = this.#host.now() + CALM_MS
      this.#host.fault('package alarm', error)
    } finally {
      this.#after()
    }
  }

  /** Once in an object's life: whatever a crash left undone goes on at once. */
  #wakeUp(): void {
    if (this.#awake) return
    this.#awake = true
    this.#rehomer.findStrays()
    if (this.#state.config !== null) {
      const ids = [...this.#state.members.keys()]
      this.#host.background('ask members', () => this.#members.ask(ids))
    }
    this.#after()
  }

  /** After each commit: starts whatever has work and is not running, and arms the alarm. */
  #after(): void {
    this.#awake = true
    this.#subscriptions.kick()
    this.#handover.kick()
    this.#history.kick()
    this.#hints.kick()
    this.#pause.kick()
    this.#rehomer.kick()
    this.#pump()
    this.#windDown()
    this.#members.kick()
    this.#arm()
  }

  #pump(): void {
    if (this.#pumping || !this.#state.pumpWanted) return
    this.#state.pumpWanted = false
    if (!this.#distributor.possible) return
    this.#pumping = true
    this.#host.background('distribute', async () => {
      try {
        while (this.#distributor.portion() > 0) await this.#host.sleep(0)
      } finally {
        this.#pumping = false
        this.#after()
      }
    })
  }

  /** A deleted package cancels what can be cancelled until nothing is open. */
  #windDown(): void {
    if (this.#windingDown || this.#state.meta.config?.deletedAt == null || this.#state.open === 0) return
    if (this.#host.now() < this.#calmUntil) return
    this.#windingDown = true
    this.#host.background('wind down', async () => {
      try {
        while ((await this.#cancelAll.portion(SYSTEM)).more);
      } finally {
        this.#windingDown = false
        this.#calmUntil = this.#host.now() + CALM_MS
        this.#arm()
      }
    })
  }

  #deadlines(): Deadlines {
    const deleted = this.#state.meta.config?.deletedAt != null
    return {
      due: this.#state.queue.firstDue(),
      expiry: this.#state.queue.firstExpiry(),
      offers: this.#handover.nextAt,
      history: this.#history.nextAt,
      members: this.#members.nextAt,
      pause: this.#pause.nextAt,
      subscriptions: this.#subscriptions.nextAt,
      windDown: deleted && this.#state.open > 0 ? this.#host.now() + CALM_MS : null,
    }
  }

  /** An alarm that comes too early costs nothing but a look; moving it costs a row each time. So it moves only earlier. */
  #arm(): void {
    const now = this.#host.now()
    const next = nextWake(this.#deadlines())
    const { armed } = this.#clock
    if (typeof armed === 'number' && armed > now && (next === null || armed <= next.at)) return
    if (next === null && armed === undefined) return
    this.#clock.rearm(
      next === null ? {} : { [next.name]: Math.max(next.at, now, this.#calmUntil > now ? this.#calmUntil : 0) },
    )
  }
}
