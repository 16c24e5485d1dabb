import { type Actor, byRule } from '../domain/reason.ts'
import { LEFT_STATUSES } from '../domain/status.ts'
import type { ChangeResult, MessagePatch } from '../package/rpc.ts'
import type { ProfileContext } from './context.ts'
import { end, type MessageRecord, tell, viewOf } from './record.ts'

const gone: ChangeResult = { ok: false, problem: 'not-found', detail: 'this number does not hold the message' }

function held(ctx: ProfileContext, id: string): MessageRecord | undefined {
  const record = ctx.messages.get(id)
  return record === undefined || record.state === 'gone' ? undefined : record
}

function changed(ctx: ProfileContext, record: MessageRecord): ChangeResult {
  ctx.save(record)
  ctx.note(`message:${record.id}`)
  ctx.note(`tell:${record.id}`)
  return { ok: true, view: viewOf(record, ctx.name) }
}

function tooLate(record: MessageRecord): ChangeResult {
  const open = record.status === 'sending' || record.status === 'unknown'
  return {
    ok: false,
    problem: LEFT_STATUSES.has(record.status) ? 'already-sending' : 'state-conflict',
    detail: open ? 'an attempt was made: its outcome is awaited' : `the message is ${record.status}`,
  }
}

/** Wins before the intent; on an unknown it forbids the resend: the message stays unknown until evidence or its end. */
export function cancel(ctx: ProfileContext, id: string, by: Actor): ChangeResult {
  return ctx.commit(() => {
    const record = held(ctx, id)
    if (record === undefined) return gone
    const now = ctx.host.now()
    if (record.status === 'queued' || record.status === 'held') {
      end(record, 'cancelled', now)
      tell(record, now, 'cancelled', by, [])
      return changed(ctx, record)
    }
    if (record.status === 'cancelled') return { ok: true, view: viewOf(record, ctx.name) }
    if (record.status === 'unknown' && !record.forbidResend) {
      record.forbidResend = true
      tell(record, now, 'resend-forbidden', by, [{ code: 'cancelled-while-unknown', detail: 'never sent again' }])
      changed(ctx, record)
    }
    return tooLate(record)
  })
}

/** Content or end of a message that has not left; its opt-out and window are asked again when it leaves. */
export function edit(ctx: ProfileContext, id: string, patch: MessagePatch, by: Actor): ChangeResult {
  return ctx.commit(() => {
    const record = held(ctx, id)
    if (record === undefined) return gone
    if (record.status !== 'queued' && record.status !== 'held') return tooLate(record)
    const now = ctx.host.now()
    if (patch.sendAt !== undefined) {
      record.sendAt = patch.sendAt
      record.notBefore = patch.sendAt
    }
    if (patch.expiresAt !== undefined) record.expiresAt = patch.expiresAt
    if (patch.item !== undefined) {
      if (patch.item.to !== record.to)
        return {
          ok: false,
          problem: 'invalid-request',
          detail: 'the recipient of a message cannot change',
          errors: [{ path: 'to', message: 'must stay the same' }],
        }
      const refused = refusedNow(ctx, record, patch.item.template, now)
      if (refused !== null) return refused
      record.content = patch.item.content
      ctx.projected.delete(record.id)
      record.edited = true
      record.type = patch.item.type
      record.template = patch.item.template
      record.category = categoryOf(ctx, patch.item.template)
    }
    tell(record, now, 'edited', by, [], { fields: Object.keys(patch) })
    return changed(ctx, record)
  })
}

/** What the edge would refuse of a new message is refused of new content: no open window for free-form, an opt-out. */
function refusedNow(
  ctx: ProfileContext,
  record: MessageRecord,
  template: MessageRecord['template'],
  now: number,
): ChangeResult | null {
  const user = ctx.users.get(record.userKey)
  if (template === null && user.windowUntil <= now)
    return {
      ok: false,
      problem: 'service-window-closed',
      detail: 'free-form needs a message of the user within 24 hours',
    }
  const category = categoryOf(ctx, template)
  const marketing = category === 'marketing' || category === 'unknown'
  if (user.optOut === 'all' || (user.optOut === 'marketing' && marketing))
    return { ok: false, problem: 'opted-out', detail: `the recipient has opted out of ${user.optOut} messages` }
  return null
}

function categoryOf(ctx: ProfileContext, template: MessageRecord['template']): MessageRecord['category'] {
  if (template === null) return 'service'
  return ctx.template(template.name, template.language)?.category ?? 'unknown'
}

/** Frees a held message: back in the queue, in its own place. */
export function releaseHeld(ctx: ProfileContext, id: string, by: Actor): ChangeResult {
  return ctx.commit(() => {
    const record = held(ctx, id)
    if (record === undefined) return gone
    if (record.status !== 'held')
      return { ok: false, problem: 'state-conflict', detail: `the message is ${record.status}, not held` }
    const now = ctx.host.now()
    record.status = 'queued'
    tell(record, now, 'queued', by, [{ code: 'released-by-hand', detail: 'a person freed the held message' }])
    return changed(ctx, record)
  })
}

/** Ends what is past its time while nothing is open: an unknown ends by reconcile, never here. Bounded per turn. */
export function expire(ctx: ProfileContext): boolean {
  const now = ctx.host.now()
  const over = ctx.cached.queue.over(now, 500)
  if (over.length === 0) return false
  ctx.commit(() => {
    for (const { id } of over) {
      const record = ctx.messages.get(id)
      if (record === undefined || (record.status !== 'queued' && record.status !== 'held')) continue
      const closed = record.template === null && ctx.users.get(record.userKey).windowUntil <= now
      end(record, closed ? 'failed' : 'expired', now)
      const why = closed
        ? { code: 'service-window-closed', detail: 'the customer service window closed before it could leave' }
        : { code: 'expired', detail: 'its time ended before it could leave' }
      if (closed) {
        record.error = { code: null, title: why.detail, detail: null }
        ctx.count(now, { failed: 1 })
      }
      tell(record, now, record.status, byRule('lifetime'), [why])
      ctx.save(record)
      ctx.note(`message:${id}`)
      ctx.note(`tell:${id}`)
    }
  })
  return over.length === 500
}
