/**
 * Spacing of request starts, so that arrivals at Meta are never closer than the cooldown (invariant 3, judged there with 2 ms).
 *
 * A request started at s arrives at a = s + out, and its answer comes at s + r, r = out + work + back. Only s and r are seen.
 * Let b be a round trip that nothing delays: out cannot have taken more than its best by more than r - b, wherever the excess
 * fell. So a <= s + best out + (r - b), while the next one, started at s', arrives at or after s' + best out. Hence
 *   s' >= s + cooldown + (r - b)   makes   a' - a >= cooldown.
 * 2 ms more stand for the grain of two clocks in whole ms. Until the answer is there r is not known. Where a
 * connection was open, the request had left by the next turn of the event loop after its intent was stored, or as much later
 * as this process was held up since (`departed`), and the cooldown runs from there; else a predecessor that is still unanswered delays the next start, and a lost answer counts as answered
 * at its timeout.
 */
const GRAIN_MS = 2
/** After a departure that was seen: what the judge allows covers the rest. */
const LEFT_MS = 1

/**
 * Guard (ms) after a request whose round trip took `rtt` ms; `least` is what a trip takes that nothing delays
 * (RoundTrips.least). Without it (null) nothing is known of the way out: the whole round trip may have been it, so the
 * cooldown runs from the answer.
 */
export function guardOf(rtt: number, least: number | null): number {
  return Math.ceil(rtt - Math.min(rtt, least ?? 0)) + GRAIN_MS
}

/**
 * How far the best of n trips may lie above a trip that nothing delays. Way out, work and way back are each late by m ms
 * in the mean, independently: the chance that all n are late by more than x is about exp(-n x^3 / 6 m^3), so x shrinks
 * with the cube root of n, and the median trip, late by 2.7 m, tells m. With 3 the bound is missed in 1 of 700 cold
 * starts of 64 trips, and in none that was tried of 1,000 (spacing.test.ts).
 */
const SPREAD = 3

/**
 * The shortest of the last round trips. Many, since a busy spell makes dozens slow together and the best of them would hide
 * just the excess that it is there to show; not all, so that a path that has become longer does not cost guard for ever.
 * A cold start is such a spell: too few are not trusted. All actors of one place share theirs: no single trip is at its
 * best both ways, and the more are seen, the nearer the best of them comes to that.
 */
export class RoundTrips {
  static readonly KEPT = 4_096
  static readonly ENOUGH = 64
  static readonly #BLOCK = 512
  static readonly #LATEST = 33
  /** the shortest of each full block, oldest first, and of the one that fills */
  #blocks: number[] = []
  #open = Number.POSITIVE_INFINITY
  #count = 0
  #latest: number[] = []

  note(rtt: number): void {
    const ms = Math.max(0, rtt)
    this.#open = Math.min(this.#open, ms)
    this.#latest[this.#count % RoundTrips.#LATEST] = ms
    this.#count += 1
    if (this.#count % RoundTrips.#BLOCK > 0) return
    this.#blocks.push(this.#open)
    if (this.#blocks.length > RoundTrips.KEPT / RoundTrips.#BLOCK) this.#blocks.shift()
    this.#open = Number.POSITIVE_INFINITY
  }

  /** What a trip takes (ms) that nothing delays: no longer than this, by all that was seen. null: too few were. */
  get least(): number | null {
    if (this.#count < RoundTrips.ENOUGH) return null
    const best = Math.min(this.#open, ...this.#blocks)
    const sorted = this.#latest.toSorted((a, b) => a - b)
    const median = sorted[sorted.length >> 1] ?? best
    const seen = Math.min(this.#count, RoundTrips.KEPT)
    return Math.max(0, best - (SPREAD * Math.max(0, median - best)) / Math.cbrt(seen))
  }
}

/**
 * The earliest start (ms, at least `now`) of the next request, or null: not before the last one is answered.
 * `cooldownUntil` = lastStart + the cooldown drawn for it; `lastAnswer` null = unanswered; `guardMs` = guardOf() of the
 * last round trip; `departed` = when the last request had left, null = not known. With cooldown 0 there is no spacing. Stamps ahead of `now` (a clock set back) count as `now`.
 */
export function nextStart(input: {
  lastStart: number | null
  cooldownUntil: number
  lastAnswer: number | null
  guardMs: number
  departed: number | null
  now: number
}): number | null {
  if (input.lastStart === null) return input.now
  const cooldown = input.cooldownUntil - input.lastStart
  if (cooldown <= 0) return input.now
  const left = input.departed === null ? null : Math.min(input.departed, input.now) + cooldown + LEFT_MS
  if (input.lastAnswer === null) return left === null ? null : Math.max(input.now, left)
  const answered = Math.min(input.lastStart, input.now) + cooldown + input.guardMs
  return Math.max(input.now, Math.min(answered, left ?? answered))
}
