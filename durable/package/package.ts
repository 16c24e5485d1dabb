import { DurableObject } from 'cloudflare:workers'
import type { Hold, Template } from '../domain/hold.ts'
import type { PackageConfig } from '../domain/policy.ts'
import type { Actor } from '../domain/reason.ts'
import type { ProfileSnapshot } from '../domain/snapshot.ts'
import type { UserDelta } from '../domain/user.ts'
import { createHost } from '../kit/do-host.ts'
import type { ActorEnv } from '../kit/env.ts'
import { PackageCore } from './core.ts'
import type { AcceptItem, MessagePatch, PackageRpc, ProfileReport, StatusOptions } from './rpc.ts'

/** The shell of one package: bindings, alarm and RPC; it decides nothing. */
export class PackageActor extends DurableObject<ActorEnv> implements PackageRpc {
  #core: PackageCore | undefined

  constructor(ctx: DurableObjectState, env: ActorEnv) {
    super(ctx, env)
    void ctx.blockConcurrencyWhile(async () => {
      const host = createHost(ctx, env)
      const name = ctx.id.name ?? PackageCore.storedName(host)
      if (name !== undefined) this.#core = new PackageCore(host, name)
    })
  }

  get #package(): PackageCore {
    if (this.#core === undefined) throw new Error('an object without a name was called')
    return this.#core
  }

  override async alarm(): Promise<void> {
    await this.#core?.alarm()
  }

  configure(config: PackageConfig) {
    return this.#package.configure(config)
  }

  accept(items: AcceptItem[], by: Actor) {
    return this.#package.accept(items, by)
  }

  report(report: ProfileReport) {
    return this.#package.report(report)
  }

  snapshot(snapshot: ProfileSnapshot) {
    return this.#package.snapshot(snapshot)
  }

  heard(inbound: Parameters<PackageRpc['heard']>[0]) {
    return this.#package.heard(inbound)
  }

  message(id: string) {
    return this.#package.message(id)
  }

  cancel(id: string, by: Actor) {
    return this.#package.cancel(id, by)
  }

  edit(id: string, patch: MessagePatch, by: Actor) {
    return this.#package.edit(id, patch, by)
  }

  releaseHeld(id: string, by: Actor) {
    return this.#package.releaseHeld(id, by)
  }

  cancelAll(by: Actor) {
    return this.#package.cancelAll(by)
  }

  pause(reason: string | null, by: Actor) {
    return this.#package.pause(reason, by)
  }

  resume(reason: string | null, by: Actor) {
    return this.#package.resume(reason, by)
  }

  status(options: StatusOptions) {
    return this.#package.status(options)
  }

  listQueue(options: { limit: number; cursor: string | null }) {
    return this.#package.listQueue(options)
  }

  listScheduled(options: { limit: number; cursor: string | null }) {
    return this.#package.listScheduled(options)
  }

  routes(options: { limit: number; cursor: string | null }) {
    return this.#package.routes(options)
  }

  route(address: string) {
    return this.#package.route(address)
  }

  setRoute(address: string, profileId: string, by: Actor) {
    return this.#package.setRoute(address, profileId, by)
  }

  deleteRoute(address: string, by: Actor) {
    return this.#package.deleteRoute(address, by)
  }

  applyHolds(portfolioId: string, rev: number, holds: Hold[]) {
    return this.#package.applyHolds(portfolioId, rev, holds)
  }

  applyTemplates(portfolioId: string, rev: number, templates: Template[]) {
    return this.#package.applyTemplates(portfolioId, rev, templates)
  }

  applyUsers(portfolioId: string, from: number, deltas: UserDelta[]) {
    return this.#package.applyUsers(portfolioId, from, deltas)
  }

  applySwitch(rev: number, paused: boolean, note: string | null) {
    return this.#package.applySwitch(rev, paused, note)
  }

  erase(address: string, hash: string) {
    return this.#package.erase(address, hash)
  }

  diagnostics() {
    return this.#package.diagnostics()
  }

  wake(told?: number | null) {
    return this.#package.wake(told)
  }
}
