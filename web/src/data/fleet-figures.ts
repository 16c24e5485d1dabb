import { type Accessor, createMemo, createSignal, untrack } from 'solid-js'
import { canSend, type FleetNumber } from './fleet-number.ts'
import type { FleetPackage } from './fleet-store.ts'
import type { NumberState } from './wire.ts'

export type StateCounts = Readonly<Record<NumberState, number>>

export type FleetFigures = {
  readonly total: number
  /** packages that do not answer: every sum here may be larger */
  readonly silent: number
  /** numbers that are active or cooling */
  readonly able: number
  readonly inFlight: number
  /** with packages and numbers, without what is on its way */
  readonly waiting: number
  readonly scheduled: number
  readonly states: StateCounts
  /** states by package id; one without numbers is not among them */
  readonly byPackage: ReadonlyMap<string, StateCounts>
}

const none = (): Record<NumberState, number> => ({
  active: 0,
  cooling: 0,
  paused: 0,
  suspected: 0,
  quarantined: 0,
  disconnected: 0,
})

export const countStates = (states: readonly NumberState[]): StateCounts => {
  const counts = none()
  for (const state of states) counts[state] += 1
  return counts
}

/** Sums over all numbers and packages. */
export const figuresOf = (numbers: readonly FleetNumber[], packages: readonly FleetPackage[]): FleetFigures => {
  const states = none()
  const byPackage = new Map<string, Record<NumberState, number>>()
  let [able, inFlight, waiting, scheduled] = [0, 0, 0, 0]
  for (const one of numbers) {
    states[one.state] += 1
    const own = byPackage.get(one.packageId) ?? none()
    own[one.state] += 1
    byPackage.set(one.packageId, own)
    if (canSend(one.state)) able += 1
    inFlight += one.inFlight
    // A number's queue holds what is on its way as well.
    waiting += Math.max(0, one.queue - one.inFlight)
  }
  for (const one of packages) {
    waiting += one.backlog ?? 0
    scheduled += one.scheduled ?? 0
  }
  const silent = packages.filter((one) => one.silent).length
  return { total: numbers.length, silent, able, inFlight, waiting, scheduled, states, byPackage }
}

const EVERY_MS = 250

const [version, setVersion] = createSignal(0)
let timer: number | undefined

/** Something in the store has changed: whoever sums it up is told, at most four times a second. */
export const fleetChanged = (): void => {
  timer ??= window.setTimeout(() => {
    timer = undefined
    setVersion((before) => before + 1)
  }, EVERY_MS)
}

/** At once: a page that has just come must not begin with old sums. */
export const fleetChangedNow = (): void => {
  window.clearTimeout(timer)
  timer = undefined
  setVersion((before) => before + 1)
}

/**
 * What is made from many numbers, made anew a few times a second and not with each of a hundred events: a sum that
 * followed every figure would cost more than all cards together.
 *
 * @param also what else makes it anew, at once: the answers of other questions, a clock
 */
export const createCalm = <T>(read: () => T, also: () => unknown = () => undefined): Accessor<T> =>
  createMemo(() => {
    version()
    also()
    return untrack(read)
  })
