import { book } from '../domain/distribution.ts'
import { type Actor, byRule, type Json, type Reason, SYSTEM } from '../domain/reason.ts'
import { FINAL_STATUSES, type MessageStatus } from '../domain/status.ts'
import { type FullRow, type MessageRow, tell } from './row.ts'
import { slotNow } from './slots.ts'
import type { PackageState } from './state.ts'

/**
 * Every change of a message's place, inside a transaction of state.commit(). `fresh` = the row is new and still to be
 * inserted. Each of them writes the story, keeps the counts and notes the change for D1.
 */
export function bind(state: PackageState, row: FullRow, profileId: string, reasons: Reason[], fresh = false): void {
  const now = state.host.now()
  if (!fresh) state.uncount(row)
  row.state = 'bound'
  // what had ended and is bound for the sake of a late status stays so until its number has said what became of it
  if (!FINAL_STATUSES.has(row.status)) row.status = 'queued'
  row.told = null
  row.target = ''
  row.dueAt = null
  row.profileId = profileId
  // a media id or `context` names no number by itself: the first that gets it is the only one that may send it
  if (!row.movable && row.tiedTo === null) row.tiedTo = profileId
  tell(row, now, 'bound', byRule('distribution'), reasons, { profileId })
  // from here on the message is the profile's: the package is silent until it hears `refused` or `released`
  row.epoch += 1
  save(state, row, fresh)
  state.offer(profileId, row.seq)
  const candidate = state.book.get(profileId)
  if (candidate !== undefined) book(candidate, now, state.nextTurn(profileId))
}

/** Into the backlog under an address. Tells a story only when `event` is given: a mere change of address needs none. */
export function park(
  state: PackageState,
  row: FullRow,
  target: string,
  story: { event: string; by: Actor; reasons: Reason[]; data?: { [key: string]: Json } } | null,
  fresh = false,
): void {
  if (!fresh) state.uncount(row)
  row.state = 'parked'
  row.target = target
  row.profileId = null
  row.dueAt = null
  state.pumpWanted = true
  if (story !== null) tell(row, state.host.now(), story.event, story.by, story.reasons, story.data)
  save(state, row, fresh)
}

/** Waits for a time: its `sendAt`, or what Meta asked for. */
export function delay(
  state: PackageState,
  row: FullRow,
  until: number,
  story: { event: string; by: Actor; reasons: Reason[]; data?: { [key: string]: Json } } | null,
  fresh = false,
): void {
  if (!fresh) state.uncount(row)
  row.state = 'timed'
  row.target = ''
  row.profileId = null
  row.dueAt = Math.min(until, row.expiresAt)
  if (story !== null) tell(row, state.host.now(), story.event, story.by, story.reasons, story.data)
  save(state, row, fresh)
}

/** The end by the package's own word. */
export function end(
  state: PackageState,
  row: FullRow,
  status: Extract<MessageStatus, 'failed' | 'cancelled' | 'expired'>,
  by: Actor,
  reasons: Reason[],
): void {
  const now = state.host.now()
  state.uncount(row)
  // one that had ended before, and was bound for the sake of a late status, was counted then
  if (status === 'failed' && row.endedAt === null) state.metaStore.countFailed(slotNow(state, state.messages.nextSeq))
  row.state = 'ended'
  row.status = status
  row.conv = 0
  row.endedAt = now
  row.target = ''
  row.dueAt = null
  tell(row, now, status, by, reasons)
  state.messages.endHere(row, now)
  noted(state, row)
}

/** Ended by the package's own word and made nameless: a newer row, so that none with the address can stay in D1. */
export function erased(state: PackageState, row: MessageRow): void {
  tell(row, state.host.now(), 'erased', SYSTEM, [])
  state.messages.move(row)
  noted(state, row)
}

/** The address of a message that was taken back and has no place yet: never stored. */
export const NOWHERE = '?'

/** The package owns the message again: heard `refused` or `released` for the epoch in force. */
export function comeBack(state: PackageState, row: FullRow, reasons: Reason[], from: string): void {
  state.uncount(row)
  row.epoch += 1
  row.n = 0
  row.status = 'accepted'
  row.told = null
  row.profileId = null
  row.state = 'parked'
  row.target = NOWHERE
  state.count(row)
  tell(row, state.host.now(), 'returned', SYSTEM, reasons, { profileId: from })
}

/** Joins or leaves its conversation; `userKey` may have changed with what was learnt of the recipient. */
export function setConversation(state: PackageState, row: MessageRow, conv: 0 | 1): void {
  const key = state.userKey(row.facts.to)
  if (row.conv === conv && row.userKey === key) return
  state.uncount(row)
  state.messages.setConversation(row, conv, key)
  state.count(row)
}

function save(state: PackageState, row: FullRow, fresh: boolean): void {
  state.count(row)
  if (fresh) state.messages.insert(row)
  else state.messages.move(row)
  noted(state, row)
}

function noted(state: PackageState, row: MessageRow): void {
  state.outbox.note(`message:${row.seq}`)
  state.changed.set(row.id, row)
}
