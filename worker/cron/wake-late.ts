import { fromD1 } from '../db/unavailable.ts'
import type { Env } from '../env.ts'
import { noteWoken, type Sleeper, wakeActors } from './wake.ts'

/** An alarm that the platform dropped, or an actor that could not arm one: this late, somebody else knocks. */
export const LATE_MS = 60_000
const MOST = 300

/** Wakes actors whose announced wake-up is a minute past. The table has a row per actor and is small enough to be read whole. */
export async function wakeLate(env: Env, now: number): Promise<void> {
  const late = await fromD1('late actors', () =>
    env.DB.prepare(
      `SELECT actor, next_at FROM wakes WHERE next_at <= ?1 AND coalesce(woken_at, 0) < ?2
       ORDER BY coalesce(woken_at, 0), next_at LIMIT ?3`,
    )
      .bind(now - LATE_MS, now - LATE_MS / 2, MOST)
      .all<Sleeper>(),
  )
  await noteWoken(env, late.results, now)
  await wakeActors(env, late.results)
}
