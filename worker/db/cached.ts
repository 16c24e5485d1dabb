/** Fresh for this long; afterwards asked again. */
export const FRESH_MS = 60_000
/** From here on one request asks again, while the others still take what is known: not all of them at 60 s. */
export const ASK_AGAIN_MS = 45_000
/** While D1 fails, an entry may serve this much longer (architecture.md, Projection). */
export const STALE_MS = 900_000

const MAX_ENTRIES = 10_000

/**
 * What this isolate knows of D1, by key. Only what exists is kept: a thing made a moment ago elsewhere must be found.
 * Each request waits for its own load, never for another's. A failing load is answered from an entry that is not too old, and rejects otherwise.
 */
export class Cached<Value> {
  readonly #entries = new Map<string, { value: Value; at: number; asked: boolean }>()

  async get(key: string, now: number, load: () => Promise<Value | null>): Promise<Value | null> {
    const entry = this.#entries.get(key)
    if (entry !== undefined && now - entry.at < FRESH_MS && now >= entry.at) {
      if (entry.asked || now - entry.at < ASK_AGAIN_MS) return entry.value
      // nobody waits for what this one asks: were it cut off, the others ask at 60 s
      entry.asked = true
    }
    try {
      const value = await load()
      if (value === null) this.#entries.delete(key)
      // what was set or dropped meanwhile is newer than the answer
      else if (this.#entries.get(key) === entry) this.set(key, value, now)
      return value
    } catch (error) {
      if (entry !== undefined && now - entry.at < FRESH_MS + STALE_MS) return entry.value
      throw error
    }
  }

  set(key: string, value: Value, now: number): void {
    // the oldest goes first: a Map keeps the order of insertion
    this.#entries.delete(key)
    const oldest = this.#entries.keys().next()
    if (this.#entries.size >= MAX_ENTRIES && oldest.done !== true) this.#entries.delete(oldest.value)
    this.#entries.set(key, { value, at: now, asked: false })
  }

  drop(key: string): void {
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }
}
