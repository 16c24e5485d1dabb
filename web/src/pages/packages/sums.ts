import { countStates, type StateCounts } from '../../data/fleet-figures.ts'
import { canSend, type FleetNumber } from '../../data/fleet-number.ts'

/** What a package's numbers come to. */
export type Sums = {
  readonly states: StateCounts
  readonly total: number
  /** numbers that are active or cooling */
  readonly able: number
  /** messages with them, without what is on its way */
  readonly held: number
  readonly inFlight: number
}

export const NO_NUMBERS: Sums = { states: countStates([]), total: 0, able: 0, held: 0, inFlight: 0 }

/** by package id; one without numbers is not among them */
export const sumsOf = (numbers: readonly FleetNumber[]): ReadonlyMap<string, Sums> => {
  const byPackage = new Map<string, FleetNumber[]>()
  for (const one of numbers) byPackage.set(one.packageId, [...(byPackage.get(one.packageId) ?? []), one])
  return new Map(
    [...byPackage].map(([id, own]) => [
      id,
      {
        states: countStates(own.map(({ state }) => state)),
        total: own.length,
        able: own.filter(({ state }) => canSend(state)).length,
        held: own.reduce((sum, one) => sum + Math.max(0, one.queue - one.inFlight), 0),
        inFlight: own.reduce((sum, one) => sum + one.inFlight, 0),
      },
    ]),
  )
}

/** Orders by the numbers that can send, as many of them by all there are. */
export const byAble = (a: Sums, b: Sums): number => a.able - b.able || a.total - b.total
