import { openWindow } from '../domain/accept-rules.ts'
import { defaultExpiry } from '../domain/lifetime.ts'
import { factsOf } from './check.ts'
import { memberWindows } from './reconsider.ts'
import type { FullRow } from './row.ts'
import type { MessagePatch } from './rpc.ts'
import type { PackageState } from './state.ts'

/**
 * When (ms) the message ends once it is edited. A default end follows the time that it was made from; one that a caller gave,
 * or that cannot be told from it any more, stays.
 */
export function editedEnd(state: PackageState, row: FullRow, patch: MessagePatch): number {
  if (patch.expiresAt !== undefined) return patch.expiresAt
  if (patch.sendAt === undefined) return row.expiresAt
  const windows = memberWindows(state, row.userKey)
  const windowUntil = openWindow(windows, row.tiedTo, state.host.now())?.until ?? null
  const endOf = ({ category, template }: Pick<FullRow['facts'], 'category' | 'template'>, sendAt: number | null) =>
    defaultExpiry({ acceptedAt: row.acceptedAt, sendAt, category, freeForm: template === null, windowUntil })
  if (row.expiresAt !== endOf(row.facts, row.sendAt)) return row.expiresAt
  return endOf(patch.item === undefined ? row.facts : factsOf(state, patch.item), patch.sendAt)
}
