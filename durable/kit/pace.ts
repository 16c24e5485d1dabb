import type { Host } from './host.ts'

/** Lets a task run at most once in a while, the first time at once: what comes in between goes with the next. Memory only. */
export class Pace {
  readonly #host: Host
  #last = Number.NEGATIVE_INFINITY
  #wake: (() => void) | null = null
  /** the first wait was shortened */
  #spread = false

  constructor(host: Host) {
    this.#host = host
  }

  /** Resolves when the last turn was `everyMs` ago (the first time that it waits: sooner), or once it is hurried `leastMs` ago. */
  async turn(everyMs: number, leastMs = everyMs): Promise<void> {
    const wait = this.#apart(this.#left(everyMs), this.#left(leastMs))
    if (wait > 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        void this.#host.sleep(wait).then(resolve)
      })
      this.#wake = null
      const rest = this.#left(leastMs)
      if (rest > 0) await this.#host.sleep(rest)
    }
    this.#last = this.#host.now()
  }

  /** What waits for its turn must not wait for long. */
  hurry(): void {
    this.#wake?.()
  }

  /** Those that begin together would go on together, all in one moment of each second: so their first wait is any part of it. */
  #apart(wait: number, least: number): number {
    if (this.#spread || wait <= least) return wait
    this.#spread = true
    return least + Math.floor(this.#host.random() * (wait - least))
  }

  /** A clock that went back does not make it longer. */
  #left(everyMs: number): number {
    const wait = this.#last + everyMs - this.#host.now()
    return wait <= everyMs ? Math.max(0, wait) : 0
  }
}
