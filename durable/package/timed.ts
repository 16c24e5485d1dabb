import { SYSTEM } from '../domain/reason.ts'
import { end } from './moves.ts'
import { lifeOver, promote, reconsider } from './reconsider.ts'
import { tell } from './row.ts'
import type { PackageState } from './state.ts'

/** One portion of each kind per transaction. */
const PORTION = 200

/** Scheduled messages whose time has come, and those that waited for a while: all checks hold again. More to do? */
export function runDue(state: PackageState): boolean {
  const now = state.host.now()
  if ((state.queue.firstDue() ?? Number.POSITIVE_INFINITY) > now) return false
  return state.commit(() => {
    const rows = state.queue.due(now, PORTION)
    for (const row of rows) {
      const scheduled = row.conv === 0
      if (scheduled) {
        row.status = 'accepted'
        tell(row, now, 'due', SYSTEM, [])
      }
      reconsider(state, row, null)
    }
    return rows.length === PORTION
  })
}

/** Waiting messages whose life is over. More to do? */
export function runExpiry(state: PackageState): boolean {
  const now = state.host.now()
  if ((state.queue.firstExpiry() ?? Number.POSITIVE_INFINITY) > now) return false
  return state.commit(() => {
    const rows = state.queue.expired(now, PORTION)
    for (const row of rows) {
      const over = lifeOver(state, row, now)
      if (over === null) continue
      end(state, row, over.status, SYSTEM, [over.reason])
      promote(state, row.userKey)
    }
    return rows.length === PORTION
  })
}
