import { book, type Candidate, choose } from '../../../../durable/domain/distribution.ts'
import type { Distribution } from '../../../../durable/domain/policy.ts'

/**
 * What each mode of distribution would do with messages that come now: the guard's own rules (`choose`, `book`), run here
 * over what the numbers say of themselves. Times in ms.
 */

/** A number that may take part. */
export type Runner = {
  readonly id: string
  readonly weight: number
  /** set for `weighted`; undefined = its computed weight */
  readonly setWeight: number | undefined
  readonly risk: number
  readonly windows: readonly { readonly used: number; readonly cap: number | null }[]
  /** between two of its sends, as its cooldown stands */
  readonly stepMs: number
  /** sends that cooldown, second and queue allow in the next 60 s, whatever its caps */
  readonly minute: number
  readonly readyAt: number
  /** messages that are with it and have not left */
  readonly held: number
  readonly lastUsedAt: number | null
}

/** `together`: all are accepted now; `apart`: each comes when the one before has left. */
export type Arrival = 'together' | 'apart'

export type Share = {
  /** of the messages, by number id; whole, and in sum with `waits` all of them */
  readonly counts: ReadonlyMap<string, number>
  /** how many no number can take until a cap has room again */
  readonly waits: number
  /** by how much one run differs from the counts, for modes that draw lots; 0 = always the same */
  readonly spread: number
}

type State = {
  readonly of: Runner
  held: number
  sent: number
  given: number
  readyAt: number
  lastUsedAt: number | null
  turn: number
}

/** Of every window what is left, less what left in this run. */
const placesLeft = ({ of, sent }: State): number =>
  Math.min(
    ...of.windows.map(({ used, cap }) => (cap === null ? Number.POSITIVE_INFINITY : cap - used)),
    Number.POSITIVE_INFINITY,
  ) - sent

const creditOf = (one: State): number => Math.max(0, Math.min(one.of.minute, placesLeft(one)) - one.held)

const usageOf = ({ of, sent }: State): number =>
  Math.max(
    0,
    ...of.windows.map(({ used, cap }) => (cap === null ? 0 : cap === 0 ? 1 : Math.min(1, (used + sent) / cap))),
  )

/** As the package sees it: its snapshot at this moment. */
export const candidateOf = (one: State, mode: Distribution, now: number): Candidate => {
  const credit = creditOf(one)
  return {
    profileId: one.of.id,
    weight: mode === 'weighted' ? (one.of.setWeight ?? one.of.weight) : one.of.weight,
    risk: one.of.risk,
    usage: usageOf(one),
    paceMs: 60_000 / Math.max(1, credit),
    credit,
    readyAt: Math.max(now, one.readyAt),
    lastUsedAt: one.lastUsedAt,
    turn: one.turn,
  }
}

export const stateOf = (of: Runner): State => ({
  of,
  held: of.held,
  sent: 0,
  given: 0,
  readyAt: of.readyAt,
  lastUsedAt: of.lastUsedAt,
  turn: 0,
})

/** What leaves the number until `to`; whether anything does. */
const advance = (one: State, to: number): boolean => {
  if (one.held === 0 || to < one.readyAt) return false
  const leave = Math.min(one.held, placesLeft(one), Math.floor((to - one.readyAt) / one.of.stepMs) + 1)
  if (leave <= 0) return false
  one.held -= leave
  one.sent += leave
  one.lastUsedAt = one.readyAt + (leave - 1) * one.of.stepMs
  one.readyAt += leave * one.of.stepMs
  return true
}

/** When the number has a place again by sending what it holds; Infinity = its caps leave none. */
const placeAt = (one: State): number => {
  if (placesLeft(one) - one.held < 1 || one.of.minute < 1) return Number.POSITIVE_INFINITY
  const first = Math.max(0, one.held - Math.floor(one.of.minute))
  return one.readyAt + first * one.of.stepMs
}

const runOnce = (
  mode: Distribution,
  runners: readonly Runner[],
  messages: number,
  arrival: Arrival,
  start: number,
  random: () => number,
): State[] => {
  const states = runners.map(stateOf)
  const byId = new Map(states.map((one) => [one.of.id, one]))
  let now = start
  const copy = states.map((one) => candidateOf(one, mode, now))
  /** bound since the package last heard of them: their copies are the package's own bookkeeping */
  const booked = new Set<State>()
  const goTo = (to: number): void => {
    now = Math.max(now, to)
    // Of the others nothing has changed that a choice looks at.
    for (const [index, one] of states.entries())
      if (advance(one, now) || booked.has(one)) copy[index] = candidateOf(one, mode, now)
    booked.clear()
  }
  for (let turn = 1; turn <= messages; turn += 1) {
    let open = copy.filter((one) => one.credit >= 1)
    if (open.length === 0) {
      const next = Math.min(...states.map(placeAt))
      if (next === Number.POSITIVE_INFINITY) return states
      goTo(next)
      open = copy.filter((one) => one.credit >= 1)
    }
    const choice = choose(mode, open, now, random)
    const chosen = choice === null ? undefined : byId.get(choice.candidate.profileId)
    if (choice === null || chosen === undefined) return states
    const leaves = Math.max(now, chosen.readyAt) + chosen.held * chosen.of.stepMs
    chosen.held += 1
    chosen.given += 1
    chosen.turn = turn
    booked.add(chosen)
    if (arrival === 'together') book(choice.candidate, now, turn)
    else goTo(leaves)
  }
  return states
}

/** The same draws each time, so that a figure does not flicker. */
export const draws = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Shares as whole figures with the same sum: the largest rests are rounded up. */
export const whole = (shares: readonly number[]): readonly number[] => {
  const sum = Math.round(shares.reduce((total, share) => total + share, 0))
  const floors = shares.map(Math.floor)
  let left = sum - floors.reduce((total, floor) => total + floor, 0)
  const order = shares
    .map((share, index) => ({ index, rest: share - Math.floor(share) }))
    .toSorted((a, b) => b.rest - a.rest)
  for (const { index } of order) {
    if (left <= 0) break
    floors[index] = (floors[index] ?? 0) + 1
    left -= 1
  }
  return floors
}

/** A mode that draws lots is run so often; fewer times where many numbers make each run long. */
const RUNS = 60
const WORK = 600

/** Where `messages` would go by this mode. */
export const shareOf = (
  mode: Distribution,
  runners: readonly Runner[],
  messages: number,
  arrival: Arrival,
  now: number,
): Share => {
  const drawn = mode === 'random' || mode === 'weighted'
  const runs = drawn ? Math.max(8, Math.min(RUNS, Math.round(WORK / Math.max(1, runners.length)))) : 1
  const random = draws(1)
  const sums = runners.map(() => 0)
  const squares = runners.map(() => 0)
  for (let run = 0; run < runs; run += 1)
    for (const [index, { given }] of runOnce(mode, runners, messages, arrival, now, random).entries()) {
      sums[index] = (sums[index] ?? 0) + given
      squares[index] = (squares[index] ?? 0) + given * given
    }
  const means = sums.map((sum) => sum / runs)
  const deviations = means.map((mean, index) => Math.sqrt(Math.max(0, (squares[index] ?? 0) / runs - mean * mean)))
  const waits = messages - means.reduce((total, mean) => total + mean, 0)
  const figures = whole([...means, waits])
  return {
    counts: new Map(runners.map(({ id }, index) => [id, figures[index] ?? 0])),
    waits: figures.at(-1) ?? 0,
    spread: drawn ? Math.round(2 * Math.max(0, ...deviations)) : 0,
  }
}
