import { check } from './failed.ts'
import type { Arrival } from './stand-in.ts'

/** The message that a send was made for. */
export const messageOf = ({ opaque }: Arrival): string => opaque.slice(0, opaque.indexOf('.'))

/**
 * Holds the ledger against what was accepted: each arrival is of an accepted message, each message came at most once, and
 * those of one recipient came in the order of acceptance.
 *
 * @param arrivals oldest first
 * @param ids of the accepted messages, in order of acceptance
 * @throws Failed
 */
export function judge(arrivals: readonly Arrival[], ids: readonly string[]): void {
  const place = new Map(ids.map((id, i) => [id, i]))
  const seen = new Set<string>()
  const last = new Map<string, number>()
  for (const one of arrivals) {
    const id = messageOf(one)
    const i = place.get(id)
    check(i !== undefined, () => `a send that nobody asked for: ${one.opaque}`)
    check(!seen.has(id), () => `sent twice: ${id}`)
    seen.add(id)
    const before = last.get(one.to) ?? -1
    check((i ?? 0) > before, () => `out of order to one recipient: ${ids[before]} came before ${id}`)
    last.set(one.to, i ?? 0)
  }
}

/** The most arrivals of one number within any second. */
export function busiestSecond(arrivals: readonly Arrival[]): number {
  let most = 0
  for (const own of Map.groupBy(arrivals, (one) => one.phoneId).values())
    for (let from = 0, to = 0; to < own.length; to++) {
      while ((own[to]?.at ?? 0) - (own[from]?.at ?? 0) >= 1000) from += 1
      most = Math.max(most, to - from + 1)
    }
  return most
}

/** Recipients whose messages came from more than one number. */
export function switches(arrivals: readonly Arrival[]): number {
  const numbers = Map.groupBy(arrivals, (one) => one.to).values()
  return [...numbers].filter((own) => new Set(own.map((one) => one.phoneId)).size > 1).length
}

/** Gaps between arrivals of the same number, ms, of those that came in [from, until). */
export function gaps(arrivals: readonly Arrival[], from: number, until: number): number[] {
  const found: number[] = []
  for (const own of Map.groupBy(arrivals, (one) => one.phoneId).values())
    for (const [i, one] of own.entries()) {
      const before = own[i - 1]
      if (before !== undefined && before.at >= from && one.at < until) found.push(one.at - before.at)
    }
  return found
}
