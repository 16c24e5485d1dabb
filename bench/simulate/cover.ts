/** Counts what a day has reached, and tells its story when somebody wants it. Times of the world, ms. */
export class Cover {
  readonly counts: Record<string, number> = {}
  readonly lines: string[] = []
  readonly #start: number
  readonly #telling: boolean

  constructor(start: number, telling: boolean) {
    this.#start = start
    this.#telling = telling
  }

  /** `what` is `group: name`, as coverage.ts lists them. */
  readonly count = (what: string, times = 1): void => {
    this.counts[what] = (this.counts[what] ?? 0) + times
  }

  /** One event of the story; `what` is only asked when it is told. */
  note(at: number, what: () => string): void {
    if (this.#telling) this.lines.push(`${((at - this.#start) / 1000).toFixed(3)}s ${shorten(what())}`)
  }
}

/** A message id as its package's letter and its place there: wgaaaaaaaaaa...0007... is a#7. */
function shorten(text: string): string {
  return text.replace(
    /wg([a-z0-9])[a-z0-9]{18}([a-z0-9]{4})[a-z0-9]*/g,
    (_, letter, place) => `${letter}#${Number.parseInt(place, 36)}`,
  )
}
