import type { NumberCounts } from '../../../durable/feed/day-counts.ts'
import { addTally, emptyTally, isEmpty, type Tally } from '../../../durable/feed/tally.ts'
import { reportFault } from '../../../durable/kit/fault.ts'
import type { ProfileEvent } from '../../../durable/profile/rpc.ts'
import type { Env } from '../../env.ts'
import { feedOf } from '../live-feed.ts'

/** An isolate tells the feed at most this often; what it counted since goes with the next request, or the next scrape. */
const TOLD_MS = 1_000

let pending = emptyTally()
let toldAt = 0

export function countRefused(slug: string): void {
  pending.refused[slug] = (pending.refused[slug] ?? 0) + 1
}

/** `n` messages that the package did not accept for this reason. */
export function countUnaccepted(packageId: string, slug: string, n = 1): void {
  const key = `${packageId} ${slug}`
  pending.unaccepted[key] = (pending.unaccepted[key] ?? 0) + n
}

/** Events of a webhook that a number has taken. Lag: from Meta's time of the event, which has whole seconds, to now. */
export function countEvents(number: string, events: readonly ProfileEvent[], now: number): void {
  const lags = events.flatMap((event) => ('at' in event ? Math.max(0, now - event.at) : []))
  const lagMs = lags.reduce((sum, one) => sum + one, 0)
  addTally(pending, { ...emptyTally(), webhooks: { [number]: { events: events.length, lagMs, lastAt: now } } })
}

/** Whether there is something to tell, and it is time. */
export function mustTell(now: number): boolean {
  return (now - toldAt >= TOLD_MS || now < toldAt) && !isEmpty(pending)
}

/** Tells the feed what was counted; a feed that does not answer is told the next time. */
export async function tellCounts(env: Env, now: number): Promise<void> {
  if (isEmpty(pending)) return
  const told = pending
  pending = emptyTally()
  toldAt = now
  try {
    await feedOf(env).count(told)
  } catch (error) {
    reportFault('feed: count', error)
    addTally(pending, told)
  }
}

/** What all isolates counted since the feed began, this one's latest included; null when the feed does not answer. */
export async function countsOf(env: Env): Promise<{ since: number; tally: Tally } | null> {
  await tellCounts(env, Date.now())
  try {
    return await feedOf(env).counts()
  } catch (error) {
    reportFault('feed: counts', error)
    return null
  }
}

/** Messages since midnight UTC, the same for every isolate; null when the feed or D1 does not answer. */
export async function countsOfToday(env: Env): Promise<NumberCounts[] | null> {
  try {
    return await feedOf(env).countsOfToday()
  } catch (error) {
    reportFault('feed: counts of today', error)
    return null
  }
}
