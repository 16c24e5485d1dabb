import type { ProfileContext } from './context.ts'
import { DAY_MS, MINUTE_MS } from './time.ts'

/** Less than this is the grain of two machines, not a jump. */
const GRAIN_MS = 1_000

/**
 * After a backward jump, stamps ahead of `now` count as `now`, once and for good: counted so at every look, they would
 * move along with the clock and never pass. No deadline is left further ahead than its own rule allows. A forward jump
 * is time passing, for Meta too.
 */
export function setBack(ctx: ProfileContext): void {
  const now = ctx.host.now()
  const { cached } = ctx
  const jumped = ctx.seenNow - now > GRAIN_MS || (cached.lastStart ?? 0) - now > GRAIN_MS
  ctx.seenNow = now
  if (!jumped) return
  if (cached.lastStart !== null && cached.lastStart > now) {
    cached.cooldownUntil = now + Math.max(0, cached.cooldownUntil - cached.lastStart)
    cached.lastStart = now
  }
  if (cached.lastAnswer !== null) cached.lastAnswer = Math.min(cached.lastAnswer, now)
  if (cached.heardAt !== null) cached.heardAt = Math.min(cached.heardAt, now)
  if (ctx.pairFloor !== null) ctx.pairFloor = Math.min(ctx.pairFloor, now)
  for (const [user, at] of ctx.pairs) ctx.pairs.set(user, Math.min(at, now))
  for (const flight of ctx.flights.values()) flight.startedAt = Math.min(flight.startedAt, now)
  for (const [loop, at] of ctx.running) ctx.running.set(loop, Math.min(at, now))
  for (const retry of ctx.retryAt.values()) retry.at = Math.min(retry.at, now)
  for (const asked of ctx.asked.values()) asked.next = Math.min(asked.next, now + MINUTE_MS)
  if (cached.reach !== null && cached.reach.at > now) cached.reach = { ...cached.reach, at: now }
  ctx.pruneAt = Math.min(ctx.pruneAt, now + DAY_MS)
  ctx.sums = null
  cached.counts.prune(now)
  cached.queue.awaken()
  shiftStops(ctx, now)
}

/** Waits and polls keep their length, from now on. */
function shiftStops(ctx: ProfileContext, now: number): void {
  const { number } = ctx.cached
  const ahead = number.stops.some((stop) => stop.since > now)
  const late = number.checkAt !== null && number.checkAt > now + 15 * MINUTE_MS
  if (!ahead && !late) return
  ctx.commit(() =>
    ctx.setNumber({
      stops: number.stops.map((stop) =>
        stop.since <= now
          ? stop
          : { ...stop, since: now, until: stop.until === null ? null : now + (stop.until - stop.since) },
      ),
      checkAt: late ? now : number.checkAt,
      goodSince: number.goodSince === null ? null : Math.min(number.goodSince, now),
    }),
  )
}
