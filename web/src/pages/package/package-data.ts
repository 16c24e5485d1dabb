import { type Accessor, createMemo } from 'solid-js'
import { api, everyItem } from '../../data/api.ts'
import { putNames } from '../../data/fleet-store.ts'
import { createQuery, type Query } from '../../data/query.ts'
import type { Health, LiveEvent, Package, Profile } from '../../data/wire.ts'

/** What the page of a package asks for. */

const PACKAGE_MS = 30_000
const REPORTS_MS = 15_000
const REPORTS_GAP_MS = 5_000
/** Each report is a question to one number: many numbers are asked less often, 100 reports a minute at most. */
const REPORT_COST_MS = 600
const AT_ONCE = 6
const CONFIGS_MS = 120_000

const path = (id: string): string => `/packages/${encodeURIComponent(id)}`

export const createPackage = (id: Accessor<string | undefined>): Query<Package> =>
  createQuery(id, (one, signal) => api.get<Package>(path(one), {}, signal), {
    every: PACKAGE_MS,
    on: (event) => (event.type === 'package' && event.id === id()) || ofPackage(event, id()),
    gap: 2_000,
  })

/** How its numbers are configured, limits and cooldown as they are in force. */
export const createConfigs = (id: Accessor<string | undefined>): Query<readonly Profile[]> =>
  createQuery(
    id,
    async (one, signal) => {
      const profiles = await everyItem<Profile>(`${path(one)}/profiles`, {}, signal)
      putNames(profiles)
      return profiles
    },
    { every: CONFIGS_MS },
  )

const ofPackage = (event: LiveEvent, id: string | undefined): boolean =>
  event.type === 'profile' && event.packageId === id

/** By number id; a number that does not answer has none. */
export type Reports = ReadonlyMap<string, Health>

const readReports = async (ids: readonly string[], signal: AbortSignal): Promise<Reports> => {
  const found = new Map<string, Health>()
  const left = [...ids]
  const worker = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift())
      try {
        found.set(id, await api.get<Health>(`/profiles/${encodeURIComponent(id)}/health`, {}, signal))
      } catch (error) {
        // one silent number does not hide the others
        if (signal.aborted) throw error
      }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return found
}

/** The report of each number: weight, risk, limits and cooldown as the number itself says them now. */
export const createReports = (ids: Accessor<readonly string[]>): Query<Reports> => {
  const source = createMemo(() => (ids().length === 0 ? undefined : ids().join(' ')))
  const known = createMemo(() => new Set(ids()))
  return createQuery(source, (text, signal) => readReports(text.split(' '), signal), {
    get every() {
      return Math.max(REPORTS_MS, ids().length * REPORT_COST_MS)
    },
    on: (event) => event.type === 'profile' && known().has(event.id),
    get gap() {
      return Math.max(REPORTS_GAP_MS, ids().length * REPORT_COST_MS)
    },
    keep: true,
  })
}
