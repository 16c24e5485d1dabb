import { REACH_MS } from '../domain/lease.ts'
import { aggregate } from '../kit/aggregate.ts'
import type { Host } from '../kit/host.ts'

export interface LeaseRow {
  id: string
  profileId: string
  n: number
  until: number
}

/**
 * Leases that are out and recipients that count. A recipient has a row per number that reached him, so that one number's
 * `failed` cannot take away what another's `delivered` counts.
 */
export class ReachStore {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  addLease(lease: LeaseRow): void {
    this.#host.sql.run(
      'INSERT INTO lease (id, profile_id, n, until) VALUES (?, ?, ?, ?)',
      lease.id,
      lease.profileId,
      lease.n,
      lease.until,
    )
  }

  /** true when it was out */
  dropLease(id: string, profileId: string): boolean {
    return this.#host.sql.run('DELETE FROM lease WHERE id = ? AND profile_id = ?', id, profileId) > 0
  }

  /** Places of leases that have not come back and still count: until their end + 24 h. */
  leasedOut(now: number): number {
    const query = 'SELECT SUM(n) AS n FROM lease WHERE until > ?'
    return aggregate<{ n: number | null }>(this.#host.sql, query, now - REACH_MS).n ?? 0
  }

  /** When the next lease that is out ends, and with luck comes back; Infinity = none is out. */
  nextEnd(now: number): number {
    const query = 'SELECT MIN(until) AS at FROM lease WHERE until > ?'
    return aggregate<{ at: number | null }>(this.#host.sql, query, now).at ?? Number.POSITIVE_INFINITY
  }

  isEmpty(): boolean {
    return (
      this.#host.sql.get('SELECT 1 AS one FROM lease LIMIT 1') === undefined &&
      this.#host.sql.get('SELECT 1 AS one FROM reach LIMIT 1') === undefined
    )
  }

  /** Until when the recipient counts through any number, 0 = not. */
  until(userKey: string): number {
    const query = 'SELECT MAX(until) AS at FROM reach WHERE user_key = ?'
    return aggregate<{ at: number | null }>(this.#host.sql, query, userKey).at ?? 0
  }

  rowsOf(userKey: string): { profileId: string; until: number }[] {
    return this.#host.sql
      .all<{ profile_id: string; until: number }>('SELECT profile_id, until FROM reach WHERE user_key = ?', userKey)
      .map((row) => ({ profileId: row.profile_id, until: row.until }))
  }

  /** What one number says of a recipient. */
  set(userKey: string, profileId: string, until: number): void {
    this.#host.sql.run(
      'INSERT INTO reach (user_key, profile_id, until) VALUES (?, ?, ?) ON CONFLICT (user_key, profile_id) DO UPDATE SET until = excluded.until',
      userKey,
      profileId,
      until,
    )
  }

  /** The same, never lowering what the number said before. */
  raise(userKey: string, profileId: string, until: number): void {
    this.#host.sql.run(
      'INSERT INTO reach (user_key, profile_id, until) VALUES (?, ?, ?) ON CONFLICT (user_key, profile_id) DO UPDATE SET until = MAX(until, excluded.until)',
      userKey,
      profileId,
      until,
    )
  }

  dropUser(userKey: string): void {
    this.#host.sql.run('DELETE FROM reach WHERE user_key = ?', userKey)
  }

  /** Every recipient with the time until which he counts: read once after a start. */
  all(): { until: number }[] {
    return this.#host.sql.all<{ until: number }>('SELECT MAX(until) AS until FROM reach GROUP BY user_key')
  }

  /** Numbers that may have reached people without counting. */
  unlimited(): string[] {
    return this.#host.sql
      .all<{ profile_id: string }>('SELECT profile_id FROM unlimited ORDER BY profile_id')
      .map((row) => row.profile_id)
  }

  addUnlimited(profileId: string): void {
    this.#host.sql.run('INSERT INTO unlimited (profile_id) VALUES (?) ON CONFLICT DO NOTHING', profileId)
  }

  dropUnlimited(profileId: string): void {
    this.#host.sql.run('DELETE FROM unlimited WHERE profile_id = ?', profileId)
  }

  /** Forgets what counts no more; a whole pass over the table. */
  prune(now: number): void {
    this.#host.sql.run('DELETE FROM reach WHERE until <= ?', now)
    this.#host.sql.run('DELETE FROM lease WHERE until <= ?', now - REACH_MS)
  }
}
