import type { Client } from '../e2e/client.ts'
import { actorMessages, historyMessages, inboundWamids, type StoredMessage } from '../e2e/state.ts'
import type { Book } from './book.ts'
import { allSends, type LedgerRow } from './ledger.ts'

/** A send may be on its way for so long when a pause or a move is answered (the sandbox's own grace). */
const GRACE_MS = 1_000
const LEFT = new Set(['sent', 'delivered', 'read'])
const FINAL = new Set([...LEFT, 'failed', 'unresolved', 'cancelled', 'expired'])
const OVER_CAP = new Set(['capSecond', 'capHour', 'capThreeHours', 'capDay', 'cooldown', 'pairGap', 'reach'])

export interface Verdict {
  acknowledged: number
  lost: string[]
  twice: string[]
  unexpected: string[]
  overCap: string[]
  outOfOrder: string[]
  unresolved: number
  /** Final statuses, for the reader. */
  statuses: Record<string, number>
  /** Sends that each of the sandbox's rules looked at; a rule that saw none judged nothing. */
  judged: Record<string, number>
  /** Messages that were accepted twice where no evidence forbade it. */
  duplicates: number
  /** Repeats that were under way to Meta when the status came that would have forbidden them. */
  crossed: number
  /** Messages proven lost that waited for their number at its cap until the end, and were cancelled then. */
  keptByCap: number
  inbound: number
}

interface Violation {
  rule: string
  n: number
  at: number
  phoneNumberId: string
  to: string
  detail: string
}

/** What the sandbox says of every send. To be asked while the sandbox still runs. */
export async function ask(sandbox: Client, book: Book) {
  const order = [...book.order]
  for (let from = 0; from < order.length; from += 200)
    await sandbox.expect(200, 'POST', '/sandbox/rules', { order: Object.fromEntries(order.slice(from, from + 200)) })
  await sandbox.expect(200, 'POST', '/sandbox/rules', { policyByMessage: Object.fromEntries(book.overrides) })
  const said = await sandbox.expect(200, 'GET', '/sandbox/verdict')
  const taken = new Set<number>()
  for (let since = 0; ; ) {
    const page = await sandbox.expect(200, 'GET', `/sandbox/ledger/webhooks?since=${since}&limit=5000`)
    const items = page['items'] as { n: number; deliveredAt: number | null }[]
    if (items.length === 0) break
    for (const one of items) if (one.deliveredAt !== null) taken.add(one.n)
    since = Number(page['next'])
  }
  return {
    violations: said['violations'] as Violation[],
    judged: said['judged'] as Record<string, number>,
    duplicates: Number(said['duplicates']),
    sends: await allSends(sandbox),
    deliveries: taken,
  }
}

/** Holds promises, ledger and what the product stored against each other; the product has stopped. */
export function judge(book: Book, said: Awaited<ReturnType<typeof ask>>, stateDir: string): Verdict {
  const history = historyMessages(stateDir)
  const actors = actorMessages(stateDir)
  const inbound = inboundWamids(stateDir)
  const byMessage = Map.groupBy(said.sends, (one) => one.messageId ?? '')
  const crossed = new Set(said.violations.filter((one) => hasCrossed(one, said.sends)))
  const written = (rules: (rule: string) => boolean): string[] =>
    said.violations
      .filter((one) => !crossed.has(one))
      .filter((one) => rules(one.rule))
      .map((one) => `${one.rule} ${one.phoneNumberId} ${one.at}: ${one.detail}`)

  const lost = [...book.promised.keys()].flatMap((id) => lostness(id, history, actors, byMessage.get(id) ?? []))
  const unheard = [...book.inbound].filter(([wamid, delivery]) => said.deliveries.has(delivery) && !inbound.has(wamid))
  lost.push(...unheard.map(([wamid]) => `inbound ${wamid} was taken and is not there`))

  const named = (rule: string): boolean => rule === 'duplicate' || rule === 'order' || OVER_CAP.has(rule)
  const unexpected = [...written((rule) => !named(rule)), ...book.strange]
  for (const [id, sends] of byMessage) unexpected.push(...strangeSends(book, id, sends))
  for (const [id, stored] of history) {
    if (!book.promised.has(id)) unexpected.push(`${id} is in the history and was never acknowledged`)
    unexpected.push(...strangeEnd(id, stored, byMessage.get(id) ?? []))
  }
  for (const [id, at] of book.cancelled) {
    const after = byMessage.get(id)?.find((one) => one.at > at)
    if (after !== undefined) unexpected.push(`${id} left ${after.at - at} ms after its cancel was answered`)
  }
  unexpected.push(...forbiddenSends(book, said.sends))

  const statuses: Record<string, number> = {}
  for (const one of history.values()) statuses[one.status] = (statuses[one.status] ?? 0) + 1
  return {
    acknowledged: book.promised.size,
    lost,
    twice: written((rule) => rule === 'duplicate'),
    unexpected,
    overCap: written((rule) => OVER_CAP.has(rule)),
    outOfOrder: written((rule) => rule === 'order'),
    unresolved: statuses['unresolved'] ?? 0,
    ...{ statuses, judged: said.judged, duplicates: said.duplicates, inbound: book.inbound.size },
    ...{ crossed: crossed.size, keptByCap: book.keptByCap },
  }
}

