import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import { plain } from '../words/plain.ts'
import { api, everyItem } from './api.ts'
import { learnClock } from './clock.ts'
import { createCalm, type FleetFigures, figuresOf, fleetChangedNow } from './fleet-figures.ts'
import type { FleetNumber } from './fleet-number.ts'
import { nextAsk } from './fleet-pace.ts'
import {
  type FleetPackage,
  fleet,
  keepOnly,
  putEvents,
  putNames,
  putPackages,
  putSilent,
  putSnapshot,
  putStatuses,
  setFleet,
} from './fleet-store.ts'
import { livePaused, onLive } from './live.ts'
import { asApiError } from './problem.ts'
import type { Query } from './query.ts'
import type { LiveEvent, LiveSnapshot, Package, Profile, Status } from './wire.ts'

/**
 * Keeps the fleet's store fresh while a page is there that shows it: the whole state at first, then what live events say,
 * and the status of those numbers that they tell of.
 */
const [at, setAt] = createSignal<number>()
const [error, setError] = createSignal<ReturnType<typeof asApiError>>()
const [loading, setLoading] = createSignal(false)

let users = 0
let timer: number | undefined
let asking = new AbortController()
let busy = false
let oneAt = 0
let allAt = 0
let packagesDue = true
let packagesAt = 0
let unlisten: () => void = () => undefined
let lastSnapshot: LiveSnapshot | undefined
const moved = new Set<string>()
/** No event tells of a package that was made, renamed or changed elsewhere. */
const PACKAGES_MS = 60_000

const readNames = async (signal: AbortSignal): Promise<void> => {
  const profiles = await everyItem<Profile>('/profiles', {}, signal)
  putNames(profiles)
}

/** What makes them due again while they are read asks for them once more. */
const readPackages = async (signal: AbortSignal): Promise<Package[]> => {
  packagesDue = false
  packagesAt = Date.now()
  try {
    return await everyItem<Package>('/packages', {}, signal)
  } catch (error) {
    packagesDue = true
    throw error
  }
}

const askAll = async (signal: AbortSignal): Promise<void> => {
  moved.clear()
  const [{ items, silent }, packages] = await Promise.all([
    api.get<{ items: Status[]; silent: string[] }>('/status', {}, signal),
    packagesDue || Date.now() - packagesAt >= PACKAGES_MS ? readPackages(signal) : undefined,
  ])
  for (const item of items) learnClock(Date.parse(item.at))
  if (packages !== undefined) putPackages(packages)
  const mute = new Set(silent)
  putSilent(mute)
  keepOnly(new Set(items.map((item) => item.profileId)), mute)
  putStatuses(items)
  const before = lastSnapshot
  lastSnapshot = undefined
  if (before !== undefined) putSnapshot(before)
  if (items.some((item) => fleet.names[item.profileId] === undefined)) await readNames(signal)
}

const askOne = async (ids: readonly string[], signal: AbortSignal): Promise<void> => {
  for (const id of ids) moved.delete(id)
  putStatuses(await Promise.all(ids.map((id) => api.get<Status>(`/status/${encodeURIComponent(id)}`, {}, signal))))
  if (ids.some((id) => fleet.names[id] === undefined)) await readNames(signal)
}

const ask = async (kind: 'all' | readonly string[]): Promise<void> => {
  const { signal } = asking
  const now = Date.now()
  busy = true
  if (kind === 'all') {
    allAt = now
    setLoading(true)
  } else oneAt = now
  try {
    await (kind === 'all' ? askAll(signal) : askOne(kind, signal))
    if (signal.aborted) return
    // A few numbers are not the fleet: only the whole answer says that it is here.
    if (kind === 'all') {
      setError(undefined)
      if (at() === undefined) fleetChangedNow()
      setAt(Date.now())
    }
  } catch (thrown) {
    if (signal.aborted) return
    // A number that has gone answers 404: the next whole answer is without it.
    if (kind === 'all') setError(asApiError(thrown))
    else allAt = 0
  }
  busy = false
  setLoading(false)
  plan()
}

