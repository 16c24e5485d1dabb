import type { FleetNumber } from '../../data/fleet-number.ts'
import type { MessageSummary, Page } from '../../data/wire.ts'
import { counted } from '../../words/count.ts'

export type Soon = { readonly at: number; readonly text: string }

const MINUTE_MS = 60_000

/** Scheduled messages of several packages, and up to when (ms) they are all of them. */
export type Planned = { readonly items: readonly MessageSummary[]; readonly whole: number }

/**
 * The first page of each package, soonest first, as one list: it is whole up to the end of the page that ends first.
 *
 * @param skipped whether there are packages that were not asked
 */
export const plannedOf = (pages: readonly Page<MessageSummary>[], skipped: boolean): Planned => {
  const ends = pages.flatMap(({ items, nextCursor }) =>
    nextCursor === null ? [] : [Date.parse(items.at(-1)?.notBefore ?? '') || 0],
  )
  return {
    items: pages.flatMap(({ items }) => items),
    whole: skipped ? 0 : Math.min(Number.POSITIVE_INFINITY, ...ends),
  }
}

/**
 * What is known to come until `to`: scheduled messages, minute by minute and package by package, and numbers whose stop
 * ends by itself.
 */
export const soonOf = (facts: {
  readonly now: number
  readonly to: number
  readonly scheduled: readonly MessageSummary[]
  readonly numbers: readonly FleetNumber[]
  readonly nameOf: (id: string) => string
  readonly packageOf: (id: string) => string
}): readonly Soon[] => {
  const groups = new Map<string, { at: number; packageId: string; many: number }>()
  for (const { notBefore, packageId } of facts.scheduled) {
    if (notBefore === null) continue
    const at = Math.floor(Date.parse(notBefore) / MINUTE_MS) * MINUTE_MS
    const key = `${at} ${packageId}`
    groups.set(key, { at, packageId, many: (groups.get(key)?.many ?? 0) + 1 })
  }
  const messages = [...groups.values()].map(({ at, packageId, many }) => ({
    at,
    text: `${counted(many, 'scheduled message')}, ${facts.packageOf(packageId)}`,
  }))
  const numbers = facts.numbers.flatMap(({ id, eligibleAt, state }) =>
    eligibleAt === null || state === 'active' || state === 'cooling'
      ? []
      : [{ at: eligibleAt, text: `${facts.nameOf(id)} may send again` }],
  )
  return [...messages, ...numbers]
    .filter(({ at }) => at >= facts.now - MINUTE_MS && at < facts.to)
    .toSorted((a, b) => a.at - b.at)
}
