import type { Bench } from './checker.ts'
import type { Found } from './collect.ts'
import { wasFull } from './judge-full.ts'
import type { Promised, SendEntry } from './ledger.ts'
import { personOf } from './people.ts'

/** Trouble of a number excuses for so long that a conversation left it. */
const EXCUSED_MS = 3_600_000
/** For so long what was told to one actor may be on its way to another. */
const HEARD_MS = 600_000

/** Invariant 5: order within a conversation, and one number for it unless a rule moved it. */
export function judgePlaces(bench: Bench, found: Found): void {
  const { ledger } = bench
  const edited = new Set(ledger.edited.map((one) => one.id))
  const plain = (one: Promised) =>
    one.order === 'kept' &&
    one.item.guard.sendAt === undefined &&
    !edited.has(one.id) &&
    found.owners.get(one.id)?.timeline.some((entry) => entry.event === 'held') !== true
  const conversations = Map.groupBy(ledger.promised.filter(plain), (one) => `${one.packageId} ${one.item.to}`)
  for (const list of conversations.values()) {
    const ordered = list.map((one) => ({ one, place: place(one.id) })).sort((a, b) => a.place - b.place)
    ordered.forEach(({ one: later }, n) => {
      const first = ledger.sends.find((send) => send.id === later.id)
      if (first === undefined) return
      for (const { one: earlier } of ordered.slice(0, n)) {
        const behind = ledger.sends.find((send) => send.id === earlier.id && send.at > first.at)
        bench.check(
          'order',
          behind === undefined,
          () => `${later.id} left at ${bench.t(first.at)} before ${earlier.id} at ${bench.t(behind?.at ?? 0)}`,
        )
      }
    })
  }
  const promised = new Set(ledger.promised.map((one) => one.id))
  const unheard = ledger.sends.filter((one) => !promised.has(one.id))
  for (const list of Map.groupBy(ledger.promised, (one) => `${one.packageId} ${one.item.to}`).values())
    judgeMoves(bench, list, unheard)
}

/** Place in the package's acceptance order: the id carries it (ids.ts: four characters of sequence). */
function place(id: string): number {
  return Number.parseInt(id.slice(21, 25), 36)
}

/** When the messages of a conversation were promised that had not left by then; at the latest when they left. */
function waiting({ ledger }: Bench, list: Promised[], by: SendEntry): number[] {
  const left = new Set(ledger.sends.filter((one) => one.at <= by.at).map((one) => one.id))
  const first = (id: string): number => ledger.sends.find((one) => one.id === id)?.at ?? Number.POSITIVE_INFINITY
  return list.filter((one) => !left.has(one.id)).map((one) => Math.min(one.at, first(one.id)))
}

/**
 * `unheard`: what was accepted without anybody hearing so. It goes by the same rules, and takes its conversation along; so
 * does what only one number may send.
 */
function judgeMoves(bench: Bench, list: Promised[], unheard: readonly SendEntry[]): void {
  const { ledger } = bench
  const [first] = list
  if (first === undefined) return
  const ids = new Map(list.map((one) => [one.id, one]))
  if (list.some((one) => one.item.guard.profileId !== undefined)) return
  const person = personOf(first.item.to)
  if (ledger.inbound.some((one) => one.person === person)) return
  // two addresses of one person, joined at some time, are one conversation: which route won is not judged here
  if (ledger.promised.some((one) => one.item.to !== first.item.to && personOf(one.item.to) === person)) return
  const isTied = (one: SendEntry): boolean => ids.get(one.id)?.item.tied === true
  const own = ledger.sends.filter((one) => ids.has(one.id))
  const sends = own.filter((one) => !isTied(one))
  const others = [...unheard, ...own.filter(isTied)]
  let last: SendEntry | null = null
  for (const send of sends) {
    const before: SendEntry | null = last
    // where the conversation was last, as any of these may have moved it
    const places =
      before === null
        ? []
        : [before, ...others.filter((one) => one.to === send.to && one.at <= send.at && one.at > before.at)]
    const stayed = before === null || places.some((one) => one.profile === send.profile)
    bench.check(
      'one-number',
      stayed || places.some((one) => mayLeave(bench, one, send, waiting(bench, list, one))),
      () =>
        `${send.to}: ${before?.profile} at ${bench.t(before?.at ?? 0)}, then ${send.profile} at ${bench.t(send.at)}`,
    )
    if (send.answer === 'accepted' && bench.heard(send)) last = send
  }
}

/** Whether a rule moved the conversation on from the number that `before` left by. */
function mayLeave(bench: Bench, before: SendEntry, send: SendEntry, waits: number[]): boolean {
  const { ledger } = bench
  const { profile } = before
  const dark = ledger.configs.some((one) => one.profile === profile && one.blackout.windows.length > 0)
  if (dark && ledger.failover) return true
  const since = Math.min(before.at - HEARD_MS, send.at - EXCUSED_MS)
  const troubles = ledger.troubles.filter((one) => one.profile === profile && one.at <= send.at && one.at >= since)
  if (troubles.some((one) => one.hard || ledger.failover)) return true
  return ledger.failover && wasFull(bench, { profile, waits, from: before.at, until: send.at })
}
