/**
 * Reach: unique recipients per rolling 24 h, shared by a portfolio's numbers (guard-rules.md, Limits and presets, Reach).
 * The portfolio leases blocks; all n of a lease count from the grant until it comes back, and what never comes back
 * counts until its end + 24 h, because its last place may have been used in its last millisecond.
 */

export const LEASE_MS = 600_000
export const REACH_MS = 86_400_000
const MINUTE_MS = 60_000
const LARGEST_BLOCK = 50

/** The limit less the 5 % that are kept back for what cannot be counted in time (a late `delivered`). */
export function usableLimit(limit: number): number {
  return limit - Math.ceil(limit * 0.05)
}

/**
 * How many places a number gets now: min(50, half of what is left / numbers), at least 1, at most what it wants and what
 * is left. 0 = none left. `counted` = unique recipients plus places of leases that are out.
 */
export function blockSize(facts: { limit: number; counted: number; numbers: number; want: number }): number {
  const left = usableLimit(facts.limit) - facts.counted
  if (left < 1 || facts.want < 1) return 0
  const share = Math.floor(left / 2 / Math.max(1, facts.numbers))
  return Math.min(Math.max(1, Math.min(LARGEST_BLOCK, share)), Math.floor(facts.want), left)
}

/** Until when a used place counts: what the number says, never further ahead than 24 h from now (a delivery cannot be in the future). */
export function recipientUntil(said: number, now: number): number {
  return Math.min(said, now + REACH_MS)
}

/** How many recipients count at a time, by the minute of their end: a cache, conservative by less than a minute. */
export class ReachCount {
  readonly #ends = new Map<number, number>()

  add(until: number, n = 1): void {
    const minute = Math.ceil(until / MINUTE_MS)
    this.#ends.set(minute, (this.#ends.get(minute) ?? 0) + n)
  }

  remove(until: number): void {
    const minute = Math.ceil(until / MINUTE_MS)
    const left = (this.#ends.get(minute) ?? 0) - 1
    if (left > 0) this.#ends.set(minute, left)
    else this.#ends.delete(minute)
  }

  /** Recipients whose end lies after `now`. */
  at(now: number): number {
    let sum = 0
    for (const [minute, n] of this.#ends) if (minute * MINUTE_MS > now) sum += n
    return sum
  }

  /** When the next recipient stops counting, ms; Infinity = none counts. */
  nextEnd(now: number): number {
    let next = Number.POSITIVE_INFINITY
    for (const minute of this.#ends.keys()) if (minute * MINUTE_MS > now) next = Math.min(next, minute * MINUTE_MS)
    return next
  }
}
