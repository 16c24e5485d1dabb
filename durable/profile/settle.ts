import { type Consequence, consequenceOf } from '../domain/consequence.ts'
import type { SendOutcome } from '../domain/outcome.ts'
import { byRule, META, type Reason, SYSTEM } from '../domain/reason.ts'
import { guardOf } from '../domain/spacing.ts'
import type { SendResult } from '../meta/client.ts'
import { actOn } from './act.ts'
import type { Flight, ProfileContext } from './context.ts'
import { conversationPinned, giveBack } from './give-back.ts'
import { learn } from './learn.ts'
import { reachFailed } from './reach.ts'
import { end, type MessageRecord, tell } from './record.ts'
import { confirmDuplicate } from './status-event.ts'
import { SECOND_MS } from './time.ts'

/**
 * The answer: what becomes of the message and of the number. Meta's yes to a number with more to send is kept by the
 * transaction of the next start where that is near (answers.ts); all else at once, in one of its own.
 */
export function settle(ctx: ProfileContext, flight: Flight, result: SendResult): void {
  const answeredAt = ctx.host.now()
  noteAnswer(ctx, flight, answeredAt, result.outcome)
  const keep = () => keepAnswer(ctx, flight, result, Math.min(answeredAt, ctx.host.now()))
  if (result.outcome.kind !== 'accepted' || ctx.cached.queue.queued === 0) {
    ctx.commit(keep)
    return
  }
  ctx.answers.add(answeredAt, keep)
  if (!ctx.answers.mayWait(ctx.dispatchAt, answeredAt)) ctx.replan()
}

/** Inside a transaction. */
function keepAnswer(ctx: ProfileContext, flight: Flight, result: SendResult, now: number): void {
  const { outcome } = result
  const record = ctx.messages.get(flight.id)
  if (record === undefined || record.attempts !== flight.attempt) return
  const consequence = consequenceOf(outcome, {
    now,
    draw: ctx.host.random(),
    repeats: repeatsOf(ctx, record, outcome),
    regainMinutes: result.regainMinutes,
    late: false,
  })
  record.answeredAt = now
  countAnswer(ctx, record, consequence, outcome, now)
  if (record.status === 'sending') applyFate(ctx, record, consequence, outcome, now)
  else landed(ctx, record, outcome, now)
  if (outcome.kind === 'accepted') learn(ctx, record, outcome)
  actOn(ctx, consequence, outcome, record, now)
  ctx.note(`message:${record.id}`)
  ctx.note(`tell:${record.id}`)
}

/** A bug kept the request from leaving: nothing went out, nothing is known to be wrong with the number. */
export function settleNotSent(ctx: ProfileContext, flight: Flight): void {
  ctx.flights.delete(flight.id)
  ctx.second.cancel(`${flight.id}.${flight.attempt}`)
  ctx.commit(() => {
    const now = ctx.host.now()
    const record = ctx.messages.get(flight.id)
    if (record === undefined || record.attempts !== flight.attempt || record.status !== 'sending') return
    end(record, 'failed', now)
    record.error = { code: null, title: 'the request could not be built', detail: null }
    if (record.reach) reachFailed(ctx, record)
    tell(record, now, 'failed', SYSTEM, [{ code: 'not-sent', detail: 'the request could not be built' }])
    ctx.save(record)
    ctx.count(now, { failed: 1, last_start: flight.startedAt, cooldown_until: record.cooldownUntil })
    ctx.note(`message:${record.id}`)
    ctx.note(`tell:${record.id}`)
  })
}

/** What memory learns of an answer: the place in flight is free, the pair's gap begins, the path's speed. */
function noteAnswer(ctx: ProfileContext, flight: Flight, now: number, outcome: SendOutcome): void {
  ctx.flights.delete(flight.id)
  const key = `${flight.id}.${flight.attempt}`
  if (outcome.kind === 'refused' || outcome.kind === 'throttled') ctx.second.cancel(key)
  else ctx.second.end(key, now)
  const rtt = now - flight.startedAt
  if (ctx.latest === null || ctx.latest.id === flight.id) ctx.guardMs = guardOf(rtt, ctx.host.roundTrips.least)
  if (outcome.kind !== 'unknown') ctx.host.roundTrips.note(rtt)
  ctx.pairs.set(flight.userKey, now)
  ctx.cached.lastAnswer = now
  ctx.cached.queue.stir()
}

function repeatsOf(ctx: ProfileContext, record: MessageRecord, outcome: SendOutcome): number {
  if (outcome.kind !== 'throttled') return 0
  if (outcome.code === 131056) return ctx.users.get(record.userKey).pairTries
  if (outcome.code === 80007 || outcome.code === 80008 || outcome.code === 4) return ctx.cached.number.accountThrottles
  return Math.max(0, record.attempts - 1)
}

/** Caps, statistics, cooldown and last answer in the minute's one row, and Meta's refusals. What Meta did not take is given back. */
function countAnswer(
  ctx: ProfileContext,
  record: MessageRecord,
  consequence: Consequence,
  outcome: SendOutcome,
  now: number,
): void {
  const fate = consequence.message.kind
  ctx.count(now, {
    ...(consequence.givesBack ? {} : { attempts: 1 }),
    ...(fate === 'sent' && record.status === 'sending' ? { sent: 1 } : {}),
    ...(fate === 'failed' && record.status === 'sending' ? { failed: 1 } : {}),
    ...(consequence.counts ? { counted: 1 } : {}),
    ...(outcome.kind === 'throttled' ? { throttled: 1 } : {}),
    last_start: record.startedAt ?? now,
    last_answer: now,
    cooldown_until: record.cooldownUntil,
  })
  if (outcome.kind === 'refused' || outcome.kind === 'throttled') ctx.refused(record.packageId, outcome.code)
  if (consequence.givesBack && record.reach) {
    reachFailed(ctx, record)
    record.reach = false
  }
}

