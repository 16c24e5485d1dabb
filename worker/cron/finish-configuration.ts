import { pushPackage, pushProfile } from '../db/push.ts'
import { fromD1 } from '../db/unavailable.ts'
import type { Env } from '../env.ts'
import { inParallel } from './in-parallel.ts'
import { greetWithSwitch } from './push-switches.ts'

/** A request that has just written a version is about to push it itself. */
const YOUNG_MS = 5000
const MOST = 50

/**
 * Configuration (deletion included: it is a version too) that its actor does not run: a request that died between D1
 * and the actor, or an actor that did not answer. In random order, so that one that never answers blocks nobody.
 */
export async function finishConfiguration(env: Env, now: number): Promise<void> {
  const behind = await fromD1('configuration behind', () =>
    env.DB.batch<{ id: string }>([
      env.DB.prepare(
        'SELECT id FROM packages WHERE applied_version < version AND updated_at < ?1 ORDER BY random() LIMIT ?2',
      ).bind(now - YOUNG_MS, MOST),
      env.DB.prepare(
        'SELECT id FROM profiles WHERE applied_version < version AND updated_at < ?1 ORDER BY random() LIMIT ?2',
      ).bind(now - YOUNG_MS, MOST),
    ]),
  )
  const [packages = [], profiles = []] = behind.map((answer) => answer.results.map((row) => row.id))
  // an actor that hears of itself for the first time must not send while everything is stopped
  await greetWithSwitch(env, { packages, profiles })
  await inParallel('finish package', packages, 5, (id) => pushPackage(env, id))
  await inParallel('finish number', profiles, 5, (id) => pushProfile(env, id))
}
