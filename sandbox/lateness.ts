/**
 * How often the loop is looked at, and from what delay on it counts as late: less is the grain of the clock. What stays unseen, 3 ms
 * (a wait for a turn of the processor is often 4), is what the judge allows and the guard adds.
 */
const EVERY_MS = 1
const GRAIN_MS = 2
/** So long it is watched after the last request: a request that has ended may keep a timer going for 30 s. */
const WATCH_MS = 10_000

/**
 * How far this process's stamps may be behind what they stamp. While it is busy with something else, or is not given the
 * processor, a request waits unseen and gets a stamp that is too late. Then the next one seems closer to it than it was, and
 * a judge of milliseconds would blame the sender for that. So a timer looks at the loop, and each stamp comes with the most
 * that it may be late, which is 0 while the loop turns on time.
 */
export class Lateness {
  readonly #now: () => number
  readonly #sleep: (ms: number) => Promise<void>
  /** the last moment after which whatever had arrived was seen at once; null: nothing watches */
  #seenAll: number | null = null
  #wantedUntil = 0
  #turnedAt = 0

  constructor(now: () => number, sleep: (ms: number) => Promise<void>) {
    this.#now = now
    this.#sleep = sleep
  }

  /** ms that a request of this moment may have waited unseen. */
  of(now: number): number {
    if (this.#seenAll === null) return 0
    const late = now - this.#seenAll - EVERY_MS
    // more than that is no delay: the watcher has ended with its request
    return late > GRAIN_MS && late <= WATCH_MS ? late : 0
  }

  /** Goes on for a while after each call. Null: it is watched already; else what must be kept alive. */
  watch(): Promise<void> | null {
    const now = this.#now()
    const isWatched = this.#wantedUntil > 0 && now - this.#turnedAt <= WATCH_MS
    this.#wantedUntil = now + WATCH_MS
    if (!isWatched) this.#turnedAt = now
    return isWatched ? null : this.#watch()
  }

  async #watch(): Promise<void> {
    const until = this.#now() + 2 * WATCH_MS
    let before = this.#now()
    try {
      while (before < Math.min(this.#wantedUntil, until)) {
        await this.#sleep(EVERY_MS)
        const now = this.#now()
        // after a late turn all that is known is that the one before was on time
        this.#seenAll = now - before - EVERY_MS > GRAIN_MS ? before : now
        before = now
        this.#turnedAt = now
      }
    } finally {
      this.#seenAll = null
      this.#wantedUntil = 0
    }
  }
}
