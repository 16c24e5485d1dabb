import { createRoot } from 'solid-js'
import { api } from './api.ts'
import { refreshFleet } from './fleet.ts'
import { createQuery, type Query } from './query.ts'
import { may, session } from './session.ts'
import type { Package, Page } from './wire.ts'

export type GlobalStop = { readonly stopped: boolean }

/**
 * Whether everything is stopped. Every package knows the switch, so one is asked; the switch tells of itself only through
 * the numbers that it pauses.
 */
export const globalStop: Query<GlobalStop> = createRoot(() =>
  createQuery(
    () => (session() !== undefined && may('read') ? true : undefined),
    async (_, signal): Promise<GlobalStop> => {
      const { items } = await api.get<Page<Package>>('/packages', { limit: 5 }, signal)
      return { stopped: items.some((one) => one.live?.globalPaused === true) }
    },
    { every: 60_000, on: ({ type }) => type === 'profile', lag: 500, keep: true },
  ),
)

const after = async (): Promise<void> => {
  await Promise.all([globalStop.refetch(), refreshFleet()])
}

/** @throws ApiError */
export const stopAll = async (reason: string | undefined): Promise<void> => {
  await api.post('/stop', { scope: 'all', reason })
  await after()
}

/** @throws ApiError */
export const startAll = async (): Promise<void> => {
  await api.post('/start', { scope: 'all' })
  await after()
}
