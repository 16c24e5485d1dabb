import { consequenceOf } from '../domain/consequence.ts'
import { type MetaStatus, mergeStatus } from '../domain/lattice.ts'
import { outcomeOfCode } from '../domain/outcome.ts'
import { META, type Reason } from '../domain/reason.ts'
import type { MessageStatus } from '../domain/status.ts'
import { actOn } from './act.ts'
import type { ProfileContext } from './context.ts'
import { reachDelivered, reachFailed } from './reach.ts'
import { end, type MessageRecord, type StatusEvent, tell } from './record.ts'

/** Others' sends that were counted; Meta reports each of them several times. */
const FOREIGN_KEPT = 5_000
const LATENCIES_KEPT = 1_000
/** They are one row of about 5 KB: too large to be written with each. */
const LATENCIES_A_WRITE = 100
/** Sent, delivered, read and failed of a few attempts: what comes beyond says nothing new. */
const LATE_KEPT = 12

/** States in which Meta's acceptance was not known yet. */
const UNPROVEN: ReadonlySet<MessageStatus> = new Set([
  'sending',
  'unknown',
  'unresolved',
  'queued',
  'held',
  'cancelled',
  'expired',
])

/** Merges a status into our message and answers that; undefined = the wamid is none of ours. Inside a transaction. */
export function applyStatus(
  ctx: ProfileContext,
  event: StatusEvent,
  heard: MetaStatus,
  owned: { id: string; attempt: number } | null,
  now: number,
): MessageRecord | undefined {
  const record = ctx.messages.byWamid(event.wamid) ?? (owned === null ? undefined : ctx.messages.get(owned.id))
  if (record === undefined) return undefined
  // of an earlier attempt it says nothing of the time since the last one began
  const latest = owned === null || owned.attempt === record.attempts
  if (latest && record.startedAt !== null && record.startedAt > ctx.cached.proven)
    ctx.count(now, { proven: record.startedAt })
  if (record.state === 'gone') keepLate(ctx, record, event, now)
  else mergeInto(ctx, record, event, heard, owned, now)
  return record
}

/**
 * A status of an earlier attempt of what the package has again: it was proven lost and a person took it back (another
 * time, the deletion of the package), yet it was sent. Kept until the package, which is told, offers it again or asks it
 * back under a new epoch (late.ts). Inside a transaction.
 */
function keepLate(ctx: ProfileContext, record: MessageRecord, event: StatusEvent, now: number): void {
  const late = record.late ?? []
  if (late.length >= LATE_KEPT || late.some((one) => one.wamid === event.wamid && one.status === event.status)) return
  record.late = [...late, event]
  // kept as long as what ends now
  record.endedAt = now
  ctx.save(record)
  ctx.note(`tell:${record.id}`)
}

/** Moves the message by a status. Inside a transaction. */
export function mergeInto(
  ctx: ProfileContext,
  record: MessageRecord,
  event: StatusEvent,
  heard: MetaStatus,
  owned: { id: string; attempt: number } | null,
  now: number,
): void {
  // it failed here, or in a later attempt: that was no word on the attempt of which this is the first
  const refuted = record.status === 'failed' && record.wamid === null && heard !== 'failed'
  const before = refuted ? 'unresolved' : record.status
  let changed = adoptWamid(ctx, record, event, owned, now)
  const merged = mergeStatus(before, heard)
  if (merged.changed) {
    record.status = merged.status
    if (refuted) record.error = null
    changed = true
    followStatus(ctx, record, before, now)
    noteLatency(ctx, record, before, now)
  }
  const failure = heard === 'failed' ? event.errors[0] : undefined
  const reasons: Reason[] = failure === undefined ? [] : [{ code: `meta-${failure.code}`, detail: failure.title }]
  if (merged.changed && failure !== undefined) {
    record.error = { code: failure.code, title: failure.title, detail: failure.detail }
    ctx.refused(record.packageId, failure.code)
  }
  // a repeated status changes nothing, not even the story; a late failure is told there
  if (!changed && (failure === undefined || toldAlready(record, failure.code))) return
  tell(record, now, heard, META, reasons, {
    wamid: event.wamid,
    at: event.at,
    ...(event.pricing === null ? {} : { pricing: { ...event.pricing } }),
  })
  // while the answer is still out, the message stays open: its attempt is settled by the answer
  if (record.state === 'open' && !ctx.flights.has(record.id)) end(record, record.status, now)
  ctx.save(record)
  if (failure !== undefined && merged.changed) lateFailure(ctx, record, failure, now)
  ctx.note(`message:${record.id}`)
  if (before !== record.status && UNPROVEN.has(before)) ctx.note(`tell:${record.id}`)
}

