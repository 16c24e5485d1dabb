/** The grain in which lateness is remembered, and how many grains: two seconds. */
const GRAIN_MS = 32
const GRAINS = 64
/** For so long, or twice that, a connection that was used is taken to be still there: workerd drops one that is idle for 5 s. */
const WARM_MS = 2_000

/** The highest figure of the last span or two, in two halves: no list that grows. 0 = nothing was noted of late. */
class Recent {
  readonly #spanMs: number
  #from = 0
  #highest = 0
  #before = 0

  constructor(spanMs: number) {
    this.#spanMs = spanMs
  }

  note(now: number, figure: number): void {
    this.#turn(now)
    this.#highest = Math.max(this.#highest, figure)
  }

  highest(now: number): number {
    this.#turn(now)
    return Math.max(this.#highest, this.#before)
  }

  /** A clock that was put back forgets all. */
  #turn(now: number): void {
    const age = now - this.#from
    if (age >= 0 && age < this.#spanMs) return
    const next = age >= this.#spanMs && age < 2 * this.#spanMs
    this.#before = next ? this.#highest : 0
    this.#highest = 0
    this.#from = next ? this.#from + this.#spanMs : now
  }
}

/** How late timers were, by the time at which they fired: the highest of each grain, in a ring. */
class Lateness {
  readonly #grains: { at: number; highest: number }[] = Array.from({ length: GRAINS }, () => ({ at: -1, highest: 0 }))

  note(now: number, late: number): void {
    const at = Math.floor(now / GRAIN_MS)
    const grain = this.#grain(at)
    if (grain.at === at) grain.highest = Math.max(grain.highest, late)
    else Object.assign(grain, { at, highest: late })
  }

  /** The highest of those that fired since; null: so long ago is forgotten, or the clock went back. */
  since(from: number, now: number): number | null {
    const last = Math.floor(now / GRAIN_MS)
    const first = Math.floor(from / GRAIN_MS)
    if (last - first >= GRAINS || from > now) return null
    let highest = 0
    for (let at = first; at <= last; at++) {
      const grain = this.#grain(at)
      if (grain.at === at) highest = Math.max(highest, grain.highest)
    }
    return highest
  }

  #grain(at: number): { at: number; highest: number } {
    return this.#grains[at % GRAINS] as { at: number; highest: number }
  }
}

/**
 * The way out of this process, as far as it can be seen from inside: how late its timers are, and how many requests were
 * under way at once on connections that are still open. Shared by all actors that run beside each other; memory only.
 */
export class Outgoing {
  readonly #late = new Lateness()
  #together = new Recent(WARM_MS)
  #open = 0

  /** A timer that was due at `due` (ms) has fired. */
  fired(due: number, now: number): void {
    this.#late.note(now, Math.max(0, now - due))
  }

  /** How late this process was at most since then, as its timers tell (ms); null = nothing is known of so long ago. */
  late(since: number, now: number): number | null {
    return this.#late.since(since, now)
  }

  /** Whether a connection is there for a request that would begin now; false: one may have to be opened, which takes time of its own. */
  isOpen(now: number): boolean {
    return this.#open < this.#together.highest(now)
  }

  /** A request begins, of whatever kind: each takes a connection of the same pool. */
  begin(): void {
    this.#open += 1
  }

  /** It was answered, by as many connections as were busy. Without an answer its connection is gone: how many are left is to be seen anew. */
  end(now: number, answered: boolean): void {
    if (answered) this.#together.note(now, this.#open)
    else this.forget()
    this.#open = Math.max(0, this.#open - 1)
  }

  /** Somebody whose end is not seen here takes a connection: how many are left is to be seen anew. */
  forget(): void {
    this.#together = new Recent(WARM_MS)
  }
}
