import type { Hold, Template } from '../domain/hold.ts'
import type { ConversationKind, Message, MessageView, OrderMode, Priority, SendPolicy } from '../domain/message.ts'
import type { PackageConfig } from '../domain/policy.ts'
import type { Actor, Reason, TimelineEntry } from '../domain/reason.ts'
import type { ProfileSnapshot, ProfileStatus } from '../domain/snapshot.ts'
import type { MessageStatus } from '../domain/status.ts'
import type { UserDelta } from '../domain/user.ts'

/** One request to send, already validated at the edge: shapes, E.164, lengths. */
export interface AcceptItem {
  to: string
  type: string
  /** canonical JSON of the Cloud API object without `guard` */
  content: string
  template: { name: string; language: string } | null
  /** media by id, context or reaction: cannot change number */
  tied: boolean
  /** parameters given per component, to check against the registry */
  parameters: { header: number; body: number } | null
  guard: {
    profileId?: string
    priority?: Priority
    policy?: SendPolicy
    sendAt?: number
    expiresAt?: number
    kind?: ConversationKind
    order?: OrderMode
    reference?: string
  }
  /** HMAC of `to` with the deployment's pepper: an erased user's opt-out is kept as userKey `hash:<toHash>` */
  toHash?: string
  idempotencyKey: string | null
  /** SHA-256 of the canonical body, hex: the same key with another body is a mismatch */
  bodyHash: string
}

export type AcceptProblem = {
  type:
    | 'invalid-request'
    | 'idempotency-mismatch'
    | 'service-window-closed'
    | 'opted-out'
    | 'queue-full'
    | 'unavailable'
    | 'not-found'
    | 'state-conflict'
  detail: string
  errors?: { path: string; message: string }[]
  retryAfterSeconds?: number
}

export interface Accepted {
  id: string
  status: MessageStatus
  profileId: string | null
  /** ms */
  notBefore: number
  reasons: Reason[]
}

/** `replayed`: the answer of the first acceptance, word for word. */
export type AcceptResult = { accepted: Accepted; replayed: boolean } | { problem: AcceptProblem }

/** What a profile tells of a message that it holds or held. `open`: it still binds its conversation to this number. */
export interface MessageReport {
  id: string
  epoch: number
  status: MessageStatus
  open: boolean
  /** ms: the beginning of its last attempt, before the first its last change; nothing that comes later moves it */
  at: number
  userKey: string
  /** Meta accepted it: its recipient's route begins or goes on */
  acceptedByMeta: boolean
}

/** A message given back by a profile (it was never sent, or refused for certain): bound anew by the package. */
export interface ReleasedMessage {
  id: string
  /** the epoch under which the profile held it */
  epoch: number
  attempts: number
  expiresAt: number
  reasons: Reason[]
  /** may a sibling number send it, or does it wait for this one */
  movable: boolean
  /** not before, ms, where Meta asked to wait */
  notBefore: number | null
  /** the content as the profile holds it, when it was edited there; absent otherwise */
  edited?: string
  /** a status of an earlier attempt came after it was given back: it was sent after all, and an offer is answered `settled` */
  late?: boolean
}

export interface ProfileReport {
  profileId: string
  messages: MessageReport[]
  released: ReleasedMessage[]
  snapshot: ProfileSnapshot
}

export type ChangeResult =
  | { ok: true; view: MessageView }
  | {
      ok: false
      problem:
        | 'not-found'
        | 'already-sending'
        | 'state-conflict'
        | 'invalid-request'
        | 'service-window-closed'
        | 'opted-out'
      detail: string
      errors?: { path: string; message: string }[]
    }

export interface MessagePatch {
  sendAt?: number
  expiresAt?: number
  /** whole new content, validated at the edge */
  item?: AcceptItem
}

export interface Route {
  userKey: string
  profileId: string
  /** last message, ms */
  at: number
  expiresAt: number
  windowProfileId: string | null
  windowUntil: number | null
}

export interface StatusOptions {
  /** each number is asked for its full status */
  live: boolean
  /** false: what the numbers said last has to do, however old: nobody is woken, and nothing is waited for */
  wake?: false
}

