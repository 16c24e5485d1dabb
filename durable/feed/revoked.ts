import type { ActorEnv } from '../kit/env.ts'

/** Which of these API keys are revoked by now. A holder without a row, such as the bootstrap token, never is. */
export async function revokedAmong(env: Pick<ActorEnv, 'DB'>, keys: Iterable<string>): Promise<Set<string>> {
  const found = await env.DB.prepare(
    'SELECT id FROM api_keys WHERE id IN (SELECT value FROM json_each(?1)) AND revoked_at IS NOT NULL',
  )
    .bind(JSON.stringify([...new Set(keys)]))
    .all<{ id: string }>()
  return new Set(found.results.map((row) => row.id))
}

/** Which of these sessions have ended by now (ms): signed out, or too long unused. Their keys are asked for on their own. */
export async function endedAmong(
  env: Pick<ActorEnv, 'DB'>,
  sessions: readonly string[],
  now: number,
): Promise<Set<string>> {
  const found = await env.DB.prepare(
    'SELECT id FROM sessions WHERE id IN (SELECT value FROM json_each(?1)) AND expires_at > ?2',
  )
    .bind(JSON.stringify([...new Set(sessions)]), now)
    .all<{ id: string }>()
  const living = new Set(found.results.map((row) => row.id))
  return new Set(sessions.filter((id) => !living.has(id)))
}
