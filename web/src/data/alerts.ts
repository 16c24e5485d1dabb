import { createRoot, createSignal } from 'solid-js'
import { api } from './api.ts'
import { createQuery, type Query } from './query.ts'
import { may, session } from './session.ts'
import type { Alert, AlertCount, LiveEvent, Page } from './wire.ts'

/** What raises or ends an alert also changes a number or a package, and no event of its own is sent for most of them. */
const concerns = (event: LiveEvent): boolean => event.type === 'alert' || event.type === 'profile'

/** Alerts reach the list a moment after the number itself has told of its state. */
const LAG_MS = 2_000
const EVERY_MS = 30_000
const GAP_MS = 5_000

const [changed, setChanged] = createSignal(0)

/** Asks again after something here has changed an alert. */
export const alertsChanged = (): void => {
  setChanged((before) => before + 1)
}

const source = () => (session() !== undefined && may('read') ? { turn: changed() } : undefined)

/** How many alerts there are and how many nobody has read; one question for the whole page. */
export const alertCount: Query<AlertCount> = createRoot(() =>
  createQuery(source, (_, signal) => api.get<AlertCount>('/alerts/count', {}, signal), {
    every: EVERY_MS,
    on: concerns,
    gap: GAP_MS,
    lag: LAG_MS,
    keep: true,
  }),
)

/** A few alerts, the newest first; `open`: only those whose condition still holds. */
export const createAlerts = (query: { readonly limit: number; readonly open?: boolean }): Query<readonly Alert[]> =>
  createQuery(source, async (_, signal) => (await api.get<Page<Alert>>('/alerts', query, signal)).items, {
    every: EVERY_MS,
    on: concerns,
    gap: GAP_MS,
    lag: LAG_MS,
    keep: true,
  })
