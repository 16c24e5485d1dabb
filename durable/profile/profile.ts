import { DurableObject } from 'cloudflare:workers'
import type { Hold, Template } from '../domain/hold.ts'
import type { ProfileConfig } from '../domain/policy.ts'
import type { Actor, Reason } from '../domain/reason.ts'
import type { UserDelta } from '../domain/user.ts'
import { createHost } from '../kit/do-host.ts'
import type { ActorEnv } from '../kit/env.ts'
import type { MessagePatch } from '../package/rpc.ts'
import { ProfileCore } from './core.ts'
import type { Offer, ProfileEvent, ProfileRpc } from './rpc.ts'

/** The shell of one WhatsApp number: bindings, alarm and RPC; it decides nothing. */
export class ProfileActor extends DurableObject<ActorEnv> implements ProfileRpc {
  #core: ProfileCore | undefined

  constructor(ctx: DurableObjectState, env: ActorEnv) {
    super(ctx, env)
    void ctx.blockConcurrencyWhile(async () => {
      const host = createHost(ctx, env)
      // a cold alarm may come without a name: the first contact stored it
      const name = ctx.id.name ?? ProfileCore.storedName(host)
      if (name !== undefined) this.#core = new ProfileCore(host, name)
    })
  }

  get #profile(): ProfileCore {
    if (this.#core === undefined) throw new Error('an object without a name was called')
    return this.#core
  }

  override async alarm(): Promise<void> {
    await this.#core?.alarm()
  }

  configure(config: ProfileConfig, by: Actor) {
    return this.#profile.configure(config, by)
  }

  check(by: Actor) {
    return this.#profile.check(by)
  }

  offer(offer: Offer) {
    return this.#profile.offer(offer)
  }

  release(packageId: string, messages: { id: string; epoch: number }[], why: Reason) {
    return this.#profile.release(packageId, messages, why)
  }

  cancel(id: string, by: Actor) {
    return this.#profile.cancel(id, by)
  }

  edit(id: string, patch: MessagePatch, by: Actor) {
    return this.#profile.edit(id, patch, by)
  }

  releaseHeld(id: string, by: Actor) {
    return this.#profile.releaseHeld(id, by)
  }

  observe(events: ProfileEvent[]) {
    return this.#profile.observe(events)
  }

  isConfigured() {
    return this.#profile.isConfigured()
  }

  pause(reason: string | null, by: Actor) {
    return this.#profile.pause(reason, by)
  }

  resume(reason: string | null, by: Actor) {
    return this.#profile.resume(reason, by)
  }

  quarantine(reason: string | null, by: Actor) {
    return this.#profile.quarantine(reason, by)
  }

  status() {
    return this.#profile.status()
  }

  health() {
    return this.#profile.health()
  }

  snapshot() {
    return this.#profile.snapshot()
  }

  message(id: string) {
    return this.#profile.message(id)
  }

  listQueue(options: { limit: number; cursor: string | null }) {
    return this.#profile.listQueue(options)
  }

  openWindows(windows: { address: string; until: number }[], by: Actor) {
    return this.#profile.openWindows(windows, by)
  }

  applyHolds(rev: number, holds: Hold[], portfolioId?: string) {
    return this.#profile.applyHolds(rev, holds, portfolioId)
  }

  applyTemplates(rev: number, templates: Template[], portfolioId?: string) {
    return this.#profile.applyTemplates(rev, templates, portfolioId)
  }

  applyUsers(from: number, deltas: UserDelta[], portfolioId?: string) {
    return this.#profile.applyUsers(from, deltas, portfolioId)
  }

  applySwitch(rev: number, paused: boolean, note: string | null) {
    return this.#profile.applySwitch(rev, paused, note)
  }

  applyPackagePause(packageId: string, rev: number, paused: boolean) {
    return this.#profile.applyPackagePause(packageId, rev, paused)
  }

  statusSince(after: number, asked: number) {
    return this.#profile.statusSince(after, asked)
  }

  limited(portfolioId: string) {
    return this.#profile.limited(portfolioId)
  }

  erase(address: string, hash: string) {
    return this.#profile.erase(address, hash)
  }

  diagnostics() {
    return this.#profile.diagnostics()
  }

  wake(told?: number | null) {
    return this.#profile.wake(told)
  }
}
