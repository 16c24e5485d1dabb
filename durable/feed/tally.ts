/** What the edge and the numbers count, added up over all of them: in the feed's memory, so that it begins anew with the feed. */
export interface Tally {
  /** answers by the slug of their problem */
  refused: Record<string, number>
  /** messages that a package did not accept, by `<package> <slug>` */
  unaccepted: Record<string, number>
  /** Meta's error codes in answers to sends and in statuses, by `<package> <number> <code>` */
  refusedByMeta: Record<string, number>
  /** by number: events taken, the sum of their lags (ms by Meta's clock, in whole seconds) and the last one's time of taking */
  webhooks: Record<string, { events: number; lagMs: number; lastAt: number }>
}

/** More keys than this are not kept: labels are names of things that exist, so it is never reached by honest traffic. */
const MOST = 5_000

export function emptyTally(): Tally {
  return { refused: {}, unaccepted: {}, refusedByMeta: {}, webhooks: {} }
}

export function isEmpty(tally: Tally): boolean {
  return Object.values(tally).every((part) => Object.keys(part).length === 0)
}

/** Adds `more` to `tally`. */
export function addTally(tally: Tally, more: Tally): void {
  addCounts(tally.refused, more.refused)
  addCounts(tally.unaccepted, more.unaccepted)
  addCounts(tally.refusedByMeta, more.refusedByMeta)
  for (const [number, one] of Object.entries(more.webhooks)) {
    const known = Object.hasOwn(tally.webhooks, number) ? tally.webhooks[number] : undefined
    if (known === undefined && Object.keys(tally.webhooks).length >= MOST) continue
    tally.webhooks[number] = {
      events: (known?.events ?? 0) + one.events,
      lagMs: (known?.lagMs ?? 0) + one.lagMs,
      lastAt: Math.max(known?.lastAt ?? 0, one.lastAt),
    }
  }
}

function addCounts(counts: Record<string, number>, more: Record<string, number>): void {
  // counted when the first new key comes, which is rare
  let room: number | undefined
  for (const [key, n] of Object.entries(more)) {
    const known = Object.hasOwn(counts, key) ? counts[key] : undefined
    if (known === undefined) {
      room ??= MOST - Object.keys(counts).length
      if (room === 0) continue
      room -= 1
    }
    counts[key] = (known ?? 0) + n
  }
}
