/** Fresh for this long; afterwards asked again. */
export const FRESH_MS = 60_000
/** While D1 fails, an entry may serve this much longer (architecture.md, Projection). */
export const STALE_MS = 900_000

const MAX_ENTRIES = 10_000

/**
 * What this isolate knows of D1, by key. Only what exists is kept: a thing made a moment ago elsewhere must be found.
 * A failing load is answered from an entry that is not too old, and rejects otherwise.
 */
export class Cached<Value> {
  readonly #entries = new Map<string, { value: Value; at: number }>()

  async get(key: string, now: number, load: () => Promise<Value | null>): Promise<Value | null> {
    const entry = this.#entries.get(key)
    if (entry !== undefined && now - entry.at < FRESH_MS && now >= entry.at) return entry.value
    try {
      const value = await load()
      if (value === null) this.#entries.delete(key)
      else this.set(key, value, now)
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
    this.#entries.set(key, { value, at: now })
  }

  drop(key: string): void {
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }
}
