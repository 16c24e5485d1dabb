import type { StateStore } from './store-state.ts'

/** So long a message that went back holds back what follows it: an offer that was already on its way when the package heard of it. */
const BEHIND_MS = 60_000
const KEY = 'sent-back'

/**
 * The first message of each conversation that went back to the package lately, given back or refused: the seq from which
 * its order would be lost. What was given back is written with it, since its offer is not repeated after a crash; what was
 * refused is refused again with the repeated offer.
 */
export class SentBack {
  readonly #state: StateStore
  readonly #first: Map<string, { seq: number; at: number }>
  #changed = false
  #pruneAt = 0

  constructor(state: StateStore) {
    this.#state = state
    this.#first = new Map(state.read<[string, { seq: number; at: number }][]>(KEY))
  }

  /** Whether an earlier message of its conversation went back within the last minute. */
  before(userKey: string, seq: number, now: number): boolean {
    const first = this.#first.get(userKey)
    return first !== undefined && isRecent(first.at, now) && first.seq < seq
  }

  /** `durably`: to be written with the commit that runs. */
  note(userKey: string, seq: number, now: number, durably: boolean): void {
    const first = this.#first.get(userKey)
    const known = first !== undefined && isRecent(first.at, now)
    this.#first.set(userKey, { seq: known ? Math.min(first.seq, seq) : seq, at: now })
    if (durably) this.#changed = true
  }

  /** It is here again: what follows it may come. */
  returned(userKey: string, seq: number): void {
    const first = this.#first.get(userKey)
    if (first !== undefined && first.seq >= seq) this.#first.delete(userKey)
  }

  /** Who is erased: the row that was written last may name him still, however long ago that was. */
  forget(userKeys: readonly string[]): void {
    for (const userKey of userKeys) this.#first.delete(userKey)
    this.#changed = true
  }

  /** Inside a transaction, at its end: one row, whatever it gave back. */
  flush(now: number): void {
    if (now >= this.#pruneAt) {
      for (const [userKey, { at }] of this.#first) if (!isRecent(at, now)) this.#first.delete(userKey)
      this.#pruneAt = now + BEHIND_MS
    }
    if (!this.#changed) return
    this.#changed = false
    this.#state.write(KEY, [...this.#first])
  }
}

/** A clock that went back makes nothing last longer. */
function isRecent(at: number, now: number): boolean {
  return at <= now && now - at < BEHIND_MS
}
