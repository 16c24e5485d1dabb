const WINDOW_MS = 60_000
/** api.md: sign-in 10 tries a minute per address. */
const MOST = 10
const MAX_ADDRESSES = 10_000

/** Tries at signing in, by address, in any 60 seconds; in memory, since it is there to make guessing slow. */
export class Tries {
  readonly #times = new Map<string, number[]>()

  /** 0 = go on, and counted; otherwise seconds to wait. */
  take(address: string, now: number): number {
    const recent = (this.#times.get(address) ?? []).filter((at) => Math.abs(now - at) < WINDOW_MS)
    const [oldest] = recent
    if (recent.length >= MOST && oldest !== undefined) return Math.max(1, Math.ceil((oldest + WINDOW_MS - now) / 1000))
    // the one that tried least recently goes first: a Map keeps the order of insertion
    this.#times.delete(address)
    const first = this.#times.keys().next()
    if (this.#times.size >= MAX_ADDRESSES && first.done !== true) this.#times.delete(first.value)
    this.#times.set(address, [...recent, now])
    return 0
  }
}
