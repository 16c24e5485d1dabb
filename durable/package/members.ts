import type { ProfileSnapshot, ProfileStatus } from '../domain/snapshot.ts'
import type { PackageState } from './state.ts'

/** A number without credit while messages wait is asked again after this: the hint that it has some may be lost. */
const STALE_MS = 30_000
/**
 * Each answer that says nothing new doubles the time to the next question, up to this: what changes is told by the number.
 * One that has credit is asked as well while something waits here: nobody tells that its backlog no longer keeps it busy, and
 * what no number could send is then looked at once more, in case it was missed.
 */
const STALE_MOST_MS = 15 * 60_000
/** How long an answer is waited for where a person or a request waits too. */
const PATIENCE_MS = 1_000
/** So long the first of many numbers to speak waits for the others: it would be given all that waits. */
const GATHER_MS = 200

/** The members' live figures: pushed by them as hints, asked for where a hint may have been lost. */
export class Members {
  readonly #state: PackageState
  /** ms of the last question or its answer, how long it is good for, and what the answer said */
  readonly #asked = new Map<string, { at: number; goodMs: number; said: string | null }>()

  /** what numbers said before this is old, and until when their new word is waited for, ms */
  #gather = { since: 0, until: 0 }
  /** the first question to numbers of which nothing is known yet, while it is under way */
  #first: Promise<void> | null = null
  /** ms of the last time that all was looked at for want of news */
  #lookedAt = 0
  #lookMs = STALE_MS

  constructor(state: PackageState) {
    this.#state = state
  }

  /** From now on all of them can take something, or may: until each has said so, or a moment has passed, nothing is distributed. */
  gather(then: () => void): void {
    if (this.#state.tally.conv === 0) return
    const since = this.#state.host.now()
    this.#gather = { since, until: since + GATHER_MS }
    this.#state.host.background('gather', async () => {
      await this.#state.host.sleep(GATHER_MS)
      then()
    })
  }

  get gathering(): boolean {
    const { since, until } = this.#gather
    const now = this.#state.host.now()
    if (now < since || now >= until) return false
    const { members, snapshots } = this.#state
    return [...members.keys()].some((id) => (snapshots.get(id)?.at ?? 0) < since)
  }

  /** Asks those that are due, in the background. */
  kick(): void {
    const due = this.#due()
    const now = this.#state.host.now()
    for (const id of due) this.#note(id, now)
    if (due.length > 0) this.#state.host.background('ask members', () => this.ask(due))
  }

  /** Asks the numbers side by side; answers when all have, or after a second. What comes later is learnt all the same. */
  async ask(ids: readonly string[]): Promise<void> {
    const now = this.#state.host.now()
    const asked = ids.map(async (id) => {
      this.#note(id, now)
      try {
        const snapshot = await this.#state.host.call.profile(id).snapshot()
        this.#answered(id, snapshot)
        this.#state.learn(snapshot, false)
        this.#lookAgain()
        this.#state.onCommit()
      } catch {
        // it is asked again while something waits for it
      }
    })
    const all = Promise.all(asked)
    await Promise.race([all, this.#state.host.sleep(PATIENCE_MS, all)])
  }

  /**
   * Resolves when each number has said something since this object began, or after a second. Snapshots are lost with it: who
   * reads them first would find a package without numbers.
   */
  async firstWords(): Promise<void> {
    if (this.#state.config === null) return
    const silent = [...this.#state.members.keys()].filter((id) => !this.#state.snapshots.has(id))
    if (silent.length === 0) return
    this.#first ??= this.ask(silent).finally(() => {
      this.#first = null
    })
    await this.#first
  }

  /** Their own answers within a second; one that is silent is missing. */
  async statuses(): Promise<ProfileStatus[]> {
    const found: ProfileStatus[] = []
    const asked = [...this.#state.members.keys()].map(async (id) => {
      try {
        found.push(await this.#state.host.call.profile(id).status())
      } catch {
        // the package's snapshot of it stands
      }
    })
    const all = Promise.all(asked)
    await Promise.race([all, this.#state.host.sleep(PATIENCE_MS, all)])
    // what answers later must not change an answer that is already on its way
    return [...found]
  }

  /** Numbers that should be asked now because messages wait and nothing is known of them, or nothing new. */
  #due(): string[] {
    if (!this.#waiting) return []
    const now = this.#state.host.now()
    return [...this.#state.members.keys()].filter((id) => this.#dueAt(id) <= now)
  }

  get nextAt(): number | null {
    if (!this.#waiting) return null
    let next: number | null = null
    for (const id of this.#state.members.keys()) next = Math.min(next ?? Number.POSITIVE_INFINITY, this.#dueAt(id))
    return next === Number.POSITIVE_INFINITY ? null : next
  }

  get #waiting(): boolean {
    return this.#state.config !== null && !this.#state.stopped && this.#state.tally.conv > 0
  }

  get #parked(): number {
    const { high, normal, low } = this.#state.tally
    return high + normal + low
  }

  #lookAgain(): void {
    const now = this.#state.host.now()
    if (now >= this.#lookedAt && now - this.#lookedAt < this.#lookMs) return
    this.#lookedAt = now
    this.#lookMs = this.#parked === 0 ? STALE_MS : Math.min(STALE_MOST_MS, 2 * this.#lookMs)
    if (this.#parked === 0) return
    this.#state.rulesChanged = true
    this.#state.pumpWanted = true
  }

  #note(id: string, at: number): void {
    const known = this.#asked.get(id)
    this.#asked.set(id, { at, goodMs: known?.goodMs ?? STALE_MS, said: known?.said ?? null })
  }

  #answered(id: string, { at, eligible, credit, reason }: ProfileSnapshot): void {
    const known = this.#asked.get(id)
    const said = JSON.stringify([eligible, credit, reason])
    const goodMs = known?.said === said ? Math.min(STALE_MOST_MS, known.goodMs * 2) : STALE_MS
    this.#asked.set(id, { at: Math.max(at, known?.at ?? 0), goodMs, said })
  }

  #dueAt(id: string): number {
    // stamps ahead of now are from before the clock went back: they count as now
    const now = this.#state.host.now()
    const last = this.#asked.get(id)
    const asked = last === undefined ? undefined : Math.min(last.at, now)
    const snapshot = this.#state.snapshots.get(id)
    if (snapshot === undefined) return asked === undefined ? 0 : asked + STALE_MS
    if (this.#parked === 0 && snapshot.eligible && (this.#state.book.get(id)?.credit ?? 0) >= 1)
      return Number.POSITIVE_INFINITY
    // told earlier than this, when it said itself that it would be able to again
    const told = Math.min(snapshot.at, now)
    return last === undefined || asked === undefined || told > asked ? told + STALE_MS : asked + last.goodMs
  }
}
