import type { Bench } from './checker.ts'
import { inForce } from './judge-pace.ts'
import type { ConfigEntry, SendEntry } from './ledger.ts'

const HOUR = 3_600_000
const WINDOWS = [
  ['hourly', HOUR],
  ['threeHourly', 3 * HOUR],
  ['daily', 24 * HOUR],
] as const
/** The guard counts by whole minutes. */
const MINUTE = 60_000

/**
 * Whether the number was at one of its caps while one of these messages waited (`waits`: when each was promised), for
 * longer than the patience from then on. `from` and `until`: its last send to them, and the sibling's. Counted are requests
 * that Meta took or may have taken, what other systems sent by it or seem to have, and what it may have to repeat. After trouble of the day its risk may be high: that
 * halves its caps, for 24 h from when a word is heard, which may be late.
 */
export function wasFull(
  bench: Bench,
  { profile, waits, from, until }: { profile: string; waits: readonly number[]; from: number; until: number },
): boolean {
  const { ledger } = bench
  const configs = ledger.configs.filter((one) => one.profile === profile)
  const sends = ledger.sends.filter((one) => one.profile === profile && one.answer !== 'refused')
  const counted = [
    ...sends.map((one) => one.answerAt),
    ...ledger.foreign.filter((one) => one.profile === profile).map((one) => Math.min(one.ackedAt, until)),
    ...strange(bench, sends),
  ]
  const patience = ledger.patienceMs - ledger.behindMs
  // it gets full, or is full for longer, when something is counted or a cap falls
  const moments = [...counted, ...configs.map((one) => one.sentAt), from].filter((at) => from <= at && at <= until)
  return moments.some((at) => {
    const halved = ledger.troubles.some((one) => one.profile === profile && one.at <= at)
    const kept = sends.filter((one) => mayRepeat(bench, one, at)).length
    const again = freeAt({ counted, kept, halved, force: inForce(configs, at) }, at)
    return again !== null && waits.some((since) => since <= until && again > Math.max(at, since) + patience)
  })
}

/** When statuses came of its own sends that it cannot know as such: unnamed, and their answer was not there yet. */
function strange(bench: Bench, sends: readonly SendEntry[]): number[] {
  return bench.ledger.webhooks.flatMap(({ named, wamid, sentAt, ackedAt }) => {
    const send = named || sentAt === null ? undefined : sends.find((one) => one.wamid === wamid)
    if (send === undefined || sentAt === null || (sentAt > send.answerAt && bench.heard(send))) return []
    // what the number counted before it died it counts again when the word is repeated
    const until = ackedAt ?? Number.POSITIVE_INFINITY
    const died = bench.ledger.crashes.filter(
      ({ actor, at }) => actor === `profile:${send.profile}` && at >= sentAt && at <= until,
    )
    return [sentAt, ...died.map((one) => one.at)]
  })
}

/** The number could not hear what became of it, and has neither heard of it nor repeated it by then. */
function mayRepeat(bench: Bench, send: SendEntry, at: number): boolean {
  const { promised, sends, webhooks } = bench.ledger
  if (send.answerAt > at || at - send.at > 24 * HOUR) return false
  if (send.answer !== 'lost' && bench.heard(send)) return false
  if (promised.find((one) => one.id === send.id)?.policy !== 'reconcile') return false
  return (
    !sends.some((one) => one.id === send.id && one.attempt > send.attempt && one.at <= at) &&
    !webhooks.some((one) => one.wamid === send.wamid && one.ackedAt !== null && one.ackedAt <= at)
  )
}

/** When the last full window lets a send go again, nothing being sent meanwhile; null = none is full. */
function freeAt(
  full: { counted: readonly number[]; kept: number; halved: boolean; force: readonly ConfigEntry[] },
  at: number,
): number | null {
  const { counted, kept, halved, force } = full
  let last: number | null = null
  for (const [name, ms] of WINDOWS) {
    const whole = Math.min(...force.map((one) => one[name] ?? Number.POSITIVE_INFINITY))
    const cap = (halved && whole > 0 ? Math.max(1, Math.floor(whole / 2)) : whole) - kept
    const ends = counted.filter((one) => one <= at && at - one < ms + MINUTE).map((one) => one + ms + MINUTE)
    if (ends.length < cap) continue
    const end = cap <= 0 ? undefined : ends.sort((a, b) => b - a)[cap - 1]
    last = Math.max(last ?? 0, end ?? Number.POSITIVE_INFINITY)
  }
  return last
}