export interface PackageStatus {
  packageId: string
  name: string
  paused: boolean
  pausedReason: string | null
  globalPaused: boolean
  version: number
  backlog: { total: number; high: number; normal: number; low: number; scheduled: number; bytes: number }
  handedOver: number
  open: number
  profiles: ProfileSnapshot[]
  /** with `live: true`: the full status of each number that answered within 1 s; the others are in `profiles` only */
  statuses?: ProfileStatus[]
  nextWake: number | null
}

export interface PackageRpc {
  /** Whole configuration; taken only when its version is higher. Answers after commit. */
  configure(config: PackageConfig): Promise<{ taken: boolean; version: number }>
  /** All items in one commit (with other waiting requests); results in order. `by` goes into the timeline. */
  accept(items: AcceptItem[], by: Actor): Promise<AcceptResult[]>
  /** A profile's durable report; answered after commit, repeated by the profile until answered. */
  report(report: ProfileReport): Promise<void>
  /** Live figures, a hint: credit rose from zero, state changed. */
  snapshot(snapshot: ProfileSnapshot): Promise<void>
  /** An inbound message: sets the recipient's route to this number and its window's end. Durable when answered. */
  heard(
    inbound: { profileId: string; userKey: string; address: string; at: number; windowUntil: number | null }[],
  ): Promise<void>
  message(id: string): Promise<{ view: MessageView; boundTo: string | null } | null>
  cancel(id: string, by: Actor): Promise<ChangeResult>
  edit(id: string, patch: MessagePatch, by: Actor): Promise<ChangeResult>
  releaseHeld(id: string, by: Actor): Promise<ChangeResult>
  /** Cancels everything that can be cancelled; answers how many are still to end. Bounded per call: call again until `more` is false. */
  cancelAll(by: Actor): Promise<{ cancelled: number; open: number; more: boolean }>
  pause(reason: string | null, by: Actor): Promise<PackageStatus>
  resume(reason: string | null, by: Actor): Promise<PackageStatus>
  status(options: StatusOptions): Promise<PackageStatus>
  listQueue(options: {
    limit: number
    cursor: string | null
  }): Promise<{ items: MessageView[]; nextCursor: string | null }>
  listScheduled(options: {
    limit: number
    cursor: string | null
  }): Promise<{ items: MessageView[]; nextCursor: string | null }>
  routes(options: { limit: number; cursor: string | null }): Promise<{ items: Route[]; nextCursor: string | null }>
  /** The route of whoever this address belongs to, by whichever of his addresses; null = none. */
  route(address: string): Promise<Route | null>
  setRoute(address: string, profileId: string, by: Actor): Promise<Route | { problem: string }>
  deleteRoute(address: string, by: Actor): Promise<boolean>
  /** Known open windows when a running number is adopted (told by the profile that holds them). */
  applyHolds(portfolioId: string, rev: number, holds: Hold[]): Promise<void>
  applyTemplates(portfolioId: string, rev: number, templates: Template[]): Promise<void>
  /** Deltas without a gap after `from`; a package that misses some answers with the rev it has and is sent the rest. */
  applyUsers(portfolioId: string, from: number, deltas: UserDelta[]): Promise<{ rev: number }>
  applySwitch(rev: number, paused: boolean, note: string | null): Promise<void>
  /** Erases text and address everywhere here; answers how many messages were touched. */
  erase(address: string, hash: string): Promise<number>
  diagnostics(): Promise<{
    name: string
    rowsWritten: number
    outbox: number
    /** for how long the history has taken none of it */
    outboxStalledMs: number
    nextWake: number | null
    counts: Record<string, number>
  }>
  /** The sweep's knock. `told`: the next wake-up that D1 has (ms, null = none), so that a wrong one is put right. */
  wake(told?: number | null): Promise<void>
}

/** What the package offers to a profile. */
export interface OfferedMessage extends Message {
  /** timeline so far: the profile goes on under its own epoch */
  timeline: TimelineEntry[]
  /** rev counter continues per owner; the profile starts n at 0 under its epoch */
  notBefore: number | null
}
