import { heldBack } from '../domain/backlog.ts'
import { canonicalKey } from '../domain/identity.ts'
import { SYSTEM } from '../domain/reason.ts'
import type { OptOutScope } from '../domain/user.ts'
import type { Change } from './change.ts'
import { erased } from './moves.ts'
import type { FullRow } from './row.ts'
import type { PackageState } from './state.ts'

/** Rows looked at in one turn: an erasure is rare and may take its time. */
const PORTION = 2_000
/** More than a queue holds for one recipient. */
const MOST = 1_000_000

/**
 * Erases a recipient: what waits is cancelled, text and address go from what has ended, routes go; the opt-out stays under
 * the address's hash, and under the other addresses that he was known by, which stay one user. A message that is being
 * sent keeps its address until its end; asking again then takes that too. Answers how many messages were touched.
 *
 * @throws when a number did not answer for what it holds, after all else was done: his words must stay with the numbers
 */
export async function erase(state: PackageState, change: Change, address: string, hash: string): Promise<number> {
  const userKey = state.userKey(address)
  const addresses = [...new Set([address, ...state.users.addressesOf(userKey)])]
  // in this order: what comes due meanwhile is in its conversation then
  let touched = await cancelTimed(state, change, addresses)
  touched += await cancelHeld(state, change, addresses)
  const open = await cancelOpen(state, change, userKey)
  touched += open.cancelled
  state.commit(() => {
    const rest = addresses.filter((one) => one !== address)
    const stay = [`hash:${hash}`, ...rest]
    for (const { portfolioId, scope, at } of addresses.flatMap((key) => state.users.optOuts(key)))
      for (const key of stay) optOutToo(state, key, portfolioId, scope, at)
    for (const { portfolioId, at } of state.users.optOuts(address))
      state.users.setOptOut(address, portfolioId, null, at)
    for (const key of addresses) state.routes.delete(key)
    relink(state, address, userKey, rest)
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
  if (open.failure !== null) throw open.failure
  return touched
}

/** To the stricter side: what stands there already may say more. */
function optOutToo(state: PackageState, key: string, portfolioId: string, scope: OptOutScope, at: number): void {
  const known = state.users.optOuts(key).find((one) => one.portfolioId === portfolioId)
  const stricter = scope === 'all' || known?.scope === 'all' ? 'all' : 'marketing'
  state.users.setOptOut(key, portfolioId, stricter, Math.max(at, known?.at ?? 0))
}

/** The addresses that stay are one user as before, under a key of their own where the erased one was it. */
function relink(state: PackageState, address: string, userKey: string, rest: readonly string[]): void {
  const key = canonicalKey(userKey === address ? rest : [userKey])
  for (const one of [address, ...rest]) state.users.deleteAlias(one)
  if (key === undefined) return
  for (const one of rest) if (one !== key) state.users.setAlias(one, key)
  if (userKey === address) state.messages.rekey(address, key)
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

/** Held back as a repetition, in no conversation either: a person could release it. */
async function cancelHeld(state: PackageState, change: Change, addresses: readonly string[]): Promise<number> {
  let cancelled = 0
  let rows: FullRow[]
  let after: FullRow | null = null
  do {
    rows = state.queue.walkMarked(heldBack(''), after, PORTION)
    for (const row of rows)
      if (addresses.includes(row.userKey) && (await change.cancel(row.id, SYSTEM)).ok) cancelled += 1
    after = rows.at(-1) ?? null
  } while (rows.length === PORTION)
  return cancelled
}

async function cancelOpen(
  state: PackageState,
  change: Change,
  userKey: string,
): Promise<{ cancelled: number; failure: unknown }> {
  let cancelled = 0
  let failure: unknown = null
  for (const one of state.queue.conversation(userKey, MOST)) {
    const row = state.messages.bySeq(one.seq)
    if (row === undefined) continue
    try {
      const answer = await change.cancel(row.id, SYSTEM)
      if (answer.ok) cancelled += 1
    } catch (error) {
      failure = error
    }
  }
  return { cancelled, failure }
}
