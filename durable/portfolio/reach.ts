import { normalAddress } from '../domain/identity.ts'
import { blockSize, LEASE_MS, ReachCount, recipientUntil } from '../domain/lease.ts'
import { limitInForce } from '../domain/limit.ts'
import type { MessagingLimit } from '../domain/limitTier.ts'
import type { Room } from './room.ts'
import type { Lease } from './rpc.ts'

/** The portfolio of numbers that were added without one: they may belong to several businesses. */
export const SHARED = 'default'

const HOUR_MS = 3_600_000
/** With nothing left, when to ask again: not sooner, and not later, since a limit may rise and a place come back early. */
const EMPTY_MS = 60_000
const EMPTY_LONG_MS = 900_000
const PRUNE_MS = 6 * HOUR_MS
/** An unchanged report is written again after this time, well before it is too old to count. */
const REPORT_MS = 6 * HOUR_MS

export interface Used {
  userKey: string
  until: number
}

/** Unique recipients per rolling 24 h, shared by the portfolio's numbers through leases (guard-rules.md, Reach). */
export class Reach {
  readonly #room: Room
  /** cache of the table; undefined = to be read again */
  #count: ReachCount | undefined

  constructor(room: Room) {
    this.#room = room
  }

  /** A block of places, fewer as the limit is used up. n = 0: none left, ask again at `until`. */
  lease(profileId: string, want: number): Lease {
    const now = this.#room.host.now()
    const limit = this.limit(now)
    if (limit === null) return { unlimited: true, limit: null, used: null }
    const used = this.counted(now)
    const numbers = this.#room.store.registrations().length
    const n = blockSize({ limit, counted: used, numbers, want })
    if (n === 0) return { unlimited: false, id: '', n: 0, until: this.#freeAt(now), limit, used }
    const id = `l${now.toString(36)}${Math.floor(this.#room.host.random() * 36 ** 8).toString(36)}`
    const until = now + LEASE_MS
    this.#room.commit(() => this.#room.reach.addLease({ id, profileId, n, until }))
    return { unlimited: false, id, n, until, limit, used: used + n }
  }

  /** When the next place is expected to be free. */
  #freeAt(now: number): number {
    const free = Math.min(this.#counts().nextEnd(now), this.#room.reach.nextEnd(now))
    return Math.min(Math.max(free, now + EMPTY_MS), now + EMPTY_LONG_MS)
  }

  /** Unused places are free at once, used ones count by name. A second or late return finds no lease and only adds names. */
  returnLease(profileId: string, leaseId: string, used: readonly Used[]): void {
    this.#apply(() => {
      this.#room.reach.dropLease(leaseId, profileId)
      this.#write(profileId, used, true)
    })
  }

  /** A later `delivered` counts him longer, a `failed` no more: the number's present truth. */
  reachChanged(profileId: string, used: readonly Used[]): void {
    if (used.length > 0) this.#apply(() => this.#write(profileId, used, false))
  }

  limitSeen(source: string, limit: MessagingLimit): void {
    const now = this.#room.host.now()
    const last = this.#room.store.limitReports().find((report) => report.source === source)
    if (last !== undefined && last.limit === limit && now - last.at < REPORT_MS) return
    this.#room.commit(() => this.#room.store.putLimit(source, limit, now))
  }

  limit(now: number): MessagingLimit {
    return limitInForce(this.#room.store.limitReports(), this.#room.name === SHARED, now)
  }

  /** Named recipients and places of leases that are out. */
  counted(now: number): number {
    return this.#counts().at(now) + this.#room.reach.leasedOut(now)
  }

  leased(now: number): number {
    return this.#room.reach.leasedOut(now)
  }

  /** One user under two keys counts once, as long as the longer of the two. Inside commit(); forget() if that fails. */
  move(from: string, to: string): boolean {
    const { reach } = this.#room
    const rows = reach.rowsOf(from)
    if (rows.length === 0) return false
    this.#uncount(from)
    this.#uncount(to)
    for (const { profileId, until } of rows) reach.raise(to, profileId, until)
    reach.dropUser(from)
    this.#recount(to)
    return true
  }

  /** A commit that touched reach failed: the next question reads the table again. */
  forget(): void {
    this.#count = undefined
  }

  /** When the table is to be freed of what counts no more: it only takes room, so seldom. */
  nextPrune(): number | null {
    const now = this.#room.host.now()
    return this.#room.reach.isEmpty() ? null : Math.min(this.#room.store.number('pruned_at') + PRUNE_MS, now + PRUNE_MS)
  }

  prune(): void {
    const now = this.#room.host.now()
    this.#room.host.transaction(() => {
      this.#room.reach.prune(now)
      this.#room.store.setMeta('pruned_at', String(now))
    })
    this.forget()
  }

  #apply(body: () => void): void {
    try {
      this.#room.commit(body)
    } catch (error) {
      this.forget()
      throw error
    }
  }

  #write(profileId: string, used: readonly Used[], raise: boolean): void {
    const { reach, users, host } = this.#room
    const now = host.now()
    for (const { userKey, until: said } of used) {
      const key = users.keyOf(normalAddress(userKey))
      const until = recipientUntil(said, now)
      this.#uncount(key)
      if (raise) reach.raise(key, profileId, until)
      else reach.set(key, profileId, until)
      this.#recount(key)
    }
  }

  #uncount(key: string): void {
    const until = this.#room.reach.until(key)
    if (until > 0) this.#count?.remove(until)
  }

  #recount(key: string): void {
    this.#count?.add(this.#room.reach.until(key))
  }

  #counts(): ReachCount {
    if (this.#count === undefined) {
      this.#count = new ReachCount()
      for (const { until } of this.#room.reach.all()) this.#count.add(until)
    }
    return this.#count
  }
}
