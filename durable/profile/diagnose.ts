import type { ProfileContext } from './context.ts'
import type { ProfileRpc } from './rpc.ts'

/** Counts for operators: no text, no address, no token. */
export function diagnose(ctx: ProfileContext): Awaited<ReturnType<ProfileRpc['diagnostics']>> {
  const { queue, config, number, heardAt, usersRev, held, templatesRev } = ctx.cached
  const counts: Record<string, number> = {
    messages: ctx.messages.count(),
    open: queue.size,
    inFlight: ctx.flights.size,
  }
  const { entries, stalledMs } = ctx.outbox.backlog('history')
  for (const entry of queue.all()) counts[entry.status] = (counts[entry.status] ?? 0) + 1
  return {
    name: ctx.name,
    rowsWritten: ctx.rowsWritten(),
    outbox: entries,
    outboxStalledMs: stalledMs,
    nextWake: ctx.alarm.armed ?? null,
    counts,
    meta: {
      version: config?.version ?? 0,
      status: number.meta.status,
      checkedAt: number.meta.checkedAt,
      heardAt,
      usersRev,
      holdsRev: held.rev,
      templatesRev,
      guardMs: ctx.guardMs,
      loops: [...ctx.running.keys()],
      retries: [...ctx.retryAt.keys()],
    },
  }
}