/** A status came before the answer: the lattice has moved it already, the answer adds what it knows. */
function landed(ctx: ProfileContext, record: MessageRecord, outcome: SendOutcome, now: number): void {
  if (outcome.kind === 'accepted') {
    record.wamid ??= outcome.wamid
    if (record.wamid !== outcome.wamid) confirmDuplicate(ctx, record, record.attempts, now)
  }
  end(record, record.status, now)
  tell(record, now, 'answered', META, [{ code: `answer-${outcome.kind}`, detail: 'the answer came after a status' }])
  ctx.save(record)
}

/** What becomes of a message that is to be sent again, now or later. */
const AGAIN: ReadonlySet<Consequence['message']['kind']> = new Set(['requeue', 'wait-template', 'release', 'held'])
const ERASED: Reason = { code: 'erased', detail: 'its recipient was erased while it was being sent' }

function applyFate(
  ctx: ProfileContext,
  record: MessageRecord,
  consequence: Consequence,
  outcome: SendOutcome,
  now: number,
): void {
  const { message: fate, reasons } = consequence
  const data = { attempt: record.attempts }
  // erased while it was on its way: there is no text left to send again
  if (record.content === '' && AGAIN.has(fate.kind)) {
    record.error = errorOf(outcome, reasons)
    end(record, 'cancelled', now)
    tell(record, now, 'cancelled', SYSTEM, [...reasons, ERASED], data)
    ctx.save(record)
    return
  }
  switch (fate.kind) {
    case 'sent':
      if (outcome.kind === 'accepted') record.wamid = outcome.wamid
      record.error = null
      end(record, 'sent', now)
      tell(record, now, 'sent', META, reasons, { ...data, wamid: record.wamid })
      break
    case 'failed':
      record.error = errorOf(outcome, reasons)
      end(record, 'failed', now)
      tell(record, now, 'failed', META, reasons, data)
      break
    case 'requeue':
    case 'wait-template':
      record.error = errorOf(outcome, reasons)
      record.status = 'queued'
      record.notBefore = fate.kind === 'requeue' && fate.notBefore > now ? fate.notBefore : null
      tell(record, now, 'requeued', byRule(fate.kind), reasons, { ...data, notBefore: record.notBefore })
      break
    case 'release':
      record.error = errorOf(outcome, reasons)
      record.status = 'queued'
      // behind it something tied to this number may wait, which would leave before it while it is on its journey
      if (record.tiedTo === null && (record.order === 'free' || !conversationPinned(ctx, record.userKey, record.id))) {
        giveBack(ctx, record, reasons, now)
        return
      }
      tell(record, now, 'requeued', byRule('tied'), reasons, data)
      break
    case 'held':
      record.error = errorOf(outcome, reasons)
      record.status = 'held'
      tell(record, now, 'held', byRule('integrity'), reasons, data)
      break
    case 'unknown':
      record.status = 'unknown'
      tell(record, now, 'unknown', SYSTEM, reasons, data)
      break
  }
  ctx.save(record)
}

function errorOf(outcome: SendOutcome, reasons: Reason[]): MessageRecord['error'] {
  if (outcome.kind === 'refused' || outcome.kind === 'throttled')
    return { code: outcome.code, title: outcome.title, detail: outcome.detail }
  return { code: null, title: reasons[0]?.detail ?? 'not sent', detail: null }
}

/** The last second lived in memory: what the last minutes counted is taken as if all of it was answered with the last answer. */
export function restoreSecond(ctx: ProfileContext): void {
  const { lastAnswer, counts } = ctx.cached
  const now = ctx.host.now()
  if (lastAnswer === null || now - lastAnswer > SECOND_MS) return
  for (let n = counts.sum(SECOND_MS, now); n > 0; n--) ctx.second.note(lastAnswer)
}

/** At the start of an incarnation: a request whose answer nobody can hear any more may have gone out. */
export function recover(ctx: ProfileContext): void {
  const orphans = ctx.cached.queue.all().filter((entry) => entry.startedAt !== null && inFlight(entry))
  if (orphans.length === 0) return
  ctx.commit(() => {
    for (const { id } of [...orphans]) {
      const record = ctx.messages.get(id)
      if (record === undefined || !inFlight(record)) continue
      const now = ctx.host.now()
      const outcome: SendOutcome = { kind: 'unknown', code: null, cause: 'restart', status: null }
      const consequence = consequenceOf(outcome, { now, draw: 0, repeats: 0, regainMinutes: null, late: false })
      record.answeredAt = now
      // the answer that the next start waits for will not come, and nothing is known of how long the request was on its way
      ctx.cached.lastAnswer = now
      ctx.pairs.set(record.userKey, now)
      ctx.second.end(`${id}.${record.attempts}`, now)
      countAnswer(ctx, record, consequence, outcome, now)
      if (record.status === 'sending') applyFate(ctx, record, consequence, outcome, now)
      else landed(ctx, record, outcome, now)
      ctx.note(`message:${id}`)
      ctx.note(`tell:${id}`)
    }
  })
}

/** Sending, or moved on by a status before its answer came. */
function inFlight(record: Pick<MessageRecord, 'status' | 'answeredAt' | 'state'>): boolean {
  return record.state === 'open' && record.answeredAt === null && !WAITING.has(record.status)
}

const WAITING: ReadonlySet<string> = new Set(['accepted', 'queued', 'held', 'unknown'])
