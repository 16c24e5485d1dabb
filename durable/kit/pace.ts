import type { Host } from './host.ts'

/** Lets a task run at most once in `everyMs`, the first time at once: what comes in between goes with the next. Memory only. */
export class Pace {
  readonly #host: Host
  readonly #everyMs: number
  #last = Number.NEGATIVE_INFINITY

  constructor(host: Host, everyMs: number) {
    this.#host = host
    this.#everyMs = everyMs
  }

  /** Resolves when it is time again. */
  async turn(): Promise<void> {
    const wait = this.#last + this.#everyMs - this.#host.now()
    // a clock that went back does not make it longer
    if (wait > 0 && wait <= this.#everyMs) await this.#host.sleep(wait)
    this.#last = this.#host.now()
  }
}
