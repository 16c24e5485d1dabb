import type { OrderMode } from '../domain/message.ts'
import type { TimelineEntry } from '../domain/reason.ts'
import type { MessageStatus } from '../domain/status.ts'
import type { Facts, FullRow, State } from './row.ts'

/** One row of `messages` as SQLite gives it. */
export interface Stored {
  seq: number
  id: string
  state: State
  status: MessageStatus
  told: MessageStatus | null
  conv: number
  target: string
  lane: number
  due_at: number | null
  expires_at: number
  user_key: string
  ord: number
  movable: number
  tied_to: string | null
  profile_id: string | null
  epoch: number
  n: number
  attempts: number
  accepted_at: number
  send_at: number | null
  not_before: number | null
  updated_at: number
  ended_at: number | null
  bytes: number
  idem_key: string | null
  body_hash: string
  facts: string
  timeline: string
  content: string
  answer: string
}

export function fromStored(row: Stored): FullRow {
  const order: OrderMode = row.ord === 1 ? 'free' : 'kept'
  return {
    seq: row.seq,
    id: row.id,
    state: row.state,
    status: row.status,
    told: row.told,
    conv: row.conv === 1 ? 1 : 0,
    target: row.target,
    lane: row.lane,
    dueAt: row.due_at,
    expiresAt: row.expires_at,
    userKey: row.user_key,
    order,
    movable: row.movable === 1,
    tiedTo: row.tied_to,
    profileId: row.profile_id,
    epoch: row.epoch,
    n: row.n,
    attempts: row.attempts,
    acceptedAt: row.accepted_at,
    sendAt: row.send_at,
    notBefore: row.not_before,
    updatedAt: row.updated_at,
    endedAt: row.ended_at,
    bytes: row.bytes,
    key: row.idem_key,
    bodyHash: row.body_hash,
    facts: JSON.parse(row.facts) as Facts,
    timeline: JSON.parse(row.timeline) as TimelineEntry[],
    content: row.content,
    answer: row.answer,
  }
}
