import type { Outgoing } from '../domain/outgoing.ts'
import type { RoundTrips } from '../domain/spacing.ts'
import type { FeedRpc } from '../feed/rpc.ts'
import type { PackageRpc } from '../package/rpc.ts'
import type { PortfolioRpc } from '../portfolio/rpc.ts'
import type { ProfileRpc } from '../profile/rpc.ts'
import type { ProjectionBatch } from '../projection/rows.ts'
import type { Vault } from './vault.ts'

export type SqlValue = string | number | null

/** The object's own SQLite, synchronous. Only a store touches it. */
export interface Sql {
  all<Row extends object>(query: string, ...params: SqlValue[]): Row[]
  get<Row extends object>(query: string, ...params: SqlValue[]): Row | undefined
  /** rows written, as the platform bills them where it can tell */
  run(query: string, ...params: SqlValue[]): number
}

/** The other actors. A call may be lost, doubled or answered late; what matters is repeated until answered. */
export interface Peers {
  profile(id: string): ProfileRpc
  package(id: string): PackageRpc
  portfolio(id: string): PortfolioRpc
  feed(): FeedRpc
}

/**
 * The one door through which everything below an actor's shell reaches the world, so that the shipped stores and cores
 * also run on node:sqlite under a virtual clock (the simulation). No file under a shell names a global of the platform.
 */
export interface Host {
  readonly sql: Sql
  /** One synchronous transaction: what the body throws undoes everything it wrote. Not nested. */
  transaction<T>(body: () => T): T
  /** Resolves when all that was committed so far is stored for good: what the platform held back until then leaves. */
  stored(): Promise<void>
  now(): number
  /** [0, 1) */
  random(): number
  /** Replaces the object's one alarm; null removes it. Costs a row: see wake.ts. */
  setAlarm(at: number | null): void
  /** Starts work that outlives the present call; a rejection is reported through fault(), never thrown. */
  background(where: string, work: () => Promise<void>): void
  /**
   * Resolves after `ms`; lost with the object's memory, so only for a bound on waiting, never for a deadline. Once
   * `needless` has settled nobody waits any more: the timer is dropped, since an open one keeps the object in memory.
   */
  sleep(ms: number, needless?: Promise<unknown>): Promise<void>
  readonly call: Peers
  /** One outgoing request, no redirects followed; `wide` = through a stateless Worker call (more than six at once). */
  fetch(
    url: string,
    init: { method: string; headers: Record<string, string>; body?: string; timeoutMs: number; wide?: boolean },
  ): Promise<FetchAnswer>
  /** How long Meta's answers took of late, to any actor that runs beside this one: the path is the same. */
  readonly roundTrips: RoundTrips
  /** How late this process is, and which connections are open: of all that run beside this one. */
  readonly outgoing: Outgoing
  /** Writes projected rows to D1; rejects while D1 is down. */
  project(batch: ProjectionBatch): Promise<void>
  readonly vault: Vault
  /** A bug or a lasting fault: goes to the log without message text or tokens. */
  fault(where: string, error: unknown): void
}

/** A read answer. `status` 0 never occurs: a failed or timed-out request rejects. */
export interface FetchAnswer {
  status: number
  headers: Record<string, string>
  body: string
}
