import type { Env } from '../env.ts'
import { fromD1 } from './unavailable.ts'

/** Actors whose wake-up is overdue, the latest first; ms. */
export async function lateAlarms(env: Env, now: number, most: number): Promise<{ actor: string; lateMs: number }[]> {
  const found = await fromD1('late alarms', () =>
    env.DB.prepare(
      'SELECT actor, ?1 - next_at AS lateMs FROM wakes WHERE next_at IS NOT NULL AND next_at < ?1 ORDER BY next_at LIMIT ?2',
    )
      .bind(now, most)
      .all<{ actor: string; lateMs: number }>(),
  )
  return found.results
}
