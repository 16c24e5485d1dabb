import type { LiveEvent } from '../feed/rpc.ts'
import { viewOf } from './row.ts'
import type { PackageState } from './state.ts'

/** Dashboards are told at most this often, and of at most so many messages at once. */
const PACE_MS = 200
/** Nobody looks: whoever comes sees what is, and waits so long for the first change. */
const UNWATCHED_MS = 1_000
const AT_ONCE = 100

/** Live hints of what has changed: coalesced by message, may be lost, never awaited by anything that matters. */
export class Hints {
  readonly #state: PackageState
  #running = false
  #rev = 0

  constructor(state: PackageState) {
    this.#state = state
  }

  kick(): void {
    if (this.#running || this.#state.changed.size === 0) return
    this.#running = true
    this.#state.host.background('hints', async () => {
      try {
        while (this.#state.changed.size > 0) {
          const watched = await this.#state.host.call.feed().publish(this.#take())
          await this.#state.host.sleep(watched ? PACE_MS : UNWATCHED_MS)
        }
      } catch {
        // a hint that is lost is lost: the socket's holder asks the API
        this.#state.changed.clear()
      } finally {
        this.#running = false
      }
    })
  }

  #take(): LiveEvent[] {
    const { name, changed } = this.#state
    const events: LiveEvent[] = []
    for (const [id, row] of changed) {
      if (events.length >= AT_ONCE) break
      const { rev, status, profileId } = viewOf({ ...row, content: '', answer: '' }, name)
      events.push({ type: 'message', id, rev, packageId: name, data: { status, profileId } })
    }
    // a flood is told as a change of the package's counts, not message by message
    changed.clear()
    this.#rev = Math.max(this.#rev + 1, this.#state.host.now())
    const { high, normal, low, scheduled } = this.#state.tally
    const data = { backlog: high + normal + low, scheduled, paused: this.#state.meta.paused }
    events.push({ type: 'package', id: name, rev: this.#rev, packageId: name, data })
    return events
  }
}
