import { pushProfile } from '../db/push.ts'
import { sealAnew } from '../db/sealed.ts'
import type { Env } from '../env.ts'
import { inParallel } from './in-parallel.ts'

/** Two statements and one call each, of the 1,000 that a run may have. */
const MOST = 200

/**
 * After MASTER_KEY has got a new first key: access tokens and the pepper move to it, so that the former key can be taken
 * out. A number whose actor does not answer is told by the sweep of configurations; until then it opens its own copy with
 * the former key, which must therefore stay until diagnostics count nothing older and nothing behind.
 */
export async function sealWithFirstKey(env: Env, now: number): Promise<void> {
  const changed = await sealAnew(env, MOST, now)
  await inParallel('push sealed anew', changed, 5, (id) => pushProfile(env, id))
}
