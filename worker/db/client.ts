import { type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Env } from '../env.ts'

export function database(env: Pick<Env, 'DB'>) {
  return drizzle(env.DB)
}

/** `column` is one of `values`, as one bound parameter: D1 takes at most 100 of them. */
export function among(column: SQLiteColumn, values: Iterable<string>): SQL {
  return sql`${column} IN (SELECT value FROM json_each(${JSON.stringify([...values])}))`
}

/** Rows after (key, id) in descending order. */
export function before(key: SQLiteColumn, id: SQLiteColumn, cursor: readonly [number | string, string]): SQL {
  return sql`(${key}, ${id}) < (${cursor[0]}, ${cursor[1]})`
}

/** Rows after (key, id) in ascending order. */
export function after(key: SQLiteColumn, id: SQLiteColumn, cursor: readonly [number | string, string]): SQL {
  return sql`(${key}, ${id}) > (${cursor[0]}, ${cursor[1]})`
}

/** Cuts a list that was read with one row too many; the cursor is that of the last row kept. */
export function pageOfRows<Row>(
  rows: Row[],
  limit: number,
  cursorOf: (row: Row) => string,
): { rows: Row[]; nextCursor: string | null } {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  return { rows: kept, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}
