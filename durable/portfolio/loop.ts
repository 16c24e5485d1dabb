import type { Host } from '../kit/host.ts'

const BASE_MS = 200
const CAP_MS = 15_000
/** After so many failures in a row a fault is reported, once: D1 or a neighbour is away for longer than a moment. */
const LASTING = 6

/** 0.2 s doubling to 15 s, less up to a quarter so that neighbours do not come in step. */
export function backoffMs(failures: number, random: () => number): number {
  const full = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(failures - 1, 10))
  return Math.round(full * (1 - random() / 4))
}

/** Whether a retry still lies ahead. One further ahead than any may lie is a clock that was turned back: it is due. */
export function isAhead(retryAt: number | null, now: number): boolean {
  return retryAt !== null && retryAt > now && retryAt - now <= CAP_MS
}

/** `call`, or a rejection once `ms` have passed: a neighbour that never answers must not stop everybody else's round. */
export async function within<T>(host: Host, ms: number, call: Promise<T>): Promise<T> {
  let answered = false
  const watched = call.finally(() => {
    answered = true
  })
  // whichever comes second must not surface as an unhandled rejection
  watched.catch(() => {})
  const late = host.sleep(ms, watched).then((): Promise<never> => {
    if (!answered) throw new Error('no answer in time')
    return new Promise(() => {})
  })
  late.catch(() => {})
  return Promise.race([watched, late])
}

/**
 * Background work of which there is one at a time: a kick while it runs makes it run once more, a failure sets a time to
 * try again (in memory: after a restart it starts at once). The body does all there is to do, safe to repeat.
 */
export class Loop {
  readonly #host: Host
  readonly #where: string
  readonly #body: () => Promise<void>
  readonly #settled: () => void
  #running = false
  #again = false
  #failures = 0
  #retryAt: number | null = null

  constructor(host: Host, where: string, body: () => Promise<void>, settled: () => void) {
    this.#host = host
    this.#where = where
    this.#body = body
    this.#settled = settled
  }

  get running(): boolean {
    return this.#running
  }

  /** When it wants to try again after a failure, null while it runs or has not failed. */
  get retryAt(): number | null {
    return this.#running ? null : this.#retryAt
  }

  kick(): void {
    if (this.#running) {
      this.#again = true
      return
    }
    if (isAhead(this.#retryAt, this.#host.now())) return
    this.#running = true
    this.#host.background(this.#where, () => this.#run())
  }

  async #run(): Promise<void> {
    try {
      do {
        this.#again = false
        await this.#body()
      } while (this.#again)
      this.#failures = 0
      this.#retryAt = null
    } catch (error) {
      this.#failures += 1
      this.#retryAt = this.#host.now() + backoffMs(this.#failures, this.#host.random)
      if (this.#failures === LASTING) this.#host.fault(this.#where, error)
    } finally {
      this.#running = false
      this.#settled()
    }
  }
}