/** A status whose wamid was not known proves the attempt; with another one accepted before it is a duplicate. */
function adoptWamid(
  ctx: ProfileContext,
  record: MessageRecord,
  event: StatusEvent,
  owned: { id: string; attempt: number } | null,
  now: number,
): boolean {
  if (record.wamid === event.wamid) return false
  if (record.wamid === null) {
    record.wamid = event.wamid
    return true
  }
  if (owned === null || record.duplicateConfirmed) return false
  confirmDuplicate(ctx, record, owned.attempt, now)
  return true
}

/** Two attempts of one message were accepted: marked, alerted and counted; nothing can take it back. */
export function confirmDuplicate(ctx: ProfileContext, record: MessageRecord, attempt: number, now: number): void {
  record.duplicateConfirmed = true
  ctx.journal.raise({
    rule: 'duplicate-confirmed',
    subject: { kind: 'profile', id: ctx.name },
    severity: 'critical',
    packageId: record.packageId,
    title: 'A message went out twice',
    detail: `two attempts of ${record.id} were accepted by Meta`,
    evidence: { messageId: record.id, attempt, at: now },
    guidance: 'The silence of an earlier attempt proved wrong: lengthen the reconcile window of this number.',
  })
}

/** What a status means for counts and reach. */
function followStatus(ctx: ProfileContext, record: MessageRecord, before: MessageStatus, now: number): void {
  const first = UNPROVEN.has(before)
  const { status } = record
  ctx.count(now, {
    ...(first && status !== 'failed' ? { sent: 1 } : {}),
    ...(status === 'delivered' || (status === 'read' && before !== 'delivered') ? { delivered: 1 } : {}),
    ...(status === 'read' ? { read: 1 } : {}),
    ...(status === 'failed' ? { failed: 1 } : {}),
  })
  // sent while Meta knew no limit: booked without a place of its own when it limited again
  const counts = record.reach || (record.template !== null && ctx.reached.isBooked(record.userKey))
  if (!counts) return
  if (status === 'failed') reachFailed(ctx, record)
  else if (status === 'delivered' || status === 'read') reachDelivered(ctx, record.userKey, now)
}

/** How long Meta takes from its answer to the first status: what the silence of an unknown is measured by. */
function noteLatency(ctx: ProfileContext, record: MessageRecord, before: MessageStatus, now: number): void {
  if (before !== 'sent' || record.answeredAt === null) return
  const latency = now - record.answeredAt
  const highest = Math.max(0, ...ctx.latencies)
  ctx.latencies.push(latency)
  if (ctx.latencies.length > LATENCIES_KEPT) ctx.latencies.shift()
  ctx.latenciesSeen += 1
  // a new maximum is what a restart must not forget; the bulk is written now and then
  if (latency > highest || ctx.latenciesSeen % LATENCIES_A_WRITE === 0) ctx.state.write('latencies', ctx.latencies)
}

function toldAlready(record: MessageRecord, code: number): boolean {
  return record.timeline.some(
    (entry) => entry.event === 'failed' && entry.reasons.some((reason) => reason.code === `meta-${code}`),
  )
}

/** A failure by webhook is final for the message and says to the number what an answer would have said. */
function lateFailure(
  ctx: ProfileContext,
  record: MessageRecord,
  failure: StatusEvent['errors'][number],
  now: number,
): void {
  const outcome = outcomeOfCode(failure.code, failure.title, failure.detail)
  if (outcome === undefined) return
  const facts = { now, draw: ctx.host.random(), repeats: 0, regainMinutes: null, late: true }
  const consequence = consequenceOf(outcome, facts)
  if (consequence.counts) ctx.count(now, { counted: 1 })
  actOn(ctx, consequence, outcome, record, now)
}

/** Another system's send on this number: counted against its windows, once, and not stored as ours. */
export function foreignSend(ctx: ProfileContext, wamid: string, now: number): void {
  if (ctx.foreign.has(wamid)) return
  ctx.foreign.add(wamid)
  if (ctx.foreign.size > FOREIGN_KEPT) {
    const oldest = ctx.foreign.values().next().value
    if (oldest !== undefined) ctx.foreign.delete(oldest)
  }
  ctx.count(now, { attempts: 1 })
  ctx.second.note(now)
}
