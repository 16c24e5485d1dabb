import type {
  Category,
  ConversationKind,
  Message,
  MessageView,
  OrderMode,
  Priority,
  SendPolicy,
} from '../domain/message.ts'
import type { Actor, Json, Reason, TimelineEntry } from '../domain/reason.ts'
import { revOf } from '../domain/rev.ts'
import { FINAL_STATUSES, type MessageStatus } from '../domain/status.ts'
import type { OfferedMessage } from './rpc.ts'

/**
 * Where a message is, as the package knows it. parked: in the backlog under its target (backlog.ts) · timed: scheduled, or
 * given back with a time to wait for · bound: with a profile, epoch odd · ended.
 */
export type State = 'parked' | 'timed' | 'bound' | 'ended'

/** What does not change with a message's place. */
export interface Facts {
  to: string
  type: string
  category: Category
  template: { name: string; language: string } | null
  kind: ConversationKind
  policy: SendPolicy
  reference: string | null
  /** the deployment's hash of the recipient: an opt-out of who was erased is kept under it; absent = not known */
  toHash?: string
  /** textDigest() of the content: the same text to the same recipient is noticed by it */
  digest: number
}

/** One row of `messages`, without its content and the stored answer. */
export interface MessageRow {
  seq: number
  id: string
  state: State
  /** the package's own last word; while bound it is `queued` */
  status: MessageStatus
  /** what the profile said last, null before */
  told: MessageStatus | null
  /** takes part in its conversation: 0 when scheduled, held here or ended */
  conv: 0 | 1
  target: string
  lane: number
  dueAt: number | null
  expiresAt: number
  userKey: string
  order: OrderMode
  movable: boolean
  tiedTo: string | null
  profileId: string | null
  epoch: number
  /** changes under the package's latest epoch */
  n: number
  attempts: number
  acceptedAt: number
  sendAt: number | null
  notBefore: number | null
  updatedAt: number
  endedAt: number | null
  bytes: number
  key: string | null
  bodyHash: string
  facts: Facts
  timeline: TimelineEntry[]
}

export interface FullRow extends MessageRow {
  content: string
  answer: string
}

const PRIORITIES: readonly Priority[] = ['high', 'normal', 'low']

/** Writes an event into the story under the package's present epoch: the one place where its `n` rises. */
export function tell(
  row: MessageRow,
  at: number,
  event: string,
  actor: Actor,
  reasons: Reason[],
  data?: { [key: string]: Json },
): void {
  row.n += 1
  row.updatedAt = at
  row.timeline.push({
    epoch: row.epoch,
    n: row.n,
    at,
    event,
    actor,
    reasons,
    ...(data === undefined ? {} : { data }),
  })
}

/** The message as it travels in an offer. */
export function offered(row: FullRow, packageId: string): OfferedMessage {
  // one that had ended is only asked after: without its content nobody can send it
  const content = FINAL_STATUSES.has(row.status) ? '' : row.content
  return { ...messageOf(row, packageId), content, timeline: row.timeline, notBefore: row.notBefore }
}

function messageOf(row: FullRow, packageId: string): Message {
  const { facts } = row
  return {
    id: row.id,
    packageId,
    seq: row.seq,
    epoch: row.epoch,
    to: facts.to,
    userKey: row.userKey,
    type: facts.type,
    category: facts.category,
    template: facts.template,
    kind: facts.kind,
    priority: PRIORITIES[row.lane] ?? 'normal',
    policy: facts.policy,
    order: row.order,
    tiedTo: row.tiedTo,
    reference: facts.reference,
    content: row.content,
    acceptedAt: row.acceptedAt,
    sendAt: row.sendAt,
    expiresAt: row.expiresAt,
    attempts: row.attempts,
  }
}

/** The package's view. While bound it is the package's last word, under its own even epoch: the profile's rev is higher. */
export function viewOf(row: FullRow, packageId: string): MessageView {
  const own = row.epoch % 2 === 0 ? row.epoch : row.epoch - 1
  const error = row.timeline.findLast((entry) => entry.epoch === own && entry.event === 'failed')?.reasons[0]
  return {
    id: row.id,
    packageId,
    profileId: row.profileId,
    direction: 'out',
    status: row.status,
    recipient: row.facts.to,
    type: row.facts.type,
    category: row.facts.category,
    reference: row.facts.reference,
    wamid: null,
    notBefore: row.notBefore ?? row.sendAt,
    acceptedAt: row.acceptedAt,
    updatedAt: row.updatedAt,
    expiresAt: row.expiresAt,
    attempts: row.attempts,
    duplicateConfirmed: false,
    error:
      row.status === 'failed' && error !== undefined ? { code: null, title: error.code, detail: error.detail } : null,
    content: row.content === '' ? null : row.content,
    rev: revOf(own, row.n),
    timeline: row.timeline,
  }
}
