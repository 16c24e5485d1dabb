import { type Accessor, createMemo } from 'solid-js'
import { api } from '../../data/api.ts'
import { putNames } from '../../data/fleet-store.ts'
import { createQuery, type Query } from '../../data/query.ts'
import type { Health, LiveEvent, Package, Profile } from '../../data/wire.ts'

/** What the page of a number asks for. */

const EVERY_MS = 15_000
const REPORT_GAP_MS = 2_500

export const numberPath = (id: string): string => `/profiles/${encodeURIComponent(id)}`

/** Whether an event tells something of this number or of a message with it. */
export const concerns =
  (id: Accessor<string | undefined>) =>
  ({ type, id: subject, data }: LiveEvent): boolean =>
    (type === 'profile' && subject === id()) || (type === 'message' && data['profileId'] === id())

export const createNumber = (id: Accessor<string | undefined>): Query<Profile> =>
  createQuery(
    id,
    async (one, signal) => {
      const profile = await api.get<Profile>(numberPath(one), {}, signal)
      putNames([profile])
      return profile
    },
    { every: EVERY_MS, on: concerns(id) },
  )

export const createReport = (id: Accessor<string | undefined>): Query<Health> =>
  createQuery(id, (one, signal) => api.get<Health>(`${numberPath(one)}/health`, {}, signal), {
    every: EVERY_MS,
    on: concerns(id),
    gap: REPORT_GAP_MS,
  })

/** The package that the number belongs to: its name, whether it stands still, what it sets for its numbers. */
export const createPackageOf = (number: Query<Profile>): Query<Package> => {
  const id = createMemo(() => number.data()?.packageId)
  return createQuery(id, (one, signal) => api.get<Package>(`/packages/${encodeURIComponent(one)}`, {}, signal), {
    every: 60_000,
    on: (event) => event.type === 'profile' && event.id === number.data()?.id,
    gap: 5_000,
  })
}
