/** No answer waits longer than this (ms) for a transaction that others need anyway. */
const TOGETHER_MS = 100

interface Answer {
  /** when it came, ms */
  at: number
  keep: () => void
}

/**
 * Meta's answers that no transaction has kept yet. Each transaction of the number begins with them, so none is decided
 * without them; a process that dies before finds a message under way, as it would have a moment earlier.
 */
export class Answers {
  #waiting: Answer[] = []

  add(at: number, keep: () => void): void {
    this.#waiting.push({ at, keep })
  }

  get size(): number {
    return this.#waiting.length
  }

  /** Whether those that wait may go on waiting for a start at `startAt` (ms, null = none is to be expected). */
  mayWait(startAt: number | null, now: number): boolean {
    const first = this.#waiting[0]
    if (first === undefined) return true
    return startAt !== null && startAt > now && startAt <= first.at + TOGETHER_MS
  }

  /** All of them, in the order in which they came; they are the taker's to keep. */
  take(): (() => void)[] {
    const taken = this.#waiting.map(({ keep }) => keep)
    this.#waiting = []
    return taken
  }
}
