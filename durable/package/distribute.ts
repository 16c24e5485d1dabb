import { FREE, inBacklogOrder, profileOfTarget, targetFor } from '../domain/backlog.ts'
import { SYSTEM } from '../domain/reason.ts'
import { end } from './moves.ts'
import { lifeOver, promote, settle } from './reconsider.ts'
import type { FullRow } from './row.ts'
import type { PackageState } from './state.ts'

/** At most this many messages are bound in one transaction, so that a large credit never holds up what else is asked. */
const PORTION = 100
/**
 * A number that could take more than this is given the ordinary backlog in parts: when it has less to send than an eighth of what
 * it can send in the time of its credit, up to a quarter. What is bound late may still go elsewhere, and neither a number's
 * turn nor the hand-over gets long. Urgent messages are not kept back.
 */
const AT_ONCE = 20
/** Messages that no member may send now are tried in turn, this many at a time. */
const PROBES = 50

/**
 * Late binding: gives the members' credit to the backlog, lane by lane in order of acceptance, each profile's own
 * messages and the free ones side by side. Reads only what can go, whatever else waits.
 */
export class Distributor {
  readonly #state: PackageState
  #probe: { target: string; lane: number; seq: number } | null = null
  /** all that no number could send is looked at, from the first to the last */
  #round = false
  /** and, since rules have changed meanwhile, once more after that */
  #again = false

  constructor(state: PackageState) {
    this.#state = state
  }

  /** Whether there is credit and something that waits for it. */
  get possible(): boolean {
    const { stopped, config, tally } = this.#state
    if (stopped || config === null || tally.conv === 0) return false
    const appetite = this.#appetite()
    return [...appetite.values()].some((one) => one >= 1) || (tally.high > 0 && appetite.size > 0)
  }

  /** One portion in one transaction. Answers whether another should follow. */
  portion(): boolean {
    if (!this.possible) return false
    if (this.#state.rulesChanged) {
      this.#state.rulesChanged = false
      // one that is under way goes on, or the last would never have their turn
      this.#again = this.#round
      if (!this.#round) this.#probe = null
      this.#round = true
    }
    const bound = this.#state.commit(() => {
      this.#state.appetite = this.#appetite()
      try {
        let bound = 0
        for (const lane of [0, 1, 2]) bound += this.#lane(lane, PORTION - bound)
        return bound + this.#probes(PORTION - bound)
      } finally {
        this.#state.appetite = null
      }
    })
    return bound > 0 || this.#round
  }

  #lane(lane: number, budget: number): number {
    const appetite = this.#state.appetite ?? new Map<string, number>()
    const open =
      lane === 0 ? this.#open() : [...appetite].map(([profileId, left]) => ({ profileId, credit: Math.max(0, left) }))
    const credit = open.reduce((sum, one) => sum + Math.floor(one.credit), 0)
    const limit = Math.min(budget, credit)
    if (limit < 1) return 0
    const rows = this.#state.queue.head(FREE, lane, limit)
    for (const { profileId, credit: own } of open)
      for (const movable of [false, true])
        rows.push(...this.#state.queue.head(targetFor(profileId, movable), lane, Math.min(limit, Math.floor(own))))
    let bound = 0
    const done = new Set<number>()
    for (const row of rows.sort(inBacklogOrder)) {
      if (bound >= limit) break
      bound += this.#take(row, done)
    }
    return bound
  }

  /** A message and, before it, those of its conversation that wait in a later lane: lanes order conversations. */
  #take(row: FullRow, done: Set<number>): number {
    if (done.has(row.seq)) return 0
    done.add(row.seq)
    const profileId = profileOfTarget(row.target)
    if (profileId !== null && (this.#state.book.get(profileId)?.credit ?? 0) < 1) return 0
    let bound = 0
    if (row.order === 'kept')
      for (const earlier of this.#state.queue.parkedBefore(row.userKey, row.seq, 20)) {
        if (done.has(earlier.seq)) return bound
        done.add(earlier.seq)
        if (!settle(this.#state, earlier, true)) break
        bound += 1
      }
    return settle(this.#state, row, true) ? bound + 1 : bound
  }

  #probes(budget: number): number {
    if (budget < 1) return 0
    const most = Math.min(PROBES, budget)
    const rows = this.#state.queue.walkMarked('~', this.#probe, most)
    const last = rows.length < most ? undefined : rows.at(-1)
    // the next walk begins anew
    if (last === undefined) {
      this.#round = this.#again
      this.#again = false
    }
    this.#probe = last === undefined ? null : { target: last.target, lane: last.lane, seq: last.seq }
    let bound = 0
    // who was promoted may have other rows here, which were read before
    const promoted = new Set<string>()
    for (const row of rows) {
      if (promoted.has(row.userKey)) continue
      // one that could take nothing now would only change their address
      const profileId = profileOfTarget(row.target)
      if (profileId !== null && (this.#state.book.get(profileId)?.credit ?? 0) < 1) continue
      // Meta may call its template marketing since, and the recipient want none
      const over = lifeOver(this.#state, row, this.#state.host.now())
      if (over !== null) end(this.#state, row, over.status, SYSTEM, [over.reason])
      else if (settle(this.#state, row, true)) bound += 1
      else continue
      promoted.add(row.userKey)
      promote(this.#state, row.userKey)
    }
    return bound
  }

  /** What each that is open takes of the ordinary backlog now. */
  #appetite(): Map<string, number> {
    return new Map(
      this.#open().map(({ profileId, credit }) => {
        const busy = this.#state.busyWith(profileId)
        const most = credit + busy
        if (most <= AT_ONCE) return [profileId, credit]
        return [profileId, busy * 8 < most ? Math.min(credit, Math.ceil(most / 4) - busy) : 0]
      }),
    )
  }

  #open(): { profileId: string; credit: number }[] {
    return [...this.#state.book.values()].filter(
      (one) => one.credit >= 1 && this.#state.snapshots.get(one.profileId)?.eligible === true,
    )
  }
}
