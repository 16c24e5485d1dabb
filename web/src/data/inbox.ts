import type { LiveEvent } from './wire.ts'

/** More different things than this are not worth catching up with one by one: the reader asks for a snapshot. */
export const MOST_WAITING = 4_000
/** Handed out at once: what a frame of 16 ms can take in. */
const AT_ONCE = 200

/** Events that wait for the next paint: of one thing only the newest, in the order in which it last happened. */
export class Inbox {
  #waiting = new Map<string, LiveEvent>()

  add(events: readonly LiveEvent[]): void {
    for (const event of events) {
      const key = `${event.type}:${event.id}`
      const held = this.#waiting.get(key)
      if (held !== undefined && held.rev > event.rev) continue
      this.#waiting.delete(key)
      this.#waiting.set(key, event)
    }
  }

  take(): LiveEvent[] {
    const taken: LiveEvent[] = []
    for (const [key, event] of this.#waiting) {
      taken.push(event)
      this.#waiting.delete(key)
      if (taken.length >= AT_ONCE) break
    }
    return taken
  }

  clear(): void {
    this.#waiting.clear()
  }

  get size(): number {
    return this.#waiting.size
  }
}
