import type { Env } from '../env.ts'
import type { Counts } from './stats.ts'
import { fromD1 } from './unavailable.ts'

const DAY_MS = 86_400_000
const SLOT_MS = 300_000
/** Slots older than this change no more, but for what D1 heard late: they are read once in an isolate. */
const SETTLED_MS = 900_000
/** Rows that one scrape looks at for Meta's refusals. */
const REFUSED_SCAN = 5_000

export interface NumberCounts extends Counts {
  packageId: string
  /** '' = counted by the package itself */
  profileId: string
}

let settled: { day: number; upTo: number; rows: NumberCounts[] } = { day: -1, upTo: 0, rows: [] }

/** Counts since midnight UTC by package and number. */
export async function countsOfToday(env: Env, now: number): Promise<NumberCounts[]> {
  const day = now - (now % DAY_MS)
  const border = Math.max(day, now - SETTLED_MS - ((now - SETTLED_MS) % SLOT_MS))
  if (settled.day !== day) settled = { day, upTo: day, rows: [] }
  if (settled.upTo < border) {
    const rows = added(settled.rows, await countsBetween(env, settled.upTo, border))
    settled = { day, upTo: border, rows }
  }
  return added(settled.rows, await countsBetween(env, settled.upTo, now + SLOT_MS))
}

async function countsBetween(env: Env, from: number, to: number): Promise<NumberCounts[]> {
  const found = await fromD1('counts', () =>
    env.DB.prepare(
      `SELECT package_id AS packageId, profile_id AS profileId, SUM(accepted) AS accepted, SUM(sent) AS sent,
         SUM(delivered) AS delivered, SUM(read) AS read, SUM(failed) AS failed, SUM(received) AS received
       FROM stats WHERE at >= ?1 AND at < ?2 GROUP BY package_id, profile_id`,
    )
      .bind(from, to)
      .all<NumberCounts>(),
  )
  return found.results
}

function added(a: readonly NumberCounts[], b: readonly NumberCounts[]): NumberCounts[] {
  const sums = new Map<string, NumberCounts>()
  for (const { packageId, profileId, ...counts } of [...a, ...b]) {
    const key = `${packageId} ${profileId}`
    const known = sums.get(key)
    sums.set(key, {
      packageId,
      profileId,
      accepted: (known?.accepted ?? 0) + counts.accepted,
      sent: (known?.sent ?? 0) + counts.sent,
      delivered: (known?.delivered ?? 0) + counts.delivered,
      read: (known?.read ?? 0) + counts.read,
      failed: (known?.failed ?? 0) + counts.failed,
      received: (known?.received ?? 0) + counts.received,
    })
  }
  return [...sums.values()]
}

/** Meta's last error of messages accepted in the last five minutes, the newest 5,000 of them. */
export async function refusedByMeta(
  env: Env,
  now: number,
): Promise<{ packageId: string; profileId: string; code: number; n: number }[]> {
  const found = await fromD1('refused by Meta', () =>
    env.DB.prepare(
      `SELECT package_id AS packageId, COALESCE(profile_id, '') AS profileId, error ->> 'code' AS code, COUNT(*) AS n
       FROM messages WHERE error IS NOT NULL AND id IN
         (SELECT id FROM messages WHERE accepted_at >= ?1 ORDER BY accepted_at DESC, id DESC LIMIT ?2)
       GROUP BY package_id, profile_id, error ->> 'code'`,
    )
      .bind(now - SLOT_MS, REFUSED_SCAN)
      .all<{ packageId: string; profileId: string; code: number | null; n: number }>(),
  )
  return found.results.flatMap(({ code, ...row }) => (typeof code === 'number' ? { ...row, code } : []))
}

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