/** An acknowledged message is in both stores, ended, and did leave when they say that it did. */
function lostness(
  id: string,
  history: ReadonlyMap<string, StoredMessage>,
  actors: ReadonlyMap<string, StoredMessage>,
  sends: readonly LedgerRow[],
): string[] {
  const [seen, held] = [history.get(id), actors.get(id)]
  if (held === undefined) return [`${id} is in no actor`]
  if (seen === undefined) return [`${id} is not in the history`]
  if (seen.status !== held.status) return [`${id} is ${held.status} and the history says ${seen.status}`]
  if (!FINAL.has(held.status)) return [`${id} has no end: ${held.status}`]
  if (LEFT.has(held.status) && !sends.some(accepted)) return [`${id} is ${held.status} and never came to Meta`]
  return []
}

/**
 * A repeat under reconcile that came to Meta just after the status of its first attempt was taken: it had left before, and
 * nothing could have kept it. One that comes later than a request can be on its way is a fault.
 */
function hasCrossed({ rule, n, detail }: Violation, sends: readonly LedgerRow[]): boolean {
  const repeat = sends.find((one) => one.n === n)
  if (rule !== 'duplicate' || !detail.includes('a status had been delivered') || repeat === undefined) return false
  const told = sends
    .filter((one) => one.messageId === repeat.messageId && one.at < repeat.at)
    .map((one) => one.confirmedAt ?? Number.POSITIVE_INFINITY)
  return repeat.at - Math.min(...told) < GRACE_MS
}

/** What nobody asked for: a send of no message of ours, or to somebody else, or of another kind. */
function strangeSends(book: Book, id: string, sends: readonly LedgerRow[]): string[] {
  const promised = book.promised.get(id)
  if (promised === undefined) return sends.map((one) => `a send of "${id}", which was never acknowledged, at ${one.at}`)
  return sends
    .filter((one) => one.to !== promised.to || one.type !== promised.type)
    .map((one) => `${id} went to another person or as another kind, at ${one.at}`)
}

/** An end that the ledger contradicts: Meta took it and told so, and the guard says that it did not leave. */
function strangeEnd(id: string, stored: StoredMessage, sends: readonly LedgerRow[]): string[] {
  const taken = sends.filter(accepted)
  if (taken.length === 0 || LEFT.has(stored.status)) return []
  const told = taken.some((one) => one.confirmedAt !== null)
  if (stored.status === 'unresolved' && !told) return []
  return [`${id} is ${stored.status} though Meta took it${told ? ' and told so' : ''}`]
}

/** Sends by a number that was paused, or that had left the message's package. */
function forbiddenSends(book: Book, sends: readonly LedgerRow[]): string[] {
  const found: string[] = []
  const byNumber = Map.groupBy(book.forbidden, (one) => one.phoneNumberId)
  for (const one of sends) {
    const packageId = book.promised.get(one.messageId ?? '')?.packageId
    const stop = byNumber
      .get(one.phoneNumberId ?? '')
      ?.find(
        ({ packageId: of, from, until }) =>
          (of === null || of === packageId) && one.at > from + GRACE_MS && one.at < (until ?? Number.POSITIVE_INFINITY),
      )
    if (stop !== undefined)
      found.push(`${one.messageId} left by ${one.phoneNumberId} at ${one.at}, ${one.at - stop.from} ms into its stop`)
  }
  return found
}

function accepted(one: LedgerRow): boolean {
  return one.outcome === 'accepted' || one.outcome === 'lost'
}
