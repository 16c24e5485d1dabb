import { and, eq, isNull } from 'drizzle-orm'
import { apiKeys, sessions } from '../../migrations/schema.ts'
import type { Env } from '../env.ts'
import type { ApiKeyRow } from './api-keys.ts'
import { database } from './client.ts'
import { fromD1 } from './unavailable.ts'

export type SessionRow = typeof sessions.$inferSelect

export async function insertSession(env: Env, row: SessionRow): Promise<void> {
  await fromD1('insert session', () => database(env).insert(sessions).values(row))
}

/** By the SHA-256 of the cookie's value. `key` is null where ADMIN_TOKEN was signed in with, and for a key revoked since. */
export async function readSessionByHash(
  env: Env,
  hash: string,
): Promise<{ session: SessionRow; key: ApiKeyRow | null } | null> {
  const found = await fromD1('read session', () =>
    database(env)
      .select()
      .from(sessions)
      .leftJoin(apiKeys, and(eq(apiKeys.id, sessions.keyId), isNull(apiKeys.revokedAt)))
      .where(eq(sessions.hash, hash)),
  )
  const row = found[0]
  return row === undefined ? null : { session: row.sessions, key: row.api_keys }
}

/** Answers false when the session has ended meanwhile. */
export async function prolongSession(env: Env, id: string, expiresAt: number): Promise<boolean> {
  const { meta } = await fromD1('prolong session', () =>
    database(env).update(sessions).set({ expiresAt }).where(eq(sessions.id, id)),
  )
  return meta.changes > 0
}

export async function deleteSession(env: Env, id: string): Promise<void> {
  await fromD1('delete session', () => database(env).delete(sessions).where(eq(sessions.id, id)))
}
