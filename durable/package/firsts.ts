import type { MessageRow } from './row.ts'

/** The first of some rows in an order, as it is stored: null = there is none. Of addresses more than `MOST` are forgotten. */
interface First {
  seq: number
  at: number
}

const MOST = 1_000

/**
 * Which row comes first: in the lanes of an address, of those that expire, of those that are timed. It is asked for with each
 * commit and changes seldom. The store of the messages keeps it in step with each write, and forgets all when a transaction fails.
 */
export class Firsts {
  readonly #known = new Map<string, First | null>()
  readonly #groups = new Map<number, Set<string>>()

  /** The lowest lane in which somebody waits under this address. `read` asks the table; of equals any one. */
  lane(target: string, read: () => First | undefined): number | null {
    return this.#of(`lane ${target}`, read)
  }

  /** When the first waiting message ends, ms. */
  expiry(read: () => First | undefined): number | null {
    return this.#of('expiry', read)
  }

  /** When the first timed message is due, ms. */
  due(read: () => First | undefined): number | null {
    return this.#of('due', read)
  }

  /** The row as it is stored from now on. */
  put({ seq, state, target, lane, expiresAt, dueAt }: MessageRow): void {
    this.gone(seq)
    if (state === 'parked') {
      this.#add(`lane ${target}`, { seq, at: lane })
      this.#add('expiry', { seq, at: expiresAt })
    }
    if (state === 'timed' && dueAt !== null) this.#add('due', { seq, at: dueAt })
  }

  /** It may stand where it stood no more: what it was the first of is asked for anew. */
  gone(seq: number): void {
    for (const group of this.#groups.get(seq) ?? []) this.#known.delete(group)
    this.#groups.delete(seq)
  }

  clear(): void {
    this.#known.clear()
    this.#groups.clear()
  }

  #of(group: string, read: () => First | undefined): number | null {
    const known = this.#known.get(group)
    if (known !== undefined) return known?.at ?? null
    if (this.#known.size >= MOST) this.clear()
    const found = read() ?? null
    this.#set(group, found)
    return found?.at ?? null
  }

  #add(group: string, row: First): void {
    const known = this.#known.get(group)
    if (known === undefined || (known !== null && known.at <= row.at)) return
    if (known !== null) this.#groups.get(known.seq)?.delete(group)
    this.#set(group, row)
  }

  #set(group: string, first: First | null): void {
    this.#known.set(group, first)
    if (first === null) return
    const groups = this.#groups.get(first.seq)
    if (groups === undefined) this.#groups.set(first.seq, new Set([group]))
    else groups.add(group)
  }
}
