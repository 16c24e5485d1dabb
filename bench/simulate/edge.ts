import type { Host } from '../../durable/kit/host.ts'
import type { CoreOf } from '../../durable/kit/testing/world-types.ts'

export const EDGE = '~edge'

/**
 * Stands where the Worker stands. It lives in the world as an actor that never crashes, so that its calls travel beside
 * all others and its deeds happen at their times, without holding the world's clock.
 */
export class Edge {
  #host: Host | null = null
  readonly bugs: string[] = []
  /** deeds and promises that are still under way */
  open = 0

  core(host: Host): CoreOf<'portfolio'> {
    this.#host = host
    return { wake: async () => {} }
  }

  get host(): Host {
    if (this.#host === null) throw new Error('the edge is not in the world yet')
    return this.#host
  }

  /** Runs a deed in `ms`. What it throws besides broken connections is a finding. */
  in(ms: number, deed: () => Promise<void> | void): void {
    this.open += 1
    this.host
      .sleep(Math.max(0, ms))
      .then(deed)
      .catch((error: unknown) => {
        if (!isConnection(error)) this.bugs.push(`edge: ${String(error)}`)
      })
      .finally(() => {
        this.open -= 1
      })
  }

  /** Repeats until it resolves: what rejects was answered 503 by the Worker, and Meta repeats it. */
  async persistAnswer<T>(call: () => Promise<T>, everyMs: number): Promise<T> {
    for (;;) {
      try {
        return await call()
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : null
        if (!isConnection(error) && code !== 'not-held') throw error
      }
      await this.host.sleep(everyMs)
    }
  }

  /** Repeats until answered, as Meta, a caller with a key or a sweep does. */
  async persist<T>(call: () => Promise<T>, everyMs = 2_000): Promise<T> {
    for (;;) {
      try {
        return await call()
      } catch (error) {
        if (!isConnection(error)) throw error
      }
      await this.host.sleep(everyMs)
    }
  }
}

/** A broken connection, a crash on the other side, or an answer that came too late, which the world makes itself; anything else is a bug. */
export function isConnection(error: unknown): boolean {
  if (error instanceof Error && error.message === 'no answer in time') return true
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'connection-lost' || code === 'crashed'
}
