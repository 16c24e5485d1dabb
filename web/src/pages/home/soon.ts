import type { FleetNumber } from '../../data/fleet-number.ts'
import type { MessageSummary } from '../../data/wire.ts'
import { counted } from '../../words/count.ts'

export type Soon = { readonly at: number; readonly text: string }

const MINUTE_MS = 60_000

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
