import type { LiveEvent } from './rpc.ts'

interface Listener {
  statuses: ReadonlySet<string>
  heard(event: LiveEvent | null): void
}

/** Whether the event says one of these statuses of a message. */
export function says(event: LiveEvent | undefined, statuses: ReadonlySet<string>): event is LiveEvent {
  return event !== undefined && event.type === 'message' && statuses.has(String(event.data['status']))
}

/** Requests that wait for a word on one message. In memory only, as the events are: who heard nothing asks the owner. */
export class Listeners {
  readonly #waiting = new Map<string, Set<Listener>>()

  /** The first event that says one of `statuses` of the message, or null after `ms`. */
  wait(id: string, statuses: ReadonlySet<string>, ms: number): Promise<LiveEvent | null> {
    const { promise, resolve } = Promise.withResolvers<LiveEvent | null>()
    const listener: Listener = {
      statuses,
      heard: (event) => {
        clearTimeout(timer)
        const all = this.#waiting.get(id)
        all?.delete(listener)
        if (all?.size === 0) this.#waiting.delete(id)
        resolve(event)
      },
    }
    const timer = setTimeout(() => listener.heard(null), ms)
    this.#waiting.set(id, (this.#waiting.get(id) ?? new Set()).add(listener))
    return promise
  }

  tell(events: readonly LiveEvent[]): void {
    if (this.#waiting.size === 0) return
    for (const event of events)
      for (const listener of [...(this.#waiting.get(event.id) ?? [])])
        if (says(event, listener.statuses)) listener.heard(event)
  }

  get size(): number {
    return this.#waiting.size
  }
}
