import { profileOfTarget, targetFor, unsendable, waiting } from '../domain/backlog.ts'
import { reconsider } from './reconsider.ts'
import type { PackageState } from './state.ts'

const PORTION = 200

/**
 * Places waiting messages anew whose profile left the package (all of them), or cannot send for longer than the patience
 * (those that are only routed there). Found by their addresses, so a restart in the middle loses nothing.
 */
export class Rehomer {
  readonly #state: PackageState
  readonly #targets = new Set<string>()
  #running = false

  constructor(state: PackageState) {
    this.#state = state
  }

  /** Looks for addresses of numbers that are no members: after a configuration and at the start. */
  findStrays(): void {
    for (const target of this.#state.queue.addresses()) {
      const profileId = profileOfTarget(target)
      if (profileId !== null && !this.#state.members.has(profileId)) this.#targets.add(target)
    }
  }

  kick(): void {
    for (const profileId of this.#state.leaving) {
      this.#targets.add(targetFor(profileId, true))
      this.#targets.add(waiting(targetFor(profileId, true)))
      this.#targets.add(unsendable(targetFor(profileId, true)))
    }
    this.#state.leaving.clear()
    if (this.#running || this.#targets.size === 0) return
    this.#running = true
    this.#state.host.background('rehome', async () => {
      try {
        for (const target of this.#targets) {
          await this.#empty(target)
          this.#targets.delete(target)
        }
      } finally {
        this.#running = false
      }
    })
  }

  async #empty(target: string): Promise<void> {
    let after = { lane: -1, seq: -1 }
    for (;;) {
      const rows = this.#state.queue.walk(target, after, PORTION)
      const last = rows.at(-1)
      if (last === undefined) return
      after = { lane: last.lane, seq: last.seq }
      this.#state.commit(() => {
        for (const row of rows) {
          // an earlier one of this portion may have taken its conversation along
          const fresh = this.#state.messages.bySeq(row.seq)
          if (fresh?.state === 'parked' && fresh.target === target) reconsider(this.#state, fresh, null)
        }
      })
      await this.#state.host.sleep(0)
    }
  }
}
