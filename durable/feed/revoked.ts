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

/** When each of these sessions ends, ms; one that was signed out is not there. Their keys are asked for on their own. */
export async function endsAmong(env: Pick<ActorEnv, 'DB'>, sessions: readonly string[]): Promise<Map<string, number>> {
  const found = await env.DB.prepare(
    'SELECT id, expires_at AS until FROM sessions WHERE id IN (SELECT value FROM json_each(?1))',
  )
    .bind(JSON.stringify([...new Set(sessions)]))
    .all<{ id: string; until: number }>()
  return new Map(found.results.map(({ id, until }) => [id, until]))
}
