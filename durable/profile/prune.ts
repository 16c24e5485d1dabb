import { minuteOf } from '../domain/windows.ts'
import type { ProfileContext } from './context.ts'
import { DAY_MS, HOUR_MS } from './time.ts'

const ROWS = 1_000
const KEEP_MESSAGES_MS = 35 * DAY_MS
const KEEP_INBOUND_MS = 8 * DAY_MS
const KEEP_MINUTES = 8 * 24 * 60
const KEEP_ALIASES_MS = 400 * DAY_MS
const EVERY_MS = 6 * HOUR_MS

/** Forgets what nobody can ask for any more: a bounded piece each time, the next one soon when there is more. */
export function prune(ctx: ProfileContext): void {
  const now = ctx.host.now()
  ctx.commit(() => {
    const { next, deleted } = ctx.messages.prune(ctx.pruned, now - KEEP_MESSAGES_MS, ROWS)
    // ids begin with their time: a piece without anything old ends the round
    ctx.pruned = deleted > 0 && next !== null ? next : ''
    if (ctx.pruned === '') {
      ctx.messages.prunePromises(now - DAY_MS)
      ctx.inbound.prune(now - KEEP_INBOUND_MS)
      ctx.minutes.prune(minuteOf(now) - KEEP_MINUTES)
      ctx.users.prune(now, DAY_MS)
      ctx.users.pruneAliases(now - KEEP_ALIASES_MS)
      ctx.reached.prune(now)
      ctx.journal.prune(0, now - KEEP_MESSAGES_MS)
      ctx.cached.counts.prune(now)
    }
    ctx.pruneAt = ctx.pruned === '' ? now + EVERY_MS : now
    ctx.state.write('prune-at', ctx.pruneAt)
  })
  for (const [user, at] of ctx.pairs) if (now - at > HOUR_MS) ctx.pairs.delete(user)
}
