import type { FleetNumber } from '../../data/fleet-number.ts'
import type { NumberState } from '../../data/wire.ts'

export const SORTS = ['urgent', 'name', 'queue', 'day'] as const
export type Sort = (typeof SORTS)[number]

export const SORT_WORDS: Readonly<Record<Sort, string>> = {
  urgent: 'Most urgent first',
  name: 'Name',
  queue: 'Longest queue',
  day: 'Most used today',
}

export type Filter = {
  /** part of a number's name, phone number or id, or of its package's name */
  readonly q: string
  readonly state: NumberState | 'all'
  /** undefined = all */
  readonly packageId: string | undefined
  readonly sort: Sort
}

/** What stops by itself and needs a person comes first; what a person has paused comes before what works. */
const RANK: Readonly<Record<NumberState, number>> = {
  quarantined: 0,
  disconnected: 0,
  suspected: 1,
  paused: 2,
  active: 3,
  cooling: 3,
}

/** Share of the day's cap; without a cap it is never full. */
const dayShare = ({ usage }: FleetNumber): number => {
  const day = usage.day
  if (day === undefined || day.cap === null) return 0
  return day.cap === 0 ? 1 : day.used / day.cap
}

/** The larger first. */
const down = (by: (one: FleetNumber) => number) => (a: FleetNumber, b: FleetNumber) => by(b) - by(a)

const COMPARE: Readonly<Record<Sort, (a: FleetNumber, b: FleetNumber) => number>> = {
  urgent: (a, b) => RANK[a.state] - RANK[b.state] || a.health - b.health,
  name: () => 0,
  queue: down((one) => one.queue),
  day: down(dayShare),
}

/** What is no digit of a phone number and yet stands in one as people write it. */
const BETWEEN = /[\s()+./-]/g

/** `+1 555-010-0001` is found by any part of it, with its blanks and dashes or without. */
const hasPhone = (phone: string | null, q: string): boolean => {
  const digits = q.replaceAll(BETWEEN, '')
  return phone !== null && /^\d+$/.test(digits) && phone.replaceAll(BETWEEN, '').includes(digits)
}

/** `names`: of the number and of its package. */
const fits = (one: FleetNumber, names: readonly string[], filter: Filter): boolean => {
  if (filter.state !== 'all' && one.state !== filter.state) return false
  if (filter.packageId !== undefined && one.packageId !== filter.packageId) return false
  const q = filter.q.trim().toLowerCase()
  return [...names, one.id].some((text) => text.toLowerCase().includes(q)) || hasPhone(one.phone, q)
}

/** Names by id; a package without one has ''. */
type Names = { readonly number: (id: string) => string; readonly package: (id: string) => string }

/** Ids of the numbers that fit, in order; equal ones by name, so that the order is the same each time. */
export const select = (numbers: readonly FleetNumber[], names: Names, filter: Filter): readonly string[] =>
  numbers
    .map((one) => ({ one, name: names.number(one.id) }))
    .filter(({ one, name }) => fits(one, [name, names.package(one.packageId)], filter))
    .toSorted(
      (a, b) =>
        COMPARE[filter.sort](a.one, b.one) ||
        a.name.localeCompare(b.name, 'en', { numeric: true }) ||
        a.one.id.localeCompare(b.one.id),
    )
    .map(({ one }) => one.id)
