import { fromD1 } from '../db/unavailable.ts'
import type { Env } from '../env.ts'
import { noteWoken, type Sleeper, wakeActors } from './wake.ts'

/** Within the platform's limit of calls per invocation; the longest unwoken go first, so that all have their turn. */
const MOST = 900
const RECENT_MS = 50 * 60_000

/**
 * Once an hour every actor that no sweep has woken lately, also one that never managed to announce itself: what D1 has
 * as configuration counts. (Every minute would cost 288,000 requests a day for 200 numbers.)
 */
export async function wakeAll(env: Env, now: number): Promise<void> {
  const found = await fromD1('all actors', () =>
    env.DB.prepare(
      `SELECT named.actor, wakes.next_at FROM (
         SELECT 'package:' || id AS actor FROM packages UNION SELECT 'profile:' || id FROM profiles
         UNION SELECT 'portfolio:' || id FROM portfolios UNION SELECT actor FROM wakes) AS named
       LEFT JOIN wakes ON wakes.actor = named.actor
       WHERE coalesce(wakes.woken_at, 0) < ?1 ORDER BY coalesce(wakes.woken_at, 0), named.actor LIMIT ?2`,
    )
      .bind(now - RECENT_MS, MOST)
      .all<Sleeper>(),
  )
  // where one run reaches all of them it begins anew each hour, and a note would be a row per actor and hour for nothing
  if (found.results.length === MOST) await noteWoken(env, found.results, now)
  await wakeActors(env, found.results)
}
