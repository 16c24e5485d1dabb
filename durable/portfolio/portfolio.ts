import { DurableObject } from 'cloudflare:workers'
import type { Template } from '../domain/hold.ts'
import type { Actor, Json } from '../domain/reason.ts'
import { createHost } from '../kit/do-host.ts'
import type { ActorEnv } from '../kit/env.ts'
import { PortfolioCore } from './core.ts'
import type { Lease, PortfolioRpc, PortfolioState, Registration } from './rpc.ts'

type Arguments<Name extends keyof PortfolioRpc> = Parameters<PortfolioRpc[Name]>
type Answer<Name extends keyof PortfolioRpc> = ReturnType<PortfolioRpc[Name]>

/** One per Meta business portfolio, and one named DEPLOYMENT. The shell: it gives the core a host and decides nothing. */
export class PortfolioActor extends DurableObject<ActorEnv> implements PortfolioRpc {
  readonly #core: PortfolioCore

  constructor(ctx: DurableObjectState, env: ActorEnv) {
    super(ctx, env)
    // all of it is synchronous, migrations included: no call is let in before the constructor has ended
    this.#core = new PortfolioCore(createHost(ctx, env), ctx.id.name)
  }

  register(registration: Registration): Promise<PortfolioState> {
    return this.#core.register(registration)
  }

  unregister(profileId: string): Promise<void> {
    return this.#core.unregister(profileId)
  }

  subscribe(packageId: string): Promise<PortfolioState> {
    return this.#core.subscribe(packageId)
  }

  unsubscribe(packageId: string): Promise<void> {
    return this.#core.unsubscribe(packageId)
  }

  lease(profileId: string, want: number): Promise<Lease> {
    return this.#core.lease(profileId, want)
  }

  returnLease(...given: Arguments<'returnLease'>): Promise<void> {
    return this.#core.returnLease(...given)
  }

  reachChanged(...given: Arguments<'reachChanged'>): Promise<void> {
    return this.#core.reachChanged(...given)
  }

  limitSeen(profileId: string, limit: number | null): Promise<void> {
    return this.#core.limitSeen(profileId, limit)
  }

  optOut(...given: Arguments<'optOut'>): Promise<void> {
    return this.#core.optOut(...given)
  }

  optIn(...given: Arguments<'optIn'>): Promise<void> {
    return this.#core.optIn(...given)
  }

  optedOut(address: string): Answer<'optedOut'> {
    return this.#core.optedOut(address)
  }

  learn(...given: Arguments<'learn'>): Promise<void> {
    return this.#core.learn(...given)
  }

  usersSince(rev: number, limit: number): Answer<'usersSince'> {
    return this.#core.usersSince(rev, limit)
  }

  hold(...given: Arguments<'hold'>): Promise<void> {
    return this.#core.hold(...given)
  }

  lift(...given: Arguments<'lift'>): Promise<number> {
    return this.#core.lift(...given)
  }

  observe(wabaId: string, field: string, value: { [key: string]: Json }, at: number): Promise<void> {
    return this.#core.observe(wabaId, field, value, at)
  }

  signatureRefused(wabaId: string, at: number): Promise<void> {
    return this.#core.signatureRefused(wabaId, at)
  }

  evidence(...asked: Parameters<PortfolioRpc['evidence']>): Answer<'evidence'> {
    return this.#core.evidence(...asked)
  }

  refusedSince(after: number[]): Promise<boolean[]> {
    return this.#core.refusedSince(after)
  }

  templates(wabaIds: string[] | null): Promise<Template[]> {
    return this.#core.templates(wabaIds)
  }

  syncTemplates(wabaId: string, by: Actor): Answer<'syncTemplates'> {
    return this.#core.syncTemplates(wabaId, by)
  }

  state(): Promise<PortfolioState> {
    return this.#core.state()
  }

  join(portfolioId: string): Promise<void> {
    return this.#core.join(portfolioId)
  }

  members(): Answer<'members'> {
    return this.#core.members()
  }

  erase(address: string, hash: string): Promise<number> {
    return this.#core.erase(address, hash)
  }

  diagnostics(): Answer<'diagnostics'> {
    return this.#core.diagnostics()
  }

  wake(told?: number | null): Promise<void> {
    return this.#core.wake(told)
  }

  override alarm(): Promise<void> {
    return this.#core.alarm()
  }
}
