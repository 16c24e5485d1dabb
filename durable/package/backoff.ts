const FIRST_MS = 200
const LONGEST_MS = 15_000

/** Repetition of calls that got no answer: 0.2 s doubling to 15 s, per key, in memory; after a restart at once. */
export class Backoff {
  readonly #failures = new Map<string, { count: number; at: number }>()

  due(key: string, now: number): boolean {
    return this.at(key, now) <= now
  }

  /**
   * When the next try is due, ms; 0 = at once. A stamp further ahead than the longest wait is from before the clock went
   * back, and counts as now.
   */
  at(key: string, now: number): number {
    const at = this.#failures.get(key)?.at ?? 0
    return at - now > LONGEST_MS ? now : at
  }

  failed(key: string, now: number): void {
    const count = (this.#failures.get(key)?.count ?? 0) + 1
    this.#failures.set(key, { count, at: now + Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(10, count - 1)) })
  }

  succeeded(key: string): void {
    this.#failures.delete(key)
  }
}
