import type { ProfileSnapshot } from '../domain/snapshot.ts'
import type { Host } from '../kit/host.ts'

/** They are kept when no number has said anything for so long (looked at as often), and while some always does, this often. */
const QUIET_MS = 5_000
const PACE_MS = 300_000
/** Numbers in one row: well under what a row may hold. */
const PART = 500

/**
 * What the numbers said last, kept for readers that may wake nobody: monitors, and the cron that looks at everything. Nothing is
 * sent by it: it is as old as each snapshot's `at` says. An object that dies loses what it was about to keep, and
 * learns it anew when it wakes.
 */
export class LastWords {
  readonly #host: Host
  /** those to keep, in the order of the members */
  readonly #now: () => ProfileSnapshot[]
  #kept: Map<string, ProfileSnapshot> | null = null
  #heard = 0
  #waiting = false

  constructor(host: Host, now: () => ProfileSnapshot[]) {
    this.#host = host
    this.#now = now
  }

  of(profileId: string): ProfileSnapshot | undefined {
    return this.#read().get(profileId)
  }

  /** A number said something. */
  heard(): void {
    this.#heard += 1
    if (this.#waiting) return
    this.#waiting = true
    this.#host.background('last words', () => this.#settle())
  }

  async #settle(): Promise<void> {
    const since = this.#host.now()
    try {
      for (let seen = -1; seen !== this.#heard && Math.abs(this.#host.now() - since) < PACE_MS; ) {
        seen = this.#heard
        await this.#host.sleep(QUIET_MS)
      }
    } finally {
      this.#waiting = false
    }
    this.#keep()
  }

  #keep(): void {
    const words = this.#now()
    if (said(words) === said(this.#read().values())) return
    this.#host.transaction(() => {
      const parts = Math.ceil(words.length / PART)
      this.#host.sql.run('DELETE FROM words WHERE part >= ?', parts)
      for (let part = 0; part < parts; part++)
        this.#host.sql.run(
          'INSERT INTO words (part, body) VALUES (?, ?) ON CONFLICT (part) DO UPDATE SET body = excluded.body',
          ...[part, JSON.stringify(words.slice(part * PART, (part + 1) * PART))],
        )
    })
    this.#kept = new Map(words.map((one) => [one.profileId, one]))
  }

  #read(): Map<string, ProfileSnapshot> {
    if (this.#kept !== null) return this.#kept
    const rows = this.#host.sql.all<{ body: string }>('SELECT body FROM words ORDER BY part')
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
