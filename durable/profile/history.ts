import type { MessageView } from '../domain/message.ts'
import { META } from '../domain/reason.ts'
import { revOf } from '../domain/rev.ts'
import { FINAL_STATUSES } from '../domain/status.ts'
import type { ProjectionBatch, StatsRow } from '../projection/rows.ts'
import type { ProfileContext } from './context.ts'
import { lastingWake } from './deadlines.ts'
import { viewOf } from './record.ts'
import type { Inbound } from './store-inbound.ts'

const ENTRIES = 200
/** It follows within 2 s: what a busy second brings goes in one batch. */
const EVERY_MS = 1_000
/** An alert that opens or ends is on the dashboards within half a second. */
const NEWS_MS = 200
const SLOT_MINUTES = 5

/** Brings D1 up to what is true here; the texts of what has ended and is there go. Repeated while D1 is away. */
export async function drainHistory(ctx: ProfileContext): Promise<void> {
  while (ctx.outbox.hasPending('history')) {
    if (!ctx.outbox.isBehind('history')) await ctx.historyPace.turn(ctx.journal.news ? NEWS_MS : EVERY_MS, NEWS_MS)
    ctx.journal.news = false
    const pending = ctx.outbox.pending('history', ENTRIES)
    if (pending === null) return
    const of = (kind: string) =>
      pending.entries.filter((entry) => entry.startsWith(kind)).map((entry) => entry.slice(kind.length))
    const records = ctx.messages.many(of('message:'))
    const inbound = ctx.inbound.many(of('inbound:')).filter((one) => one.raw !== '')
    const { config } = ctx.cached
    const nextAt = lastingWake(ctx)
    ctx.wakeRev = Math.max(ctx.wakeRev + 1, ctx.host.now())
    const batch: ProjectionBatch = {
      messages: [...records.map((record) => viewOf(record, ctx.name)), ...inbound.map((one) => inboundView(ctx, one))],
      alerts: of('alert:').flatMap((n) => ctx.journal.alertRow(Number(n)) ?? []),
      audit: of('audit:').flatMap((n) => ctx.journal.auditRow(Number(n)) ?? []),
      stats: of('stats:').flatMap((slot) => statsRow(ctx, Number(slot)) ?? []),
      wakes: nextAt === ctx.wakeTold ? [] : [{ actor: `profile:${ctx.name}`, nextAt, rev: ctx.wakeRev }],
      applied:
        config !== null && pending.entries.includes('applied')
          ? [{ kind: 'profile', id: ctx.name, version: config.version }]
          : [],
    }
    await ctx.host.project(batch)
    ctx.wakeTold = nextAt
    // unless it was edited meanwhile
    for (const { id, state, content } of records)
      if (state === 'open' && content !== '' && ctx.messages.get(id)?.content === content) ctx.projected.add(id)
    // a message that changed meanwhile is noted again; its text is cleared only while its end still stands
    const ended = records.filter((record) => FINAL_STATUSES.has(record.status) && record.content !== '')
    ctx.host.transaction(() => {
      if (ended.length > 0) ctx.messages.clearText(ended.map((record) => record.id))
      if (inbound.length > 0) ctx.inbound.clear(inbound.map((one) => one.wamid))
    })
    ctx.outbox.acknowledge('history', pending.upTo)
  }
}

/** An inbound message as the history shows it: Meta's own id, complete at once. */
function inboundView(ctx: ProfileContext, inbound: Inbound): MessageView {
  return {
    id: inbound.wamid,
    packageId: inbound.packageId,
    profileId: ctx.name,
    direction: 'in',
    status: 'delivered',
    recipient: inbound.address,
    type: inbound.type,
    category: null,
    reference: null,
    wamid: inbound.wamid,
    notBefore: null,
    acceptedAt: inbound.at,
    updatedAt: inbound.at,
    expiresAt: null,
    attempts: 0,
    duplicateConfirmed: false,
    error: null,
    content: inbound.raw,
    rev: revOf(0, 1),
    timeline: [{ epoch: 0, n: 1, at: inbound.at, event: 'received', actor: META, reasons: [] }],
  }
}

/** Absolute counts of five minutes, so that a repeated row changes nothing. */
function statsRow(ctx: ProfileContext, slot: number): StatsRow | undefined {
  const { config } = ctx.cached
  if (config === null) return undefined
  const { sent, delivered, read, failed, received } = ctx.minutes.sums(slot, slot + SLOT_MINUTES)
  return {
    owner: `profile:${ctx.name}`,
    at: slot * 60_000,
    packageId: config.packageId,
    profileId: ctx.name,
    accepted: 0,
    sent,
    delivered,
    read,
    failed,
    received,
    // counts only grow within a slot, so their sum tells which row is newer
    rev: sent + delivered + read + failed + received,
  }
}
