import type { LiveEvent } from './rpc.ts'

/** Events kept for a socket that comes back: a few seconds under full load, minutes otherwise. */
export const RING_EVENTS = 5000

/** Events that are looked through for what was said of one thing a moment ago. */
const LATELY = 2000

/** Which packages a socket's holder may see: all, or these. What belongs to no package is for those who see all. */
export type Audience = '*' | readonly string[]

export function visibleTo(audience: Audience, event: LiveEvent): boolean {
  return audience === '*' || (event.packageId !== null && audience.includes(event.packageId))
}

/**
 * The last events in order, in memory only: an epoch is one life of the object, and a `since` of another life cannot be
 * answered from here. seq = `<epoch>-<n>`, n counting events.
 */
export class Ring {
  readonly #epoch: string
  readonly #capacity: number
  #events: LiveEvent[] = []
  #last = 0

  constructor(epoch: string, capacity = RING_EVENTS) {
    this.#epoch = epoch
    this.#capacity = capacity
  }

  get seq(): string {
    return `${this.#epoch}-${this.#last}`
  }

  push(events: readonly LiveEvent[]): void {
    this.#events.push(...events)
    this.#last += events.length
    // cut seldom, not on every push: an array's head is costly to remove
    if (this.#events.length > 2 * this.#capacity) this.#events = this.#events.slice(-this.#capacity)
  }

  /** The newest event of one thing among the last ones. */
  latest(type: LiveEvent['type'], id: string): LiveEvent | undefined {
    const oldest = Math.max(0, this.#events.length - LATELY)
    for (let at = this.#events.length - 1; at >= oldest; at--) {
      const event = this.#events[at]
      if (event?.id === id && event.type === type) return event
    }
    return undefined
  }

  /** What came after `seq`, or null when that cannot be known here: another life, or too long ago. */
  since(seq: string): LiveEvent[] | null {
    const cut = seq.lastIndexOf('-')
    const n = Number(seq.slice(cut + 1))
    if (cut < 1 || seq.slice(0, cut) !== this.#epoch || !Number.isInteger(n) || n > this.#last || n < 0) return null
    const missed = this.#last - n
    if (missed > Math.min(this.#events.length, this.#capacity)) return null
    return missed === 0 ? [] : this.#events.slice(-missed)
  }
}

/** Events that wait for the next frame: of one thing only the newest counts, since each is a hint to look again. */
export class Pending {
  #events = new Map<string, LiveEvent>()

  add(events: readonly LiveEvent[]): void {
    for (const event of events) {
      const key = `${event.type}:${event.id}`
      const waiting = this.#events.get(key)
      if (waiting !== undefined && waiting.rev > event.rev) continue
      // the newest goes last, so that a frame keeps the order of what happened
      this.#events.delete(key)
      this.#events.set(key, event)
    }
  }

  of(type: LiveEvent['type'], id: string): LiveEvent | undefined {
    return this.#events.get(`${type}:${id}`)
  }

  take(): LiveEvent[] {
    const events = [...this.#events.values()]
    this.#events = new Map()
    return events
  }

  get size(): number {
    return this.#events.size
  }
}
