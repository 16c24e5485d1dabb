import { alertEvent } from '../../durable/feed/alert-event.ts'
import type { FeedDoor } from '../../durable/feed/rpc.ts'
import { FEED_NAME } from '../../durable/kit/env.ts'
import { reportFault } from '../../durable/kit/fault.ts'
import type { TouchedAlert } from '../db/alerts.ts'
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

/** What a reader did to alerts, for all who look at them. A hint: a list that was not told asks again by itself. */
export async function tellAlerts(env: Env, alerts: readonly TouchedAlert[]): Promise<void> {
  if (alerts.length === 0) return
  try {
    await feedOf(env).publish(alerts.map(alertEvent))
  } catch (error) {
    reportFault('feed: alerts', error)
  }
}
