import type { FeedRpc } from '../feed/rpc.ts'
import type { PackageRpc } from '../package/rpc.ts'
import type { PortfolioRpc } from '../portfolio/rpc.ts'
import type { ProfileRpc } from '../profile/rpc.ts'

/**
 * A namespace of actors, typed by what they answer. Not the platform's own generic: that one rewrites every method's
 * types for stubs and drowns in our recursive JSON type, while only plain data crosses here.
 */
export interface Rooms<Rpc> {
  idFromName(name: string): DurableObjectId
  get(id: DurableObjectId): Rpc
}

/** What an actor needs of the deployment. The Worker's Env (worker/env.ts) has all of it and more. */
export interface ActorEnv {
  PROFILE: Rooms<ProfileRpc>
  PACKAGE: Rooms<PackageRpc>
  PORTFOLIO: Rooms<PortfolioRpc>
  FEED: Rooms<FeedRpc & { fetch(request: Request): Promise<Response> }>
  SWITCHBOARD: DurableObjectNamespace
  DB: D1Database
  MASTER_KEY: string
}

/** The one feed of the deployment, by name. */
export const FEED_NAME = 'live'
