import type { Json } from '../domain/reason.ts'
import type { NumberCounts } from './day-counts.ts'
import type { Tally } from './tally.ts'

/** A hint to dashboards: what changed, small; the socket's holder asks the API for more. */
export interface LiveEvent {
  type: 'message' | 'profile' | 'package' | 'alert'
  id: string
  rev: number
  packageId: string | null
  data: { [key: string]: Json }
}

export interface FeedRpc {
  /**
   * A hint: may be lost, never awaited by anything that matters. Answers whether anybody looks, or did a moment ago: who
   * tells much need not tell it so often while nobody does. `refusedByMeta` are the refusals since the last hint (Tally).
   */
  publish(events: LiveEvent[], refusedByMeta?: Tally['refusedByMeta']): Promise<boolean>
}

/** What the edge asks of the feed besides. */
export interface FeedDoor extends FeedRpc {
  /** Whoever holds these sockets may look no longer. */
  closeSockets(of: { session: string } | { key: string }): Promise<void>
  /**
   * Resolves when an event says that the message has one of these statuses, at once where one said so lately; null after
   * `ms`. A hint like every event: the owner knows.
   */
  heard(id: string, statuses: string[], ms: number): Promise<LiveEvent | null>
  /** Counts a try at signing in from this address, for all isolates; 0 = go on, otherwise seconds to wait. */
  trySignIn(address: string): Promise<number>
  /** Adds what an isolate of the edge has counted. */
  count(more: Tally): Promise<void>
  /** Messages since midnight UTC; null while D1 is away. */
  countsOfToday(): Promise<NumberCounts[] | null>
  /** What was counted since this life of the object began (ms). */
  counts(): Promise<{ since: number; tally: Tally }>
}
