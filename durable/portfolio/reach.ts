import { normalAddress } from '../domain/identity.ts'
import { blockSize, LEASE_MS, REACH_MS, ReachCount, recipientUntil } from '../domain/lease.ts'
import { type LimitReport, limitInForce, stricter } from '../domain/limit.ts'
import type { MessagingLimit } from '../domain/limitTier.ts'
import { within } from './loop.ts'
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
/** The word "unlimited" serves as long as a lease: so long after the last of them nobody counts whom it let through. */
const SILENT_MS = LEASE_MS + REACH_MS
/** A number tells in this time whom it reached, or is asked again. */
const TELL_MS = 60_000
/** Since when the portfolio is limited while numbers have not told whom they reached, ms; 0 = it is not, or all have. */
const LIMITED_AT = 'limited_at'

export interface Used {
  userKey: string
  until: number
}

/** Unique recipients per rolling 24 h, shared by the portfolio's numbers through leases (guard-rules.md, Reach). */
export class Reach {
  readonly #room: Room
  /** cache of the table; undefined = to be read again */
  #count: ReachCount | undefined
  /** cache of the table of numbers that were told "unlimited" */
  #unlimited: readonly string[] | undefined
  /** how often each number was told so in this incarnation: what it says of the time before is not all then */
  readonly #told = new Map<string, number>()

  constructor(room: Room) {
    this.#room = room
  }

  /** A block of places, fewer as the limit is used up. n = 0: none left, ask again at `until`. */
  lease(profileId: string, want: number): Lease {
    const now = this.#room.host.now()
    const limit = this.limit(now)
    if (limit === null) {
      this.#noteUnlimited(profileId)
      return { unlimited: true, limit: null, used: null }
    }
    this.#noteLimited(now)
    const used = this.counted(now)
    // whom the numbers reached while nobody counted is not known yet: it may be all that the limit allows
    if (this.awaited(now).length > 0) return { unlimited: false, id: '', n: 0, until: now + EMPTY_MS, limit, used }
    const numbers = this.#room.store.registrations().length
    const n = blockSize({ limit, counted: used, numbers, want })
    if (n === 0) return { unlimited: false, id: '', n: 0, until: this.#freeAt(now), limit, used }
    const id = `l${now.toString(36)}${Math.floor(this.#room.host.random() * 36 ** 8).toString(36)}`
    const until = now + LEASE_MS
    this.#room.commit(() => this.#room.reach.addLease({ id, profileId, n, until }))
    return { unlimited: false, id, n, until, limit, used: used + n }
  }

  /** Numbers that were told "unlimited", now that it is not true, and have not said whom they reached: nobody leases before. */
  awaited(now: number): readonly string[] {
    const numbers = this.#unlimitedNumbers()
    if (numbers.length === 0 || this.limit(now) === null) return []
    return this.#isSilent(now) ? [] : numbers
  }

  /** Asks them. Rejects when one did not answer: it is asked again. */
  async hearUncounted(): Promise<void> {
    const { host, name } = this.#room
    this.#noteLimited(host.now())
    const answers = this.awaited(host.now()).map(async (profileId) => {
      const told = this.#told.get(profileId)
      await within(host, TELL_MS, host.call.profile(profileId).limited(name))
      // told "unlimited" again meanwhile
      if (this.#told.get(profileId) !== told) return
      this.#apply(() => {
        this.#unlimited = undefined
        this.#room.reach.dropUnlimited(profileId)
      })
    })
    for (const answer of await Promise.allSettled(answers)) if (answer.status === 'rejected') throw answer.reason
  }

  #unlimitedNumbers(): readonly string[] {
    this.#unlimited ??= this.#room.reach.unlimited()
    return this.#unlimited
  }

  /** Who has not told in a day never will, and whom it reached counts no more. */
  #isSilent(now: number): boolean {
    const since = this.#room.store.number(LIMITED_AT)
    return since > 0 && now - since >= SILENT_MS
  }

  /** One row when a number is first told so, none when it is told again. */
  #noteUnlimited(profileId: string): void {
    this.#told.set(profileId, (this.#told.get(profileId) ?? 0) + 1)
    if (this.#unlimitedNumbers().includes(profileId) && this.#room.store.number(LIMITED_AT) === 0) return
    this.#apply(() => {
      this.#unlimited = undefined
      this.#room.reach.addUnlimited(profileId)
      this.#room.store.setMeta(LIMITED_AT, '0')
    })
  }

  #noteLimited(now: number): void {
    const numbers = this.#unlimitedNumbers()
    if (numbers.length === 0) return
    const since = this.#room.store.number(LIMITED_AT)
    const silent = this.#isSilent(now)
    if (since > 0 && since <= now && !silent) return
    this.#apply(() => {
      this.#unlimited = undefined
      this.#room.store.setMeta(LIMITED_AT, silent ? '0' : String(now))
      if (silent) for (const profileId of numbers) this.#room.reach.dropUnlimited(profileId)
    })
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

  /** Meta's answer to a question of just now. */
  limitSeen(source: string, limit: MessagingLimit): void {
    const now = this.#room.host.now()
    const last = this.#lastReport(source)
    if (last !== undefined && last.limit === limit && now - last.at < REPORT_MS) return
    this.#room.commit(() => this.#room.store.putLimit(source, limit, now))
  }

  /**
   * Meta's word by webhook, of the time `heard` (ms, not ahead of now). Webhooks come late and in any order: an older word
   * takes nothing back, and of two of one moment the stricter stands. So it is also where our clock went back behind the last.
   */
  limitHeard(source: string, limit: MessagingLimit, heard: number): void {
    const last = this.#lastReport(source)
    const before = last === undefined ? null : Math.min(last.at, this.#room.host.now())
    if (before !== null && heard < before) return
    const said = last !== undefined && heard === before ? stricter(last.limit, limit) : limit
    if (last?.limit === said && last.at === heard) return
    this.#room.commit(() => this.#room.store.putLimit(source, said, heard))
  }

  #lastReport(source: string): LimitReport | undefined {
    return this.#room.store.limitReports().find((report) => report.source === source)
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
    this.#unlimited = undefined
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
