import { type Counts, sumOf } from '../../data/stats.ts'
import type { Stats } from '../../data/wire.ts'

type Series = Stats['series']

const HOUR_MS = 3_600_000

/** The recent slots put over the older answer: the newer of two counts of one slot holds. */
export const merged = (base: Series, recent: Series): Series => {
  const slots = new Map(base.map((slot) => [slot.at, slot]))
  for (const slot of recent) slots.set(slot.at, slot)
  return [...slots.values()].toSorted((a, b) => (a.at < b.at ? -1 : 1))
}

export type Day = {
  /** since midnight */
  readonly now: Counts
  /** of yesterday, from its midnight to the same time of day */
  readonly before: Counts
}

/** Today's counts beside yesterday's up to the same time of day. */
export const dayOf = (series: Series, midnight: number, midnightBefore: number, now: number): Day => ({
  now: sumOf(series, midnight, Number.POSITIVE_INFINITY),
  before: sumOf(series, midnightBefore, midnightBefore + (now - midnight)),
})

/** Counts of each hour from `from` to `to`; the hour under way is not whole and is left out. */
export const hourly = (series: Series, name: keyof Counts, from: number, to: number): readonly number[] => {
  const hours = Math.max(0, Math.floor((to - from) / HOUR_MS))
  const values = new Array<number>(hours).fill(0)
  for (const slot of series) {
    const hour = Math.floor((Date.parse(slot.at) - from) / HOUR_MS)
    if (hour >= 0 && hour < hours) values[hour] = (values[hour] ?? 0) + slot[name]
  }
  return values
}

/** part / whole; undefined where there is no whole, or where the part is of another day's whole as well. */
export const shareOf = (part: number, whole: number): number | undefined =>
  whole === 0 || part > whole ? undefined : part / whole
