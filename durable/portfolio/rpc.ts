import type { Hold, Template } from '../domain/hold.ts'
import type { SeenHold } from '../domain/holds.ts'
import type { Actor, Json } from '../domain/reason.ts'
import type { OptOutScope, UserDelta } from '../domain/user.ts'

/** The portfolio actor of this name knows all portfolios: opt-outs by phone reach every one of them through it. */
export const DEPLOYMENT = '~deployment'

export interface Registration {
  profileId: string
  packageId: string
  wabaId: string
  tokenId: string
  /** sealed token and address, so that templates can be synced with any number of the WABA */
  token: { k: string; iv: string; ct: string }
  graphUrl: string
  graphVersion: string
}

/** What a registered number is told at once. */
export interface PortfolioState {
  holdsRev: number
  holds: Hold[]
  templatesRev: number
  templates: Template[]
  usersRev: number
}

/**
 * A lease of reach: n unique recipients until `until` (at most 10 min). n = 0: none is left, ask again at `until`.
 * unlimited: no counting is needed. When that ends, each number that was told so is asked (ProfileRpc.limited) and tells by
 * reachChanged() whom it reached; nobody gets a place before all have.
 */
export type Lease =
  | { unlimited: true; limit: null; used: null }
  | { unlimited: false; id: string; n: number; until: number; limit: number; used: number }

export interface PortfolioRpc {
  register(registration: Registration): Promise<PortfolioState>
  /** The number left (deleted or moved); reach that it used stays counted. */
  unregister(profileId: string): Promise<void>
  /** A package with numbers of this portfolio, or at DEPLOYMENT without any: it gets holds, templates and user deltas from now on. */
  subscribe(packageId: string): Promise<PortfolioState>
  unsubscribe(packageId: string): Promise<void>
  lease(profileId: string, want: number): Promise<Lease>
  /** Used recipients come back with the time until which each counts; unused places are free at once. Safe to repeat. */
  returnLease(profileId: string, leaseId: string, used: { userKey: string; until: number }[]): Promise<void>
  /** A later delivered or failed moved the time until which a recipient counts. */
  reachChanged(profileId: string, used: { userKey: string; until: number }[]): Promise<void>
  /** What a poll of the number said: messaging limit (unique recipients per 24 h, null = unlimited, undefined = not said). */
  limitSeen(profileId: string, limit: number | null): Promise<void>
  optOut(entries: { address: string; scope: OptOutScope; source: string; at: number }[], by: Actor): Promise<void>
  optIn(entries: { address: string; scope: OptOutScope; source: string; at: number }[], by: Actor): Promise<void>
  /** `address` may be `hash:<hex>`: the opt-out of an erased address. */
  optedOut(address: string): Promise<{ userKey: string; scope: OptOutScope; at: number } | null>
  /** Addresses that are one user. Joins are pushed to the stricter side. */
  learn(users: { addresses: string[]; at: number }[]): Promise<void>
  /** Deltas of the revs after `rev`, without a gap, at most `limit`; and the rev that the portfolio has. */
  usersSince(rev: number, limit: number): Promise<{ deltas: UserDelta[]; rev: number }>
  /** Raises a hold and resolves only when every number concerned holds it (rejects otherwise: the webhook is repeated). */
  hold(hold: Omit<Hold, 'key' | 'since'> & { since?: number }): Promise<void>
  /** Lifts holds of a subject: a person, a new token, a good status. `seen`: these alone, as they were. Answers how many. */
  lift(
    subject: { kind: Hold['subject']['kind']; id: string },
    why: string,
    by: Actor,
    seen?: readonly SeenHold[],
  ): Promise<number>
  /** A webhook of a WABA (account_update, template status ...): durable, and acted on, when it resolves. */
  observe(wabaId: string, field: string, value: { [key: string]: Json }, at: number): Promise<void>
  /** A webhook that names this WABA was refused for its signature. */
  signatureRefused(wabaId: string, at: number): Promise<void>
  /**
   * Evidence that webhooks were arriving: a status of a send later than `after` of the same WABA; and whether one was refused
   * since `since`, which is `after` where it is not given. All times are of the asker's clock, which shows `asked` now.
   */
  evidence(
    wabaId: string,
    after: number,
    asked: number,
    since?: number,
  ): Promise<{ arriving: boolean; refused: boolean; at: number | null }>
  /** Whether a webhook that names one of our WABAs was refused for its signature since each of these times (ms). */
  refusedSince(after: number[]): Promise<boolean[]>
  templates(wabaIds: string[] | null): Promise<Template[]>
  syncTemplates(wabaId: string, by: Actor): Promise<{ ok: boolean; count: number; detail: string | null }>
  state(): Promise<PortfolioState>
  /** Only at DEPLOYMENT. */
  join(portfolioId: string): Promise<void>
  /** Whom it tells of holds and opt-outs; DEPLOYMENT: the portfolios. */
  members(): Promise<{ portfolios: string[]; packages: string[]; profiles: string[] }>
  /** The address is forgotten, its opt-out stays as `hash:<hash>`. Answers how many rows named it. */
  erase(address: string, hash: string): Promise<number>
  diagnostics(): Promise<{
    name: string
    rowsWritten: number
    outbox: number
    /** for how long the history has taken none of it */
    outboxStalledMs: number
    nextWake: number | null
    counts: Record<string, number>
    reach: { limit: number | null; used: number; leased: number }
  }>
  /** The sweep's knock. `told`: the next wake-up that D1 has (ms, null = none), so that a wrong one is put right. */
  wake(told?: number | null): Promise<void>
}
