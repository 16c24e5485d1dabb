import { createStore, produce, reconcile } from 'solid-js/store'
import { plain } from '../words/plain.ts'
import { fleetChanged } from './fleet-figures.ts'
import { changeOf, changeOfSnapshot, type FleetNumber, ofStatus } from './fleet-number.ts'
import type { LiveEvent, LiveSnapshot, Package, Status } from './wire.ts'

export type FleetPackage = {
  readonly id: string
  readonly name: string
  readonly paused: boolean
  readonly pausedReason: string | null
  readonly globalPaused: boolean
  /** it does not answer: its figures are not known, or old */
  readonly silent: boolean
  /** accepted and not with a number yet; undefined while the package does not answer */
  readonly backlog: number | undefined
  readonly scheduled: number | undefined
  /** `smart`, `round_robin`, … */
  readonly distribution?: string
}

type Fleet = {
  numbers: Record<string, FleetNumber>
  packages: Record<string, FleetPackage>
  /** display names by the number's id; one without is new, and its name is being asked for */
  names: Record<string, string>
}

/** Put in at once: what a frame has time for. */
const PORTION = 25

/** All numbers and packages, keyed by id, so that one event repaints one figure of one card. Read it; `fleet.ts` writes. */
export const [fleet, setFleet] = createStore<Fleet>({ numbers: {}, packages: {}, names: {} })

/** A number says its name: it may have another one since the names were read. */
export const putNames = (profiles: readonly { readonly id: string; readonly displayName: string }[]): void => {
  setFleet('names', Object.fromEntries(profiles.map(({ id, displayName }) => [id, plain(displayName)])))
}

/** Member by member, and usage window by window: what has not changed wakes nobody. */
const assign = (into: FleetNumber, change: Partial<FleetNumber>): void => {
  const { usage, ...flat } = change
  Object.assign(into, flat)
  if (usage === undefined) return
  const had = new Map(Object.entries(into.usage))
  for (const [window, use] of Object.entries(usage)) {
    const known = had.get(window)
    if (known === undefined || known.used !== use.used || known.cap !== use.cap)
      Object.assign(into.usage, { [window]: use })
  }
}

/** Takes statuses in, the newer of two winning; many are spread over frames. */
export const putStatuses = (statuses: readonly Status[]): void => {
  setFleet(
    'numbers',
    produce((numbers) => {
      for (const status of statuses.slice(0, PORTION)) {
        const known = numbers[status.profileId]
        const next = ofStatus(status, known)
        if (known === undefined) numbers[next.id] = next
        else if (next.at >= known.at) assign(known, next)
      }
    }),
  )
  fleetChanged()
  if (statuses.length > PORTION) requestAnimationFrame(() => putStatuses(statuses.slice(PORTION)))
}

/** Drops the numbers that are not among these any more; of a package that does not answer they stay as they were known. */
export const keepOnly = (ids: ReadonlySet<string>, silent: ReadonlySet<string> = new Set()): void => {
  const missing = Object.values(fleet.numbers).filter(({ id }) => !ids.has(id))
  if (missing.length === 0) return
  setFleet(
    'numbers',
    produce((numbers) => {
      for (const { id, packageId } of missing) {
        const one = numbers[id]
        if (one !== undefined && silent.has(packageId)) assign(one, { silent: true })
        else delete numbers[id]
      }
    }),
  )
  fleetChanged()
}

export const putPackages = (packages: readonly Package[]): void => {
  const read = packages.map(({ id, name, distribution, live }): [string, FleetPackage] => [
    id,
    {
      id,
      name: plain(name),
      paused: live?.paused ?? false,
      pausedReason: live?.pausedReason ?? null,
      globalPaused: live?.globalPaused ?? false,
      silent: live === null,
      backlog: live?.backlog.total,
      scheduled: live?.backlog.scheduled,
      distribution,
    },
  ])
  setFleet('packages', reconcile(Object.fromEntries(read)))
  fleetChanged()
}

/** Which packages did not answer for their numbers just now. */
export const putSilent = (ids: ReadonlySet<string>): void => {
  setFleet(
    'packages',
    produce((packages) => {
      for (const one of Object.values(packages)) Object.assign(one, { silent: ids.has(one.id) })
    }),
  )
  fleetChanged()
}

/** What live events say by themselves: states of numbers, counts of packages. */
export const putEvents = (events: readonly LiveEvent[]): void => {
  setFleet(
    produce(({ numbers, packages }) => {
      for (const event of events) {
        const number = event.type === 'profile' ? numbers[event.id] : undefined
        const change = number === undefined ? undefined : changeOf(event, number)
        if (number !== undefined && change !== undefined) assign(number, change)
        const one = event.type === 'package' ? packages[event.id] : undefined
        if (one === undefined) continue
        const { backlog, scheduled, paused } = event.data
        if (typeof backlog === 'number') Object.assign(one, { backlog })
        if (typeof scheduled === 'number') Object.assign(one, { scheduled })
        if (typeof paused === 'boolean') Object.assign(one, { paused })
      }
    }),
  )
  fleetChanged()
}

export const putSnapshot = (snapshot: LiveSnapshot): void => {
  setFleet(
    produce(({ numbers, packages }) => {
      for (const told of snapshot.profiles) {
        const number = numbers[told.profileId]
        const change = number === undefined ? undefined : changeOfSnapshot(told, number)
        if (number !== undefined && change !== undefined) assign(number, change)
      }
      for (const told of snapshot.packages) {
        const one = packages[told.id]
        if (one === undefined) continue
        const { paused, pausedReason, globalPaused, backlog } = told
        const { total, scheduled } = backlog
        Object.assign(one, { paused, pausedReason, globalPaused, backlog: total, scheduled })
      }
    }),
  )
  fleetChanged()
}
