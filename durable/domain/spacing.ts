/**
 * Spacing of request starts, so that arrivals at Meta are never closer than the cooldown (invariant 3, judged there with 2 ms).
 *
 * A request started at s arrives at a = s + out, and its answer comes at s + r, r = out + work + back. Only s and r are seen.
 * Let b be the best recent round trip: out cannot have taken more than its best by more than r - b, wherever the excess
 * fell. So a <= s + best out + (r - b), while the next one, started at s', arrives at or after s' + best out. Hence
 *   s' >= s + cooldown + (r - b)   makes   a' - a >= cooldown.
 * 2 ms more stand for the grain of two clocks in whole ms. Until the answer is there r is not known: a predecessor that is
 * still unanswered delays the next start, and a lost answer counts as answered at its timeout.
 */
const GRAIN_MS = 2

/**
 * Guard (ms) after a request whose round trip took `rtt` ms, `best` being the shortest recent one. Without a best one (null)
 * nothing is known of the way out: the whole round trip may have been it, so the cooldown runs from the answer.
 */
export function guardOf(rtt: number, best: number | null): number {
  return rtt - Math.min(rtt, best ?? 0) + GRAIN_MS
}

/**
 * The shortest of the last round trips. Many, since a busy spell makes dozens slow together and the best of them would hide
 * just the excess that it is there to show; not all, so that a path that has become longer does not cost guard for ever.
 * A cold start is such a spell: too few are not trusted. All actors of one place share theirs: no single trip is at its
 * best both ways, and the more are seen, the nearer the best of them comes to that.
 */
export class RoundTrips {
  static readonly KEPT = 4_096
  static readonly ENOUGH = 8
  static readonly #BLOCK = 512
  /** the shortest of each full block, oldest first, and of the one that fills */
  #blocks: number[] = []
  #open = Number.POSITIVE_INFINITY
  #count = 0

  note(rtt: number): void {
    this.#open = Math.min(this.#open, Math.max(0, rtt))
    this.#count += 1
    if (this.#count % RoundTrips.#BLOCK > 0) return
    this.#blocks.push(this.#open)
    if (this.#blocks.length > RoundTrips.KEPT / RoundTrips.#BLOCK) this.#blocks.shift()
    this.#open = Number.POSITIVE_INFINITY
  }

  get best(): number | null {
    return this.#count < RoundTrips.ENOUGH ? null : Math.min(this.#open, ...this.#blocks)
  }
}

/**
 * The earliest start (ms, at least `now`) of the next request, or null: not before the last one is answered.
 * `cooldownUntil` = lastStart + the cooldown drawn for it; `lastAnswer` null = unanswered; `guardMs` = guardOf() of the
 * last round trip. With cooldown 0 there is no spacing. Stamps ahead of `now` (a clock set back) count as `now`.
 */
export function nextStart(input: {
  lastStart: number | null
  cooldownUntil: number
  lastAnswer: number | null
  guardMs: number
  now: number
}): number | null {
  if (input.lastStart === null) return input.now
  const cooldown = input.cooldownUntil - input.lastStart
  if (cooldown <= 0) return input.now
  if (input.lastAnswer === null) return null
  const start = Math.min(input.lastStart, input.now)
  return Math.max(input.now, start + cooldown + input.guardMs)
}
