/**
 * Rolling windows, counted conservatively (guard-rules.md, Limits; invariant 3). An attempt counts from its intent until
 * one window after its answer or timeout, since Meta may have taken it at any moment in between: callers hold the
 * unanswered attempts apart (`inFlight`) and add an attempt under the minute of its answer.
 */
export const WINDOW_MS = { hour: 3_600_000, threeHours: 10_800_000, day: 86_400_000 } as const

const MINUTE = 60_000
const SECOND = 1_000

/** The minute that an instant (ms) belongs to, as RollingCounts numbers them: whole minutes since the epoch. */
export function minuteOf(at: number): number {
  return Math.floor(at / MINUTE)
}

/**
 * Counts by minute. A minute counts whole for as long as any instant of it lies in the closed window [now - windowMs, now],
 * so a sum is never too low and at most one minute's worth too high. Minutes ahead of `now` (a clock set back) count too.
 */
export class RollingCounts {
  readonly #minutes = new Map<number, number>()
  /** running sum per window length, valid from minute `from` on: a gate asks thrice for every message it looks at */
  readonly #sums = new Map<number, { from: number; total: number }>()

  constructor(entries: Iterable<[minute: number, n: number]> = []) {
    for (const [minute, n] of entries) this.add(minute, n)
  }

  /** `minute` as minuteOf() numbers them. A negative `n` gives back; a minute never falls below 0. */
  add(minute: number, n: number): void {
    const before = this.#minutes.get(minute) ?? 0
    const after = Math.max(0, before + n)
    if (after === 0) this.#minutes.delete(minute)
    else this.#minutes.set(minute, after)
    for (const sum of this.#sums.values()) if (minute >= sum.from) sum.total += after - before
  }

  /** How many may lie within the last `windowMs` (whole minutes' worth) as seen at `now` (ms). */
  sum(windowMs: number, now: number): number {
    const from = firstCounted(windowMs, now)
    const known = this.#sums.get(windowMs)
    if (known?.from === from) return known.total
    let total = 0
    for (const [minute, n] of this.#minutes) if (minute >= from) total += n
    this.#sums.set(windowMs, { from, total })
    return total
  }

  /**
   * The earliest instant (ms, at least `now`) at which sum(windowMs) < below when nothing is added; Infinity when
   * `below` <= 0. Minutes ahead of `now` count as the present one, so the answer is at most a window and a minute away.
   */
  freeAt(windowMs: number, below: number, now: number): number {
    if (below <= 0) return Number.POSITIVE_INFINITY
    let total = this.sum(windowMs, now)
    if (total < below) return now
    const from = firstCounted(windowMs, now)
    const present = minuteOf(now)
    const counted = [...this.#minutes].filter(([minute]) => minute >= from).sort((a, b) => a[0] - b[0])
    for (const [minute, n] of counted) {
      total -= n
      if (total < below) return (Math.min(minute, present) + 1) * MINUTE + windowMs
    }
    return now
  }

  /** Forgets what no window can count any more, and folds minutes ahead of `now` into the present one. */
  prune(now: number): void {
    const oldest = firstCounted(WINDOW_MS.day, now)
    const present = minuteOf(now)
    let ahead = 0
    for (const [minute, n] of this.#minutes) {
      if (minute > present) ahead += n
      if (minute < oldest || minute > present) this.#minutes.delete(minute)
    }
    this.#sums.clear()
    this.add(present, ahead)
  }

  /** [minute, n], in no order. */
  entries(): IterableIterator<[number, number]> {
    return this.#minutes.entries()
  }
}

/**
 * The full window that is free last, and when (ms); `at` null = no time frees it: its cap is 0, or kept whole; null = none is
 * full. Only answered attempts count: one that is open may be refused and give its place back. `kept` = places that are not
 * to be given away (of what may have to be repeated).
 */
export function capWait(
  counts: RollingCounts,
  caps: Readonly<Record<keyof typeof WINDOW_MS, number | null>>,
  now: number,
  kept = 0,
): { window: keyof typeof WINDOW_MS; cap: number; at: number | null } | null {
  let last: { window: keyof typeof WINDOW_MS; cap: number; at: number } | null = null
  for (const window of ['hour', 'threeHours', 'day'] as const) {
    const cap = caps[window]
    const ms = WINDOW_MS[window]
    if (cap === null || counts.sum(ms, now) < cap - kept) continue
    if (cap <= kept) return { window, cap, at: null }
    const at = counts.freeAt(ms, cap - kept, now)
    if (last === null || at > last.at) last = { window, cap, at }
  }
  return last
}

/** The oldest minute of which some instant lies in [now - windowMs, now]. */
function firstCounted(windowMs: number, now: number): number {
  return minuteOf(now - windowMs)
}

/**
 * The cap in force: 0 if configured 0, else max(1, floor(configured x share x adjust x (0.5 at high risk))).
 * `share` = the lower of warm-up share and resume step, `adjust` = auto-adjust's state, each 0..1. null = no cap of ours.
 */
export function capInForce(
  configured: number | null,
  f: { share: number; adjust: number; riskHigh: boolean },
): number | null {
  if (configured === null) return null
  if (configured <= 0) return 0
  const exact = configured * f.share * f.adjust * (f.riskHigh ? 0.5 : 1)
  // 100 x 0.29 is 28.999999999999996 in binary: without the grain a cap would lose one to rounding
  return Math.max(1, Math.floor(exact + 1e-9))
}

/** Messages per second by Meta's throughput level (in + out); 20 is that of numbers shared with the WhatsApp Business app. */
const THROUGHPUT: Record<string, number> = { STANDARD: 80, HIGH: 1000 }
const THROUGHPUT_LOWEST = 20

/**
 * Sends and receipts per second: what is configured, never above Meta's own level; without configuration 80 % of the
 * level (64, 800 or 16). A level that was not read yet (null) is STANDARD, as Meta begins; one that we do not know is the lowest.
 */
export function perSecondCap(configured: number | null, throughputLevel: string | null): number {
  const level = throughputLevel === null ? 80 : (THROUGHPUT[throughputLevel.toUpperCase()] ?? THROUGHPUT_LOWEST)
  return configured === null ? (level * 4) / 5 : Math.min(configured, level)
}

/** What counts in the last second: unanswered attempts, answered ones for a second after their answer, receipts. In memory only. */
export class SecondWindow {
  readonly #open = new Set<string>()
  /** ends, ascending but for a clock set back */
  #ended: number[] = []

  /** An attempt's intent. */
  start(attempt: string): void {
    this.#open.add(attempt)
  }

  /** Its answer or timeout at `at` (ms). Unknown attempts (started before a restart) count too. */
  end(attempt: string, at: number): void {
    this.#open.delete(attempt)
    this.#ended.push(at)
  }

  /** The attempt was refused for certain: given back. */
  cancel(attempt: string): void {
    this.#open.delete(attempt)
  }

  /** Something that Meta counts and that we did not start: an inbound message, another system's send. */
  note(at: number): void {
    this.#ended.push(at)
  }

  count(now: number): number {
    this.#forget(now)
    return this.#open.size + this.#ended.length
  }

  /** The earliest instant at which count() < below if nothing is added; Infinity when it hangs on an answer or below <= 0. */
  freeAt(below: number, now: number): number {
    this.#forget(now)
    if (this.#open.size >= below) return Number.POSITIVE_INFINITY
    const leaving = [...this.#ended].sort((a, b) => a - b)
    // where there is room already, nobody has to leave first
    const last = leaving[this.#open.size + leaving.length - below]
    return last === undefined ? now : last + SECOND + 1
  }

  #forget(now: number): void {
    if (this.#ended.length === 0) return
    this.#ended = this.#ended.map((at) => Math.min(at, now)).filter((at) => now - at <= SECOND)
  }
}
