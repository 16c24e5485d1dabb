import type { Host } from './host.ts'

/**
 * One in-memory timer of an actor that is awake anyway: it costs no row, and is lost with the object's memory, so an alarm
 * stands behind it. Set anew, the former one says nothing any more.
 */
export class Timer {
  readonly #host: Host
  readonly #fire: () => void
  #at: number | null = null
  #turn = 0

  constructor(host: Host, fire: () => void) {
    this.#host = host
    this.#fire = fire
  }

  /** When it fires (ms), null = it is not set. */
  get at(): number | null {
    return this.#at
  }

  set(at: number | null): void {
    if (at === this.#at) return
    this.#at = at
    this.#turn += 1
    if (at === null) return
    const turn = this.#turn
    this.#host.background('timer', async () => {
      await this.#host.sleep(Math.max(0, at - this.#host.now()))
      if (turn !== this.#turn) return
      this.#at = null
      this.#host.outgoing.fired(at, this.#host.now())
      this.#fire()
    })
  }
}
