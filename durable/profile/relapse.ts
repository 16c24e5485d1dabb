import { lastSaid } from '../domain/holds.ts'
import type { ProfileContext } from './context.ts'
import { holdsOfNumber } from './stops.ts'
import { DAY_MS, MINUTE_MS } from './time.ts'

/** Two good polls this far apart end what hangs on Meta's status (guard-rules.md, Block detection). */
export const GOOD_APART_MS = 5 * MINUTE_MS

/** How far apart the two polls must be that lift a hold of the account now. */
export function goodApart(ctx: ProfileContext): number {
  return ctx.cached.number.relapse?.apartMs ?? GOOD_APART_MS
}

/**
 * Runs `change`, which changes the holds known here, and counts good polls anew when one of the account that ends by Meta's
 * status has come: a status that was good before Meta refused the account says nothing of it. One that comes back within a
 * day of its end doubles the time that the status must be good, up to a day: nothing had changed, and each try costs a
 * refusal at every number of the account. Inside a transaction.
 */
export function followStatusHolds(ctx: ProfileContext, change: () => void): void {
  const now = ctx.host.now()
  const held = () =>
    new Map(
      holdsOfNumber(ctx, now).flatMap((hold) => (hold.autoResume === 'status' ? [[hold.key, lastSaid(hold)]] : [])),
    )
  const before = held()
  change()
  const after = held()
  const { relapse } = ctx.cached.number
  if (after.size === 0) {
    if (before.size > 0) ctx.setNumber({ relapse: { apartMs: goodApart(ctx), liftedAt: now } })
    return
  }
  const came = [...after].some(([key, at]) => at > (before.get(key) ?? Number.NEGATIVE_INFINITY))
  if (!came) return
  if (relapse === undefined || before.size > 0) ctx.setNumber({ goodSince: null })
  else {
    const again = now - Math.min(relapse.liftedAt, now) < DAY_MS
    const apartMs = again ? Math.min(DAY_MS, relapse.apartMs * 2) : GOOD_APART_MS
    ctx.setNumber({ goodSince: null, relapse: { ...relapse, apartMs } })
  }
}
