interface Event {
  at: number
  order: number
  run: () => void
}

/** Events by time, then by the order in which they were put in: a binary heap. */
export class EventQueue {
  readonly #heap: Event[] = []
  #order = 0

  put(at: number, run: () => void): void {
    const heap = this.#heap
    const event = { at, order: this.#order++, run }
    let i = heap.length
    heap.push(event)
    while (i > 0) {
      const up = (i - 1) >> 1
      const parent = heap[up]
      if (parent === undefined || before(parent, event)) break
      heap[i] = parent
      heap[up] = event
      i = up
    }
  }

  get nextAt(): number | null {
    return this.#heap[0]?.at ?? null
  }

  take(): Event | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || first === last) return first
    heap[0] = last
    let i = 0
    for (;;) {
      const left = heap[2 * i + 1]
      const right = heap[2 * i + 2]
      const down = right !== undefined && left !== undefined && before(right, left) ? 2 * i + 2 : 2 * i + 1
      const child = heap[down]
      if (child === undefined || before(last, child)) return first
      heap[i] = child
      heap[down] = last
      i = down
    }
  }
}

function before(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
