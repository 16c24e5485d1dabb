import { and, asc, eq, isNull } from 'drizzle-orm'
import { apiKeys } from '../../migrations/schema.ts'
import type { Env } from '../env.ts'
import { after, database, pageOfRows } from './client.ts'
import { type Cursor, encodeCursor } from './cursor.ts'
import { fromD1 } from './unavailable.ts'

export type ApiKeyRow = typeof apiKeys.$inferSelect

export async function insertApiKey(env: Env, row: Omit<ApiKeyRow, 'revokedAt'>): Promise<void> {
  await fromD1('insert key', () => database(env).insert(apiKeys).values(row))
}

/** By the SHA-256 of the key; revoked ones are not found. */
export async function readApiKeyByHash(env: Env, hash: string): Promise<ApiKeyRow | null> {
  const found = await fromD1('read key', () =>
    database(env)
      .select()
      .from(apiKeys)
      .where(and(eq(apiKeys.hash, hash), isNull(apiKeys.revokedAt))),
  )
  return found[0] ?? null
}

export async function listApiKeys(
  env: Env,
  options: { limit: number; cursor: Cursor | null },
): Promise<{ rows: ApiKeyRow[]; nextCursor: string | null }> {
  const rows = await fromD1('list keys', () =>
    database(env)
      .select()
      .from(apiKeys)
      .where(options.cursor === null ? undefined : after(apiKeys.createdAt, apiKeys.id, options.cursor))
      .orderBy(asc(apiKeys.createdAt), asc(apiKeys.id))
      .limit(options.limit + 1),
  )
  return pageOfRows(rows, options.limit, (row) => encodeCursor(row.createdAt, row.id))
}

/** Answers the row, also when it was revoked before; null = no such key. */
export async function revokeApiKey(env: Env, id: string, now: number): Promise<ApiKeyRow | null> {
  const db = database(env)
  const [, rows] = await fromD1('revoke key', () =>
    db.batch([
      db
        .update(apiKeys)
        .set({ revokedAt: now })
        .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt))),
      db.select().from(apiKeys).where(eq(apiKeys.id, id)),
    ]),
  )
  return rows[0] ?? null
}
