import type { PackageState } from './state.ts'

const DAY = 86_400_000
/** Ended messages stay so long: statuses of Meta come for 30 days. */
const KEEP_MESSAGES_MS = 35 * DAY
const KEEP_SLOTS_MS = 7 * DAY
const KEEP_ALERTS_MS = 30 * DAY
/** At most this many rows are looked at, once an hour at most. */
const PORTION = 2_000
const PACE_MS = 3_600_000
/** While there is more to look at in this round. */
const SOON_MS = 10_000

/** Forgets what nobody needs any more, walking along the tables in portions: bounded, and safe to run twice. */
export class Prune {
  readonly #state: PackageState
  #nextAt = 0
  #seq: number | null = 0
  #route: string | null = ''

  constructor(state: PackageState) {
    this.#state = state
  }

  run(): void {
    const now = this.#state.host.now()
    // a clock that went back must not keep the next round away for longer than its own pace
    if (now < this.#nextAt && this.#nextAt - now <= PACE_MS) return
    const routeDays = this.#state.policy?.routeDays ?? 30
    this.#state.host.transaction(() => {
      this.#seq = this.#state.messages.prune(this.#seq ?? 0, PORTION, now - KEEP_MESSAGES_MS)
      this.#route = this.#state.routes.prune(this.#route ?? '', PORTION, now - routeDays * DAY)
      this.#state.metaStore.pruneSlots(now - KEEP_SLOTS_MS)
      if (!this.#state.outbox.hasPending('history'))
        this.#state.journal.prune(Number.MAX_SAFE_INTEGER, now - KEEP_ALERTS_MS)
    })
    this.#nextAt = now + (this.#seq === null && this.#route === null ? PACE_MS : SOON_MS)
  }
}
