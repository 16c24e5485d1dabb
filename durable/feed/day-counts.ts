import type { ActorEnv } from '../kit/env.ts'
import type { Counts } from '../projection/rows.ts'

const DAY_MS = 86_400_000
const SLOT_MS = 300_000
/** Slots older than this are read once in five minutes: of 200 numbers they are 57,600 rows in the evening. */
const SETTLED_MS = 900_000

/** Messages of one number by event; `profileId` '' = counted by the package itself. */
export interface NumberCounts extends Counts {
  packageId: string
  profileId: string
}

/**
 * Counts since midnight UTC. One object keeps the old slots for all who ask: what D1 hears late of them is found when they
 * are read anew, and a figure never falls behind what another one was told.
 */
export class DayCounts {
  readonly #env: Pick<ActorEnv, 'DB'>
  #settled: { day: number; border: number; rows: Promise<NumberCounts[]> } | null = null

  constructor(env: Pick<ActorEnv, 'DB'>) {
    this.#env = env
  }

  /** By package and number. Rejects while D1 is away. */
  async at(now: number): Promise<NumberCounts[]> {
    const day = now - (now % DAY_MS)
    const slot = now - (now % SLOT_MS)
    const border = Math.max(day, slot - SETTLED_MS)
    if (this.#settled?.day !== day || this.#settled.border !== border)
      this.#settled = { day, border, rows: this.#between(day, border) }
    const settled = this.#settled
    try {
      const [old, recent] = await Promise.all([settled.rows, this.#between(border, day + DAY_MS)])
      return added(old, recent)
    } catch (error) {
      if (this.#settled === settled) this.#settled = null
      throw error
    }
  }

  async #between(from: number, to: number): Promise<NumberCounts[]> {
    const found = await this.#env.DB.prepare(
      `SELECT package_id AS packageId, profile_id AS profileId, SUM(accepted) AS accepted, SUM(sent) AS sent,
           SUM(delivered) AS delivered, SUM(read) AS read, SUM(failed) AS failed, SUM(received) AS received
         FROM stats WHERE at >= ?1 AND at < ?2 GROUP BY package_id, profile_id`,
    )
      .bind(from, to)
      .all<NumberCounts>()
    return found.results
  }
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
