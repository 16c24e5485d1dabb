/** Timers of this process that came late say how late a request may have left. Older ones say nothing. */
const RECENT_MS = 1_000
/** A process whose timers are later than this is not calm: then only answers tell when requests left. */
const CALM_MS = 5
/** For so long a connection that was used is taken to be still there. */
const WARM_MS = 10_000

/** The highest figure of the last span or two, in two halves: no list that grows. */
class Recent {
  readonly #spanMs: number
  #from = 0
  #highest: number | null = null
  #before: number | null = null

  constructor(spanMs: number) {
    this.#spanMs = spanMs
  }

  note(now: number, figure: number): void {
    this.#turn(now)
    this.#highest = Math.max(this.#highest ?? figure, figure)
  }

  /** null: nothing was noted of late. */
  highest(now: number): number | null {
    this.#turn(now)
    if (this.#highest === null || this.#before === null) return this.#highest ?? this.#before
    return Math.max(this.#highest, this.#before)
  }

  #turn(now: number): void {
    const age = now - this.#from
    if (age >= 0 && age < this.#spanMs) return
    const next = age >= 0 && age < 2 * this.#spanMs
    this.#before = next ? this.#highest : null
    this.#highest = null
    this.#from = next ? this.#from + this.#spanMs : now
  }
}

/**
 * The way out of this process, as far as it can be seen from inside: how late its timers are, and how many requests were
 * under way at once on connections that are still open. Shared by all actors that run beside each other; memory only.
 */
export class Outgoing {
  readonly #late = new Recent(RECENT_MS)
  readonly #together = new Recent(WARM_MS)
  #open = 0

  /** A timer that was due at `due` (ms) has fired. */
  fired(due: number, now: number): void {
    this.#late.note(now, Math.max(0, now - due))
  }

  /** Nothing here was late within the last second, and something was due. */
  calm(now: number): boolean {
    const late = this.#late.highest(now)
    return late !== null && late <= CALM_MS
  }

  /** A request begins. True: a connection is there for it; false: one may have to be opened, which takes time of its own. */
  begin(now: number): boolean {
    this.#open += 1
    return this.#open <= (this.#together.highest(now) ?? 0)
  }

  /** It was answered, by as many connections as were busy. */
  end(now: number): void {
    this.#together.note(now, this.#open)
    this.#open = Math.max(0, this.#open - 1)
  }
}
