import { announcedWake, type Deadlines } from '../kit/wake.ts'
import type { ProfileContext } from './context.ts'
import { reachDeadline } from './reach.ts'
import { reconcileDeadline } from './reconcile.ts'
import { creditDeadline } from './snapshot.ts'
import { allHolds } from './stops.ts'
import { watchDeadline } from './watch.ts'

/** Longer than any request takes: after it, what is still under way is looked at by the alarm. */
const SAFETY_MS = 30_000
/** While work waits behind a request: a process that dies meanwhile is not to be found out only after SAFETY_MS. */
const WAITING_MS = 500

/** Everything the number waits for, from what is stored and known: a crash cannot lose one. `dispatchAt` as dispatch() answered. */
export function deadlines(ctx: ProfileContext, dispatchAt: number | null, now: number): Deadlines {
  const { number, queue, config } = ctx.cached
  const found: Deadlines = {
    dispatch: dispatchAt !== null && dispatchAt === ctx.timer.at ? onGrid(dispatchAt, WAITING_MS) : dispatchAt,
    expiry: queue.firstEnd,
    reconcile: idle(ctx, 'reconcile', reconcileDeadline(ctx, now)),
    reach: idle(ctx, 'reach', reachDeadline(ctx, now)),
    check: config === null || config.deletedAt !== null ? null : idle(ctx, 'check', number.checkAt),
    stops: soonest(number.stops.map((stop) => stop.until).filter((until) => until !== null && until > now)),
    credit: creditDeadline(ctx, now),
    holds: soonest(
      allHolds(ctx)
        .map((hold) => hold.until)
        .filter((until) => until !== null && until > now),
    ),
    watch: watchDeadline(ctx),
    prune: ctx.messages.isEmpty() ? null : ctx.pruneAt,
  }
  // a retry that is due and was not begun in this turn is wanted by nobody any more: it must not wake us for ever
  for (const [loop, retry] of ctx.retryAt)
    found[`retry-${loop}`] = ctx.running.has(loop) || retry.at <= now ? null : retry.at
  // what is under way dies with this object: without an alarm nobody would begin it again. A hint may be lost, and each
  // new incarnation gives one: an alarm for it would wake an idle number every minute, for ever
  const loops = [...ctx.running].filter(([loop]) => loop !== 'hint').map(([, at]) => at)
  const begun = [...loops, ...[...ctx.flights.values()].map((flight) => flight.startedAt)]
  found['under-way'] =
    begun.length === 0 ? null : onGrid(Math.max(Math.min(...begun), now - SAFETY_MS) + SAFETY_MS, SAFETY_MS)
  found['waiting-behind'] = waitingBehind(ctx, now)
  return found
}

/**
 * An answer is what starts the next send, and a process that dies takes it along: while work waits for one, the alarm stands
 * where the send could be, after the cooldown, where the answer would put it anyway and it costs no row of its own.
 */
function waitingBehind(ctx: ProfileContext, now: number): number | null {
  const { queue, cooldownUntil } = ctx.cached
  if (ctx.flights.size === 0 || queue.queued === 0) return null
  return Math.max(cooldownUntil, onGrid(now, WAITING_MS))
}

/** The next wake-up as D1 is told of it. */
export function lastingWake(ctx: ProfileContext): number | null {
  const now = ctx.host.now()
  const passing = (name: string) => name === 'under-way' || name === 'waiting-behind' || name.startsWith('retry-')
  return announcedWake(deadlines(ctx, ctx.dispatchAt, now), passing, now)
}

/** Rounded up to a grid, so that a busy number does not write its alarm for every send. */
function onGrid(at: number, step: number): number {
  return (Math.floor(at / step) + 1) * step
}

/** A loop that runs or waits for its retry is not waited for twice: its end looks at everything anew. */
function idle(ctx: ProfileContext, loop: string, at: number | null): number | null {
  const retry = ctx.retryAt.get(loop)?.at ?? 0
  return ctx.running.has(loop) || retry > ctx.host.now() ? null : at
}

function soonest(times: (number | null)[]): number | null {
  let first: number | null = null
  for (const at of times) if (at !== null && (first === null || at < first)) first = at
  return first
}
