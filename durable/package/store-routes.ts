import type { Host } from '../kit/host.ts'
import { Kept } from '../kit/kept.ts'

/** A recipient's route, and the service windows that are known to the package: ms by profile. */
export interface RouteRow {
  userKey: string
  profileId: string
  /** last message, ms */
  at: number
  windows: Record<string, number>
}

interface Stored {
  user_key: string
  profile_id: string
  at: number
  windows: string
}

/** Recipients of the last minutes of a busy package: about a megabyte. */
const KEPT = 10_000

/** Sticky routes. No other class touches this table. */
export class RouteStore {
  readonly #host: Host
  readonly #kept = new Kept<Readonly<RouteRow> | undefined>(KEPT)

  constructor(host: Host) {
    this.#host = host
  }

  get(userKey: string): Readonly<RouteRow> | undefined {
    return this.#kept.get(userKey, () => {
      const row = this.#host.sql.get<Stored>('SELECT * FROM routes WHERE user_key = ?', userKey)
      return row === undefined ? undefined : fromStored(row)
    })
  }

  /** Looks many users up at once, before each is asked for: most have no route yet. */
  sift(userKeys: readonly string[]): void {
    this.#kept.sift(userKeys, undefined, (keys) =>
      this.#host.sql
        .all<{ key: string }>(
          'SELECT value AS key FROM json_each(?) WHERE EXISTS (SELECT 1 FROM routes WHERE user_key = value)',
          JSON.stringify(keys),
        )
        .map(({ key }) => key),
    )
  }

  /** After a transaction that failed: what was read meanwhile may never have been. */
  forget(): void {
    this.#kept.clear()
  }

  put(row: RouteRow): void {
    this.#host.sql.run(
      `INSERT INTO routes (user_key, profile_id, at, windows) VALUES (?, ?, ?, ?)
       ON CONFLICT (user_key) DO UPDATE SET profile_id = excluded.profile_id, at = excluded.at, windows = excluded.windows`,
      ...[row.userKey, row.profileId, row.at, JSON.stringify(row.windows)],
    )
    this.#kept.drop(row.userKey)
  }

  delete(userKey: string): void {
    this.#host.sql.run('DELETE FROM routes WHERE user_key = ?', userKey)
    this.#kept.drop(userKey)
  }

  /** By user, after the given one. */
  list(after: string, limit: number): RouteRow[] {
    return this.#host.sql
      .all<Stored>('SELECT * FROM routes WHERE user_key > ? ORDER BY user_key LIMIT ? + 0', after, limit)
      .map(fromStored)
  }

  /** Looks at `limit` routes after `from` and forgets those older than `before`. Where it stopped, null at the end. */
  prune(from: string, limit: number, before: number): string | null {
    const walked = this.list(from, limit)
    for (const row of walked) if (row.at < before) this.delete(row.userKey)
    const last = walked.at(-1)
    return last === undefined || walked.length < limit ? null : last.userKey
  }
}

function fromStored(row: Stored): RouteRow {
  return {
    userKey: row.user_key,
    profileId: row.profile_id,
    at: row.at,
    windows: JSON.parse(row.windows) as Record<string, number>,
  }
}
