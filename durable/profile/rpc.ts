import type { Hold, Template } from '../domain/hold.ts'
import type { MessageView } from '../domain/message.ts'
import type { ProfileConfig } from '../domain/policy.ts'
import type { Actor, Json, Reason } from '../domain/reason.ts'
import type { HealthReport, ProfileSnapshot, ProfileStatus } from '../domain/snapshot.ts'
import type { UserDelta } from '../domain/user.ts'
import type { ChangeResult, MessagePatch, MessageReport, OfferedMessage, ReleasedMessage } from '../package/rpc.ts'

export interface Offer {
  packageId: string
  /** portfolio rev of users (opt-outs, aliases) that the package had checked; refused when older than what the profile keeps */
  usersRev: number
  messages: OfferedMessage[]
}

export interface OfferAnswer {
  taken: { id: string; epoch: number }[]
  refused: { id: string; epoch: number; reasons: Reason[] }[]
  /** offered again after they had ended or moved on here: what became of them */
  settled: MessageReport[]
  /** the number belongs to another package or is retired, or the package's users rev is too old */
  blocked: { reason: 'not-mine' | 'retired' | 'users-rev'; rev?: number } | null
  credit: number
  snapshot: ProfileSnapshot
}

export interface ReleaseAnswer {
  /** given back, or promised never to be taken */
  released: ReleasedMessage[]
  /** an attempt is open or was made: stays */
  kept: MessageReport[]
  snapshot: ProfileSnapshot
}

/** One event of Meta's webhooks for this number, parsed tolerantly at the edge. `raw` is the JSON text of the element. */
export type ProfileEvent =
  | {
      kind: 'status'
      wamid: string
      status: string
      /** ms, Meta's clock */
      at: number
      recipient: string | null
      userId: string | null
      opaque: string | null
      errors: { code: number; title: string; detail: string | null }[]
      pricing: { type: string | null; category: string | null; billable: boolean | null } | null
    }
  | {
      kind: 'inbound'
      wamid: string
      at: number
      from: string | null
      userId: string | null
      name: string | null
      type: string
      /** the text that may be a STOP or START word (text body, button text/payload, list title), null otherwise */
      words: string | null
      contextId: string | null
      raw: string
    }
  | { kind: 'echo'; wamid: string; at: number; to: string | null }
  | { kind: 'error'; code: number; title: string; detail: string | null; at: number }
  | { kind: 'preference'; address: string | null; userId: string | null; value: string; at: number }
  | { kind: 'quality'; event: string; tier: string | null; at: number }
  | {
      kind: 'identity'
      from: string | null
      userId: string | null
      previousUserId: string | null
      newAddress: string | null
      at: number
    }
  | { kind: 'note'; field: string; raw: string; at: number }

export interface ProfileRpc {
  /** Whole configuration; taken only when its version is higher. The first one also registers with portfolio and Meta (check()). */
  configure(config: ProfileConfig, by: Actor): Promise<{ taken: boolean; version: number }>
  /** Asks Meta for the number now (reconnect): token, status, quality, throughput, limit; subscribes the WABA. */
  check(by: Actor): Promise<ProfileStatus>
  offer(offer: Offer): Promise<OfferAnswer>
  /** `ids` with the epoch in force at the package. */
  release(packageId: string, messages: { id: string; epoch: number }[], why: Reason): Promise<ReleaseAnswer>
  cancel(id: string, by: Actor): Promise<ChangeResult>
  edit(id: string, patch: MessagePatch, by: Actor): Promise<ChangeResult>
  releaseHeld(id: string, by: Actor): Promise<ChangeResult>
  /** Durable when it resolves; a rejection makes the webhook 503 and Meta repeats it. */
  observe(events: ProfileEvent[]): Promise<void>
  /** Whether the number is, or was, one of ours: for a webhook that comes while D1, which knows them all, is away. */
  isConfigured(): Promise<boolean>
  pause(reason: string | null, by: Actor): Promise<ProfileStatus>
  resume(reason: string | null, by: Actor): Promise<ProfileStatus>
  quarantine(reason: string | null, by: Actor): Promise<ProfileStatus>
  status(): Promise<ProfileStatus>
  health(): Promise<HealthReport>
  snapshot(): Promise<ProfileSnapshot>
  message(id: string): Promise<MessageView | null>
  listQueue(options: {
    limit: number
    cursor: string | null
  }): Promise<{ items: MessageView[]; nextCursor: string | null }>
  openWindows(windows: { address: string; until: number }[], by: Actor): Promise<number>
  /** `portfolioId`: who says it, absent in 0.1.0; one that the number has left is not heeded, for its revs are its own. */
  applyHolds(rev: number, holds: Hold[], portfolioId?: string): Promise<void>
  applyTemplates(rev: number, templates: Template[], portfolioId?: string): Promise<void>
  applyUsers(from: number, deltas: UserDelta[], portfolioId?: string): Promise<{ rev: number }>
  applySwitch(rev: number, paused: boolean, note: string | null): Promise<void>
  /** The package's own pause, repeated until answered; a lower rev is ignored. */
  applyPackagePause(packageId: string, rev: number, paused: boolean): Promise<void>
  /** For the evidence rule: has a status come for a send that started after `after`, by a clock that showed `asked` just now? */
  statusSince(after: number, asked: number): Promise<{ seen: boolean; at: number | null }>
  /**
   * The portfolio is limited again: from here on nobody is reached without a place, and who was is told to it by
   * reachChanged() before this resolves. Safe to repeat; also asked by a portfolio that the number has left.
   */
  limited(portfolioId: string): Promise<void>
  erase(address: string, hash: string): Promise<number>
  diagnostics(): Promise<{
    name: string
    rowsWritten: number
    outbox: number
    /** for how long the history has taken none of it */
    outboxStalledMs: number
    nextWake: number | null
    counts: Record<string, number>
    meta: { [key: string]: Json }
  }>
  /** The sweep's knock. `told`: the next wake-up that D1 has (ms, null = none), so that a wrong one is put right. */
  wake(told?: number | null): Promise<void>
}
