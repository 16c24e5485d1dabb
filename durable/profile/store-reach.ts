import type { Host } from '../kit/host.ts'

/** A recipient who counts against the portfolio's reach. `base`: until when he counts even if `message` failed. */
export interface Reached {
  userKey: string
  lease: string
  message: string
  base: number
  until: number
}

export interface LeaseRow {
  id: string
  n: number
  until: number
}

interface Row {
  user_key: string
  lease: string
  message: string
  base: number
  until: number
}

/** Leases of reach and the recipients that used them. */
export class ReachStore {
  readonly #host: Host
  /** who was given a place of a lease that is out: no index earns its row for this. May name some who left; null = to be read */
  #out: Map<string, Set<string>> | null = null
  /** whether somebody may have a place that no message took; null = not known */
  #booked: boolean | null = null

  constructor(host: Host) {
    this.#host = host
  }

  /** After a rollback. */
  forget(): void {
    this.#out = null
    this.#booked = null
  }

  get(userKey: string): Reached | undefined {
    const row = this.#host.sql.get<Row>('SELECT * FROM reach WHERE user_key = ?', userKey)
    return row === undefined ? undefined : parse(row)
  }

  /** Whether he counts without a message that took his place (limited.ts). Asked for each status, and mostly nobody does. */
  isBooked(userKey: string): boolean {
    this.#booked ??= this.#host.sql.get("SELECT 1 FROM reach WHERE message = '' LIMIT 1") !== undefined
    return this.#booked && this.get(userKey)?.message === ''
  }

  put(reached: Reached): void {
    if (reached.message === '') this.#booked = true
    this.#host.sql.run(
      'INSERT INTO reach (user_key, lease, message, base, until) VALUES (?, ?, ?, ?, ?) ON CONFLICT (user_key) DO UPDATE SET lease = excluded.lease, message = excluded.message, base = excluded.base, until = excluded.until',
      reached.userKey,
      reached.lease,
      reached.message,
      reached.base,
      reached.until,
    )
    this.#keys(reached.lease)?.add(reached.userKey)
  }

  /** Recipients who were given their place out of this lease. */
  ofLease(lease: string): Reached[] {
    return this.#host.sql
      .all<Row>(
        'SELECT * FROM reach WHERE user_key IN (SELECT value FROM json_each(?)) AND lease = ?',
        JSON.stringify([...(this.#keys(lease) ?? [])]),
        lease,
      )
      .map(parse)
  }

  #keys(lease: string): Set<string> | undefined {
    return this.#load().get(lease)
  }

  #load(): Map<string, Set<string>> {
    if (this.#out !== null) return this.#out
    const out = new Map(this.leases().map(({ id }) => [id, new Set<string>()]))
    const rows = this.#host.sql.all<{ user_key: string; lease: string }>(
      'SELECT user_key, lease FROM reach WHERE lease IN (SELECT id FROM lease)',
    )
    for (const row of rows) out.get(row.lease)?.add(row.user_key)
    this.#out = out
    return out
  }

  /** Who counts after `now`, but for those who come back with a lease that is out: a page behind `after`. */
  counting(now: number, after: string, limit: number): Reached[] {
    return this.#host.sql
      .all<Row>(
        'SELECT * FROM reach WHERE user_key > ? AND until > ? AND lease NOT IN (SELECT id FROM lease) ORDER BY user_key LIMIT ? + 0',
        after,
        now,
        limit,
      )
      .map(parse)
  }

  drop(userKey: string): void {
    this.#host.sql.run('DELETE FROM reach WHERE user_key = ?', userKey)
  }

  leases(): LeaseRow[] {
    return this.#host.sql.all<{ id: string; n: number; until: number }>('SELECT id, n, until FROM lease')
  }

  addLease(lease: LeaseRow): void {
    this.#host.sql.run(
      'INSERT INTO lease (id, n, until) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING',
      lease.id,
      lease.n,
      lease.until,
    )
    const out = this.#load()
    if (!out.has(lease.id)) out.set(lease.id, new Set())
  }

  dropLease(id: string): void {
    this.#host.sql.run('DELETE FROM lease WHERE id = ?', id)
    this.#load().delete(id)
  }

  prune(now: number): void {
    this.#host.sql.run('DELETE FROM reach WHERE until < ? AND lease NOT IN (SELECT id FROM lease)', now)
  }
}

function parse(row: Row): Reached {
  return { userKey: row.user_key, lease: row.lease, message: row.message, base: row.base, until: row.until }
}
