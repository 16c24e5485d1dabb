import { SYSTEM } from '../domain/reason.ts'
import type { Change } from './change.ts'
import { erased } from './moves.ts'
import type { PackageState } from './state.ts'

/** Rows looked at in one turn: an erasure is rare and may take its time. */
const PORTION = 2_000

/**
 * Erases a recipient: what waits is cancelled, text and address go from what has ended, route and identity go; the
 * opt-out stays under the address's hash, and under the other addresses that he was known by. A message that is being sent keeps its address until its end; asking again
 * then takes that too. Answers how many messages were touched.
 */
export async function erase(state: PackageState, change: Change, address: string, hash: string): Promise<number> {
  const userKey = state.userKey(address)
  const addresses = [...new Set([address, ...state.users.addressesOf(userKey)])]
  // in this order: what comes due meanwhile is in its conversation then
  let touched = await cancelTimed(state, change, addresses)
  touched += await cancelOpen(state, change, userKey)
  state.commit(() => {
    const outs = addresses.flatMap((key) => state.users.optOuts(key).map((one) => ({ key, ...one })))
    for (const { key, portfolioId, at } of outs) state.users.setOptOut(key, portfolioId, null, at)
    const stay = [`hash:${hash}`, ...addresses.filter((one) => one !== address)]
    for (const { portfolioId, scope, at } of outs)
      for (const key of stay) state.users.setOptOut(key, portfolioId, scope, at)
    for (const key of addresses) {
      state.users.deleteAlias(key)
      state.routes.delete(key)
    }
    state.journal.rename(addresses, `hash:${hash}`)
  })
  for (let from: number | null = 0; from !== null; ) {
    const found = state.messages.endedTo(addresses, from, PORTION)
    if (found.seqs.length > 0)
      state.commit(() => {
        state.messages.anonymise(found.seqs, `hash:${hash}`)
        for (const row of state.messages.bySeqs(found.seqs)) if (row.told === null) erased(state, row)
      })
    touched += found.seqs.length
    from = found.next
    if (from !== null) await state.host.sleep(0)
  }
  return touched
}

/** What is scheduled is in no conversation yet; left alone it would go out once its opt-out lies under the hash. */
async function cancelTimed(state: PackageState, change: Change, addresses: readonly string[]): Promise<number> {
  let cancelled = 0
  for (let after: { dueAt: number; seq: number } | null = { dueAt: 0, seq: 0 }; after !== null; ) {
    const found = state.messages.timedOf(addresses, after, PORTION)
    for (const id of found.ids) if ((await change.cancel(id, SYSTEM)).ok) cancelled += 1
    after = found.next
  }
  return cancelled
}

async function cancelOpen(state: PackageState, change: Change, userKey: string): Promise<number> {
  let cancelled = 0
  for (const one of state.queue.conversation(userKey, 1_000)) {
    const row = state.messages.bySeq(one.seq)
    if (row === undefined) continue
    try {
      const answer = await change.cancel(row.id, SYSTEM)
      if (answer.ok) cancelled += 1
    } catch {
      // its profile does not answer: the message keeps its address until it ends
    }
  }
  return cancelled
}
