import { byRule, type Reason } from '../domain/reason.ts'
import { stopsNewConversations } from '../domain/risk.ts'
import type { ProfileContext } from './context.ts'
import { riskNow } from './facts.ts'
import type { Entry } from './queue-index.ts'
import { type MessageRecord, tell } from './record.ts'
import { type QueueFate, queueFate } from './stops.ts'

/** So many messages a turn: the rest follows in the next, so that no transaction is long. */
const CHUNK = 500

/** The message is the package's again: never taken under this epoch any more. Inside a transaction. */
export function giveBack(ctx: ProfileContext, record: MessageRecord, reasons: Reason[], now: number): void {
  record.status = 'queued'
  record.state = 'gone'
  record.endedAt = now
  record.givenBack = { reasons, movable: record.tiedTo === null }
  tell(record, now, 'released', byRule('give-back'), reasons)
  // the package has the text, unless it was changed here: then it travels back, and goes once that was answered
  if (!record.edited) record.content = ''
  ctx.save(record)
  ctx.messages.promise(record.id, record.epoch, now)
  if (record.order === 'kept') ctx.sentBack.note(record.userKey, record.seq, now, true)
  ctx.note(`message:${record.id}`)
  ctx.note(`tell:${record.id}`)
}

/**
 * A conversation changes number whole or not at all: none of it may while an attempt is open or unproven here, or while
 * something is tied to this number, which would leave before the earlier message that went away and came back.
 * `except`: the message that is looked at itself.
 */
export function conversationPinned(ctx: ProfileContext, userKey: string, except?: string): boolean {
  return ctx.cached.queue
    .conversation(userKey)
    .some(
      (entry) =>
        entry.id !== except &&
        (entry.status === 'sending' ||
          entry.status === 'unknown' ||
          (entry.status === 'queued' && entry.order === 'kept' && entry.tiedTo !== null)),
    )
}

/** At high risk nobody is written to first: what would begin a conversation goes back, a sibling may take it. */
function beginsConversation(ctx: ProfileContext, entry: Entry, now: number): boolean {
  return entry.kind === 'open' && ctx.users.get(entry.userKey).windowUntil <= now
}

/** What keeps its order goes with what stands before it in its conversation: left alone here it would overtake that. */
function withWhatFollows(ctx: ProfileContext, entries: readonly Entry[]): Entry[] {
  const all = new Set(entries)
  for (const { userKey, seq, order } of entries)
    if (order === 'kept')
      for (const other of ctx.cached.queue.conversation(userKey))
        if (other.order === 'kept' && other.seq > seq && other.status === 'queued') all.add(other)
  return [...all]
}

const RISK_HIGH = { code: 'risk-high', detail: 'the risk of the number is high: it begins no new conversation' }

/** Acts on the queue of a number that stands still, or is at high risk. True when there is more to do in the next turn. */
export function clearQueue(ctx: ProfileContext): boolean {
  const now = ctx.host.now()
  const stands = queueFate(ctx, now)
  const risky = stands === null && stopsNewConversations(riskNow(ctx, now).floors)
  const fate: Exclude<QueueFate, null> | null = risky
    ? { kind: 'give-back', why: { ...RISK_HIGH, until: null, class: 'quality', shows: 'paused' } }
    : stands
  if (fate === null) return false
  const reasons: Reason[] = [{ code: fate.why.code, detail: fate.why.detail }]
  const found = ctx.cached.queue
    .all()
    .filter(
      (entry) =>
        entry.status === 'queued' &&
        (!risky || beginsConversation(ctx, entry, now)) &&
        (fate.kind === 'hold' || (entry.tiedTo === null && !conversationPinned(ctx, entry.userKey))),
    )
    .slice(0, CHUNK)
  const concerned = risky ? withWhatFollows(ctx, found) : found
  if (concerned.length === 0) return false
  ctx.commit(() => {
    for (const { id } of concerned) {
      const record = ctx.messages.get(id)
      if (record === undefined || record.status !== 'queued') continue
      if (fate.kind === 'give-back') {
        giveBack(ctx, record, reasons, now)
        continue
      }
      record.status = 'held'
      tell(record, now, 'held', byRule('integrity'), reasons)
      ctx.save(record)
      ctx.note(`message:${id}`)
      ctx.note(`tell:${id}`)
    }
  })
  return found.length === CHUNK
}
