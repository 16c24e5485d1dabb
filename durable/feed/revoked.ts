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
