import type { Actor, Reason } from '../domain/reason.ts'
import type { Handover } from './handover.ts'
import { end } from './moves.ts'
import type { FullRow } from './row.ts'
import type { PackageState } from './state.ts'

const HERE = 500
const BOUND = 200

/** Cancels what can be cancelled, a portion per call: first what waits here, then what profiles give back. */
export class CancelAll {
  readonly #state: PackageState
  readonly #handover: Handover
  #cursor: { userKey: string; order: number; seq: number } | null = null

  constructor(state: PackageState, handover: Handover) {
    this.#state = state
    this.#handover = handover
  }

  async portion(by: Actor): Promise<{ cancelled: number; open: number; more: boolean }> {
    const reason: Reason = { code: 'cancelled', detail: 'everything in the package was cancelled' }
    const here = this.#state.commit(() => {
      const rows = [...this.#state.queue.list(null, HERE), ...this.#state.queue.timed(null, HERE)]
      for (const row of rows) end(this.#state, row, 'cancelled', by, [reason])
      return rows.length
    })
    if (here > 0) return { cancelled: here, open: this.#state.open, more: true }

    const bound = this.#state.queue.boundAfter(this.#cursor, BOUND)
    const last = bound.at(-1)
    const more = bound.length === BOUND
    this.#cursor =
      more && last !== undefined ? { userKey: last.userKey, order: last.order === 'free' ? 1 : 0, seq: last.seq } : null
    let cancelled = 0
    const asked = [...byProfile(bound)].map(async ([profileId, rows]) => {
      try {
        await this.#handover.idle(profileId)
        const taken = await this.#handover.release(profileId, rows, reason, (row) =>
          end(this.#state, row, 'cancelled', by, [reason]),
        )
        cancelled += taken.length
      } catch {
        // a silent profile keeps its messages: delay, never a second owner; the caller asks again
      }
    })
    await Promise.all(asked)
    return { cancelled, open: this.#state.open, more }
  }
}

function byProfile(rows: readonly FullRow[]): Map<string, FullRow[]> {
  const found = new Map<string, FullRow[]>()
  for (const row of rows) {
    if (row.profileId === null) continue
    const list = found.get(row.profileId)
    if (list === undefined) found.set(row.profileId, [row])
    else list.push(row)
  }
  return found
}
