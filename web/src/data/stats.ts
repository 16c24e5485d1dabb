import type { Accessor } from 'solid-js'
import { api } from './api.ts'
import { createQuery, type Query } from './query.ts'
import type { LiveEvent, Stats } from './wire.ts'

export type StatsRange = {
  /** ms before now, or a fixed instant in ms */
  readonly from: () => number
  readonly step?: '5m' | '1h'
  readonly packageId?: string | undefined
  readonly profileId?: string | undefined
}

export type Counts = Stats['totals']

const GAP_MS = 4_000
/** Counts reach the database a moment after the message has moved. */
const LAG_MS = 1_500
const EVERY_MS = 60_000

const moved = (event: LiveEvent): boolean => event.type === 'message'

/** Counts over time, asked again when messages move. `keep`: as of Query; not where it is about one that may change. */
export const createStats = (range: Accessor<StatsRange>, keep = true): Query<Stats> =>
  createQuery(
    range,
    ({ from, step, packageId, profileId }, signal) =>
      api.get<Stats>('/stats', { from: new Date(from()).toISOString(), step, packageId, profileId }, signal),
    { every: EVERY_MS, on: moved, gap: GAP_MS, lag: LAG_MS, keep },
  )

/** Sums of a part of a series; from and to in ms, to excluded. */
export const sumOf = (series: Stats['series'], from: number, to: number): Counts => {
  const sum = { accepted: 0, sent: 0, delivered: 0, read: 0, failed: 0, received: 0 }
  for (const slot of series) {
    const at = Date.parse(slot.at)
    if (at < from || at >= to) continue
    sum.accepted += slot.accepted
    sum.sent += slot.sent
    sum.delivered += slot.delivered
    sum.read += slot.read
    sum.failed += slot.failed
    sum.received += slot.received
  }
  return sum
}
