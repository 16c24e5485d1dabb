import type { Message, MessageView } from '../domain/message.ts'
import type { Actor, Json, Reason, TimelineEntry } from '../domain/reason.ts'
import { revOf } from '../domain/rev.ts'
import { FINAL_STATUSES, type MessageStatus } from '../domain/status.ts'
import type { MessageReport, OfferedMessage, ReleasedMessage } from '../package/rpc.ts'
import type { ProfileEvent } from './rpc.ts'

export type StatusEvent = Extract<ProfileEvent, { kind: 'status' }>

/** A message as this profile holds it. `content` is '' where it was not loaded or is erased. */
export interface MessageRecord extends Message {
  /** changes under this epoch: with it the rev of D1 */
  n: number
  /** open: ours to act on · ended: only evidence may still move it · gone: the package owns it again */
  state: 'open' | 'ended' | 'gone'
  status: MessageStatus
  notBefore: number | null
  wamid: string | null
  startedAt: number | null
  answeredAt: number | null
  endedAt: number | null
  updatedAt: number
  /** drawn at the last intent: a restart finds it here before the attempt is settled */
  cooldownUntil: number
  /** another attempt under this message was accepted as well */
  duplicateConfirmed: boolean
  /** cancelled while unknown: never sent again, whatever the evidence says */
  forbidResend: boolean
  /** a place of the reach was taken for it */
  reach: boolean
  /** its text was changed here: the package does not know the new one */
  edited: boolean
  error: MessageView['error']
  timeline: TimelineEntry[]
  /** gone: why, and whether another number may send it */
  givenBack: { reasons: Reason[]; movable: boolean } | null
  /** queued as proven lost: since when (ms) no webhook may have been refused for its signature when it is repeated */
  repeats?: number
  /** gone: statuses of an earlier attempt that came since, each once (late.ts); absent = none */
  late?: StatusEvent[]
}

/** A message taken from an offer, n counting from 1 under its odd epoch. */
export function taken(offered: OfferedMessage, earlier: TimelineEntry[], now: number): MessageRecord {
  const { timeline, notBefore, ...message } = offered
  return {
    ...message,
    n: 0,
    state: 'open',
    status: 'queued',
    notBefore,
    wamid: null,
    startedAt: null,
    answeredAt: null,
    endedAt: null,
    updatedAt: now,
    cooldownUntil: 0,
    duplicateConfirmed: false,
    forbidResend: false,
    reach: false,
    edited: false,
    error: null,
    timeline: mergeTimelines(timeline, earlier),
    givenBack: null,
  }
}

export function mergeTimelines(a: TimelineEntry[], b: TimelineEntry[]): TimelineEntry[] {
  const merged = new Map<string, TimelineEntry>()
  for (const entry of [...a, ...b]) merged.set(`${entry.epoch}.${entry.n}`, entry)
  return [...merged.values()].sort((x, y) => x.epoch - y.epoch || x.n - y.n)
}

/** Writes an event into the message's story under its present epoch; the one place where `n` rises. */
export function tell(
  record: MessageRecord,
  now: number,
  event: string,
  actor: Actor,
  reasons: Reason[],
  data?: { [key: string]: Json },
): void {
  record.n += 1
  record.updatedAt = now
  record.timeline.push({
    epoch: record.epoch,
    n: record.n,
    at: now,
    event,
    actor,
    reasons,
    ...(data === undefined ? {} : { data }),
  })
}

/** Ends the message here under a final status. */
export function end(record: MessageRecord, status: MessageStatus, now: number): void {
  record.status = status
  record.state = 'ended'
  record.endedAt = now
}

export function viewOf(record: MessageRecord, profileId: string): MessageView {
  return {
    id: record.id,
    packageId: record.packageId,
    profileId,
    direction: 'out',
    status: record.status,
    recipient: record.to,
    type: record.type,
    category: record.category,
    reference: record.reference,
    wamid: record.wamid,
    notBefore: record.notBefore,
    acceptedAt: record.acceptedAt,
    updatedAt: record.updatedAt,
    expiresAt: record.expiresAt,
    attempts: record.attempts,
    duplicateConfirmed: record.duplicateConfirmed,
    error: record.error,
    content: record.content === '' ? null : record.content,
    rev: revOf(record.epoch, record.n),
    timeline: record.timeline,
  }
}

const ACCEPTED: ReadonlySet<MessageStatus> = new Set(['sent', 'delivered', 'read'])

export function reportOf(record: MessageRecord): MessageReport {
  return {
    id: record.id,
    epoch: record.epoch,
    status: record.status,
    open: record.state === 'open' && !FINAL_STATUSES.has(record.status),
    at: record.startedAt ?? record.updatedAt,
    userKey: record.userKey,
    acceptedByMeta: record.wamid !== null || ACCEPTED.has(record.status),
  }
}

export function releasedOf(record: MessageRecord): ReleasedMessage {
  return {
    id: record.id,
    epoch: record.epoch,
    attempts: record.attempts,
    expiresAt: record.expiresAt,
    reasons: record.givenBack?.reasons ?? [],
    movable: record.givenBack?.movable ?? record.tiedTo === null,
    notBefore: record.notBefore,
    ...(record.late === undefined ? {} : { late: true }),
    ...(record.edited && record.content !== '' ? { edited: record.content } : {}),
  }
}