const plan = (): void => {
  window.clearTimeout(timer)
  if (users === 0 || busy || livePaused() || document.visibilityState === 'hidden') return
  // Before the whole answer there is nothing to add to.
  const next = nextAsk({ now: Date.now(), moved: at() === undefined ? [] : [...moved], oneAt, allAt })
  if (next.kind === 'wait') timer = window.setTimeout(plan, next.ms)
  else void ask(next.kind === 'all' ? 'all' : next.ids)
}

const onEvents = (events: readonly LiveEvent[]): void => {
  putEvents(events)
  for (const { type, id, data } of events) {
    const profileId = type === 'profile' ? id : data['profileId']
    // A number that says it was taken out has no status to ask for any more.
    if (type === 'profile' && String(data['reason']).startsWith('retired:')) dropNumber(id)
    else if (typeof profileId === 'string') moved.add(profileId)
    // A switch of everything and a new package are told by no event of their own.
    if (type === 'profile' || (type === 'package' && fleet.packages[id] === undefined)) packagesDue = true
  }
  plan()
}

/** Forgets a number that was taken out. */
export const dropNumber = (id: string): void => {
  moved.delete(id)
  keepOnly(new Set(Object.keys(fleet.numbers).filter((one) => one !== id)))
}

/** Looks at a number again soon: its time has come, or somebody has changed it. */
export const touchNumber = (id: string): void => {
  moved.add(id)
  plan()
}

/** Asks for everything again: now, or once the answer that is on its way is here. Without a page that shows it, the next one asks. */
export const refreshFleet = async (): Promise<void> => {
  packagesDue = true
  allAt = 0
  if (users > 0 && !busy) await ask('all')
}

const begin = (): void => {
  asking = new AbortController()
  packagesDue = true
  allAt = 0
  unlisten = onLive({
    events: onEvents,
    snapshot: (snapshot) => {
      if (Object.keys(fleet.numbers).length === 0) lastSnapshot = snapshot
      else putSnapshot(snapshot)
      packagesDue = true
      allAt = 0
      plan()
    },
  })
  document.addEventListener('visibilitychange', plan)
  plan()
}

const end = (): void => {
  unlisten()
  document.removeEventListener('visibilitychange', plan)
  window.clearTimeout(timer)
  asking.abort()
  busy = false
  setLoading(false)
}

/** Forgets everything: who signs in next may see other numbers. */
export const forgetFleet = (): void => {
  setFleet({ numbers: {}, packages: {}, names: {} })
  lastSnapshot = undefined
  moved.clear()
  setAt(undefined)
  setError(undefined)
}

type FleetView = Query<typeof fleet> & {
  readonly numbers: () => readonly FleetNumber[]
  readonly packages: () => readonly FleetPackage[]
  /** sums over all of them, a few times a second */
  readonly figures: () => FleetFigures
}

/** The fleet, kept fresh as long as the component that calls this is there; for AsyncView and for what is shown in it. */
export const useFleet = (): FleetView => {
  users += 1
  if (users === 1) begin()
  createEffect(on(livePaused, plan, { defer: true }))
  onCleanup(() => {
    users -= 1
    if (users === 0) end()
  })
  const numbers = createMemo(() => Object.values(fleet.numbers))
  const packages = createMemo(() => Object.values(fleet.packages).sort((a, b) => a.name.localeCompare(b.name, 'en')))
  return {
    data: () => (at() === undefined ? undefined : fleet),
    error,
    loading,
    at,
    refetch: refreshFleet,
    set: () => undefined,
    numbers,
    packages,
    figures: createCalm(() => figuresOf(numbers(), packages())),
  }
}

/** The number itself, as Meta writes it, or its id until Meta has said it. */
export const phoneOf = ({ id, phone }: Pick<FleetNumber, 'id' | 'phone'>): string => plain(phone ?? id)

/** A number's name, or its id until the name is here. */
export const nameOf = (id: string): string => fleet.names[id] ?? plain(id)
