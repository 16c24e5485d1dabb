import type { PackageState } from './state.ts'

/** Statistics are counted in slots of five minutes. */
export const SLOT_MS = 300_000

/**
 * The slot that counts now, opened where it is new (`firstSeq`: its first message) and noted for D1. After a clock that went
 * back the newest slot goes on: seqs and slots both only rise. Inside commit().
 */
export function slotNow(state: PackageState, firstSeq: number): number {
  const slot = Math.floor(state.host.now() / SLOT_MS) * SLOT_MS
  const last = state.metaStore.lastSlot()
  if (last === null || slot > last) state.metaStore.openSlot(slot, firstSeq)
  const counts = Math.max(slot, last ?? slot)
  state.outbox.note(`stats:${counts}`)
  return counts
}
