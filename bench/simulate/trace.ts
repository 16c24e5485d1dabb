/** What happened, event by event in the world's time: calls and their fates, requests and answers, crashes, deeds. No texts. */
export class Trace {
  readonly lines: string[] = []
  readonly #start: number

  constructor(start: number) {
    this.#start = start
  }

  note(at: number, what: string): void {
    this.lines.push(`${((at - this.#start) / 1000).toFixed(3)}s ${what}`)
  }
}
