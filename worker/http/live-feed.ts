import type { FeedDoor } from '../../durable/feed/rpc.ts'
import { FEED_NAME } from '../../durable/kit/env.ts'
import { reportFault } from '../../durable/kit/fault.ts'
import type { Env } from '../env.ts'

/** The deployment's one feed. */
export function feedOf(env: Env): FeedDoor & { fetch(request: Request): Promise<Response> } {
  return env.FEED.get(env.FEED.idFromName(FEED_NAME))
}

/** Whoever may look no longer sees no more. A feed that does not answer finds out by itself within a minute. */
export async function closeSockets(env: Env, of: { session: string } | { key: string }): Promise<void> {
  try {
    await feedOf(env).closeSockets(of)
  } catch (error) {
    reportFault('feed: close', error)
  }
}
