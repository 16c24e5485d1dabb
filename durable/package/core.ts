import type { Hold, Template } from '../domain/hold.ts'
import type { PackageConfig } from '../domain/policy.ts'
import type { Actor } from '../domain/reason.ts'
import type { ProfileSnapshot } from '../domain/snapshot.ts'
import type { UserDelta } from '../domain/user.ts'
import type { Host } from '../kit/host.ts'
import { ownHost } from '../kit/own-host.ts'
import { Change } from './change.ts'
import { applySwitch, configure } from './configure.ts'
import { Engine } from './engine.ts'
import { erase } from './erase.ts'
import { Intake } from './intake.ts'
import { takeReport } from './report.ts'
import { deleteRoute, setRoute } from './route-change.ts'
import { heard, listRoutes, routeOf } from './routes.ts'
import type { AcceptItem, MessagePatch, PackageRpc, PackageStatus, ProfileReport, StatusOptions } from './rpc.ts'
import { PackageState } from './state.ts'
import { applyDeltas, applyHolds, applyTemplates, portfolioRow } from './users.ts'
import { listQueue, listScheduled, messageOf } from './view.ts'

/** The package: accepts, distributes, hands over. Each task has a file of its own, the engine drives them; here is the door. */
export class PackageCore implements PackageRpc {
  readonly #state: PackageState
  readonly #engine: Engine
  readonly #intake: Intake
  readonly #change: Change
  readonly #rowsWritten: () => number

  constructor(host: Host, name: string) {
    const counted = ownHost(host)
    this.#rowsWritten = counted.rowsWritten
    this.#state = new PackageState(counted.host, name)
    this.#engine = new Engine(this.#state)
    this.#intake = new Intake(this.#state)
    this.#change = new Change(this.#state, this.#engine.handover)
  }

  /** The name this object was given at its first configuration: a cold alarm may come without it. */
  static storedName(host: Host): string | undefined {
    return PackageState.storedName(host)
  }

  async configure(config: PackageConfig): Promise<{ taken: boolean; version: number }> {
    this.#engine.wakeUp()
    const { taken, version, added } = configure(this.#state, this.#engine.pause, config)
    if (taken) {
      this.#engine.rehomer.findStrays()
      this.#engine.run()
      // the first credit of a new number is known when its POST answers, and of a package without any who has opted out
      if (added.length > 0 || config.members.length === 0)
        await Promise.all([this.#engine.members.ask(added), this.#engine.subscriptions.told()])
    }
    return { taken, version }
  }

  async accept(items: AcceptItem[], by: Actor) {
    this.#engine.wakeUp()
    return this.#intake.accept(items, by)
  }

  async report(report: ProfileReport): Promise<void> {
    this.#engine.wakeUp()
    takeReport(this.#state, report)
  }

  async snapshot(snapshot: ProfileSnapshot): Promise<void> {
    this.#engine.wakeUp()
    this.#state.learn(snapshot, false)
    this.#engine.run()
  }

  async heard(inbound: Parameters<PackageRpc['heard']>[0]): Promise<void> {
    this.#engine.wakeUp()
    heard(this.#state, inbound)
  }

  async message(id: string) {
    return messageOf(this.#state, id)
  }

  async cancel(id: string, by: Actor) {
    this.#engine.wakeUp()
    return this.#change.cancel(id, by)
  }

  async edit(id: string, patch: MessagePatch, by: Actor) {
    this.#engine.wakeUp()
    return this.#change.edit(id, patch, by)
  }

  async releaseHeld(id: string, by: Actor) {
    this.#engine.wakeUp()
    return this.#change.releaseHeld(id, by)
  }

  async cancelAll(by: Actor) {
    this.#engine.wakeUp()
    return this.#engine.cancelAll.portion(by)
  }

  async pause(reason: string | null, by: Actor): Promise<PackageStatus> {
    this.#engine.wakeUp()
    await this.#engine.pause.set(true, reason, by)
    return this.#figures()
  }

  async resume(reason: string | null, by: Actor): Promise<PackageStatus> {
    this.#engine.wakeUp()
    await this.#engine.pause.set(false, reason, by)
    return this.#figures()
  }

  async status(options: StatusOptions): Promise<PackageStatus> {
    if (options.wake === false) return { ...this.#figures(), profiles: this.#state.lastWords }
    this.#engine.wakeUp()
    const { members } = this.#engine
    if (!options.live) {
      await members.firstWords()
      return this.#figures()
    }
    const [statuses] = await Promise.all([members.statuses(), members.ask([...this.#state.members.keys()])])
    return { ...this.#figures(), statuses }
  }

  async listQueue(options: { limit: number; cursor: string | null }) {
    return listQueue(this.#state, options)
  }

  async listScheduled(options: { limit: number; cursor: string | null }) {
    return listScheduled(this.#state, options)
  }

  async routes(options: { limit: number; cursor: string | null }) {
    return listRoutes(this.#state, options)
  }

  async route(address: string) {
    return routeOf(this.#state, address)
  }

  async setRoute(address: string, profileId: string, by: Actor) {
    return setRoute(this.#state, address, profileId, by)
  }

  async deleteRoute(address: string, by: Actor): Promise<boolean> {
    return deleteRoute(this.#state, address, by)
  }

  async applyHolds(portfolioId: string, rev: number, holds: Hold[]): Promise<void> {
    this.#engine.wakeUp()
    applyHolds(this.#state, portfolioId, rev, holds)
  }

  async applyTemplates(portfolioId: string, rev: number, templates: Template[]): Promise<void> {
    this.#engine.wakeUp()
    applyTemplates(this.#state, portfolioId, rev, templates)
  }

  async applyUsers(portfolioId: string, from: number, deltas: UserDelta[]): Promise<{ rev: number }> {
    this.#engine.wakeUp()
    applyDeltas(this.#state, portfolioId, from, deltas)
    return { rev: portfolioRow(this.#state, portfolioId).usersRev }
  }

  async applySwitch(rev: number, paused: boolean, note: string | null): Promise<void> {
    this.#engine.wakeUp()
    applySwitch(this.#state, rev, paused, note)
  }

  async erase(address: string, hash: string): Promise<number> {
    this.#engine.wakeUp()
    return erase(this.#state, this.#change, address, hash)
  }

  async diagnostics() {
    this.#engine.history.kick()
    const { high, normal, low, scheduled, conv } = this.#state.tally
    const { entries, stalledMs } = this.#state.outbox.backlog('history')
    return {
      name: this.#state.name,
      rowsWritten: this.#rowsWritten(),
      outbox: entries,
      outboxStalledMs: stalledMs,
      nextWake: this.#engine.nextWake,
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

  async wake(told?: number | null): Promise<void> {
    this.#engine.wakeUp()
    this.#engine.work(false)
    if (told !== undefined) this.#engine.history.wakeIs(told)
  }

  async alarm(): Promise<void> {
    this.#engine.work(true)
  }

  /** What is known here at this moment, without asking anybody. */
  #figures(): PackageStatus {
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
      nextWake: this.#engine.nextWake,
    }
  }
}
