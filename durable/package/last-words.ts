import type { ProfileSnapshot } from '../domain/snapshot.ts'
import type { Host } from '../kit/host.ts'

/** While something is under way they are kept this often, and once all is done, this often at most. */
const PACE_MS = 300_000
const REST_MS = 60_000
/** Many numbers that turn together, or are added, are kept once. */
const TURN_MS = 1_000
/** Numbers in one row: well under what a row may hold. */
const PART = 500

/**
 * What the numbers said last, kept for readers that may wake nobody: monitors, and crons that look at everything. Never for a
 * decision: it is as old as each snapshot's `at` says. A package with an hour of traffic writes some twelve rows for it.
 */
export class LastWords {
  readonly #host: Host
  #kept: Map<string, ProfileSnapshot> | null = null
  #keptAt: number | null = null
  #news = false
  #turned = false
  #later = false
  #lookedAt = 0

  constructor(host: Host) {
    this.#host = host
  }

  of(profileId: string): ProfileSnapshot | undefined {
    return this.#read().get(profileId)
  }

  /** A number said something: that it can send or no longer can, and what stops it, is kept within a second. */
  heard({ profileId, eligible, state }: ProfileSnapshot): void {
    this.#news = true
    const kept = this.of(profileId)
    if (kept?.eligible !== eligible || (!eligible && kept.state !== state)) this.#turned = true
  }

  /** Keeps what is worth it now. `resting` is asked only when it matters. */
  keep(snapshots: ReadonlyMap<string, ProfileSnapshot>, members: () => Iterable<string>, resting: () => boolean): void {
    if (!this.#news) return
    const now = this.#host.now()
    const since = this.#keptAt === null || this.#keptAt > now ? PACE_MS : now - this.#keptAt
    if (this.#turned && since < TURN_MS) {
      this.#again(() => this.keep(snapshots, members, resting))
      return
    }
    if (!this.#turned && since < PACE_MS && !(since >= REST_MS && this.#mayLook(now) && resting())) return
    const words = [...members()].flatMap((id) => snapshots.get(id) ?? this.of(id) ?? [])
    this.#news = false
    this.#turned = false
    if (said(words) === said(this.#read().values())) return
    this.#host.transaction(() => {
      const parts = Math.ceil(words.length / PART)
      this.#host.sql.run('DELETE FROM words WHERE part >= ?', parts)
      for (let part = 0; part < parts; part++)
        this.#host.sql.run(
          'INSERT INTO words (part, at, body) VALUES (?, ?, ?) ON CONFLICT (part) DO UPDATE SET at = excluded.at, body = excluded.body',
          ...[part, now, JSON.stringify(words.slice(part * PART, (part + 1) * PART))],
        )
    })
    this.#kept = new Map(words.map((one) => [one.profileId, one]))
    this.#keptAt = now
  }

  /** Lost with the object's memory: so is what would have been kept. */
  #again(keep: () => void): void {
    if (this.#later) return
    this.#later = true
    this.#host.background('last words', async () => {
      await this.#host.sleep(TURN_MS)
      this.#later = false
      keep()
    })
  }

  /** A package that always has something to do is not asked at each step whether it rests. */
  #mayLook(now: number): boolean {
    if (now >= this.#lookedAt && now - this.#lookedAt < TURN_MS) return false
    this.#lookedAt = now
    return true
  }

  #read(): Map<string, ProfileSnapshot> {
    if (this.#kept !== null) return this.#kept
    const rows = this.#host.sql.all<{ at: number; body: string }>('SELECT at, body FROM words ORDER BY part')
    this.#keptAt = rows[0]?.at ?? null
    const words = rows.flatMap(({ body }) => JSON.parse(body) as ProfileSnapshot[])
    this.#kept = new Map(words.map((one) => [one.profileId, one]))
    return this.#kept
  }
}

/** All but when it was said and times that had passed by then: numbers that say the same again cost no row. */
const said = (words: Iterable<ProfileSnapshot>): string =>
  JSON.stringify(
    [...words].map((one) => {
      const after = (time: number | null | undefined) => (typeof time === 'number' && time <= one.at ? 0 : time)
      const { readyAt, eligibleAt, ownEligibleAt, creditAt } = one
      const times = [readyAt, eligibleAt, ownEligibleAt, creditAt].map(after)
      return { ...one, ...{ at: 0, readyAt: 0, eligibleAt: 0, ownEligibleAt: 0, creditAt: 0 }, times }
    }),
  )
