import type { Actor } from '../domain/reason.ts'
import { acceptOne } from './accept.ts'
import { RecentTexts } from './recent-texts.ts'
import type { AcceptItem, AcceptResult } from './rpc.ts'
import { slotNow } from './slots.ts'
import type { PackageState } from './state.ts'

/** One transaction takes no more than this, so that a flood does not hold the object for seconds. */
const PORTION = 2_000
/** Requests that follow a commit within this time are gathered: the object is busy, and a commit costs more than a row. */
const BUSY_MS = 5
/** So long where several came together before: more will. Who asks alone is not kept waiting. */
const GATHER_MS = 3

/** A queue is told as no longer full when it has fallen to this share of its cap. */
const ROOM = 0.9

interface Waiting {
  items: AcceptItem[]
  by: Actor
  resolve: (results: AcceptResult[]) => void
  reject: (error: unknown) => void
}

/** Group commit: requests that wait in the same turn share one transaction, and each is answered after it. */
export class Intake {
  readonly #state: PackageState
  readonly #recent: RecentTexts
  #waiting: Waiting[] = []
  #gathering = false
  #committedAt = Number.NEGATIVE_INFINITY
  /** requests of the last commit */
  #together = 0
  /** the alert may be open: so it may after a restart */
  #mayBeFull = true

  constructor(state: PackageState) {
    this.#state = state
    this.#recent = new RecentTexts(state)
  }

  accept(items: AcceptItem[], by: Actor): Promise<AcceptResult[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, by, resolve, reject })
      if (this.#gathering) return
      this.#gathering = true
      const busy = this.#state.host.now() - this.#committedAt < BUSY_MS
      // a turn of the event loop lets requests in that have already arrived; a quiet object answers at once
      const gathered = busy ? this.#state.host.sleep(this.#together > 1 ? GATHER_MS : 0) : Promise.resolve()
      gathered.then(() => this.#commit()).catch(reject)
    })
  }

  #commit(): void {
    this.#gathering = false
    while (this.#waiting.length > 0) {
      const portion: Waiting[] = []
      let count = 0
      for (const one of this.#waiting) {
        if (portion.length > 0 && count + one.items.length > PORTION) break
        portion.push(one)
        count += one.items.length
      }
      this.#waiting = this.#waiting.slice(portion.length)
      this.#take(portion)
    }
  }

  #take(portion: Waiting[]): void {
    let results: AcceptResult[][]
    try {
      results = this.#state.commit(() => {
        const first = this.#state.messages.nextSeq
        this.#state.sift(portion.flatMap(({ items }) => items.map(({ to }) => to)))
        const taken = portion.map(({ items, by }) =>
          items.map((item) => acceptOne(this.#state, this.#recent, item, by)),
        )
        // one row per slot: what was accepted in it is the distance of the first seqs of two slots
        if (this.#state.messages.nextSeq > first) slotNow(this.#state, first)
        this.#closeAlert(taken)
        return taken
      })
    } catch (error) {
      this.#recent.forget()
      for (const one of portion) one.reject(error)
      return
    }
    this.#committedAt = this.#state.host.now()
    this.#together = portion.length
    portion.forEach((one, n) => {
      one.resolve(results[n] ?? [])
    })
  }

  /** The queue has room again: its alert closes by itself. */
  #closeAlert(taken: AcceptResult[][]): void {
    const refused = taken.flat().some((one) => 'problem' in one && one.problem.type === 'queue-full')
    if (refused) this.#mayBeFull = true
    const { high, normal, low, scheduled } = this.#state.tally
    const cap = this.#state.policy?.backlogCap ?? 0
    if (refused || !this.#mayBeFull || high + normal + low + scheduled > cap * ROOM) return
    this.#state.journal.close('queue-full', { kind: 'package', id: this.#state.name })
    this.#mayBeFull = false
  }
}
