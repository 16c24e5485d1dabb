import { createRoot, createSignal } from 'solid-js'
import { api } from './api.ts'
import { createQuery, type Query } from './query.ts'
import { may, session } from './session.ts'
import type { Alert, AlertCount, LiveEvent, Page } from './wire.ts'

/** An alert opened, was counted, ended, or somebody read or dismissed it; the list knows of it by then. */
const concerns = (event: LiveEvent): boolean => event.type === 'alert'

/** When a list of alerts asks again: at once when told, and now and then by itself, since events may be lost. */
export const ALERTS_AGAIN = { every: 30_000, on: concerns, gap: 500, keep: true }

const [changed, setChanged] = createSignal(0)

/** Asks again after something here has changed an alert. */
export const alertsChanged = (): void => {
  setChanged((before) => before + 1)
}

const source = () => (session() !== undefined && may('read') ? { turn: changed() } : undefined)

/** How many alerts there are and how many nobody has read; one question for the whole page. */
export const alertCount: Query<AlertCount> = createRoot(() =>
  createQuery(source, (_, signal) => api.get<AlertCount>('/alerts/count', {}, signal), ALERTS_AGAIN),
)

type Wanted = { readonly limit: number; readonly open?: boolean; readonly severity?: string }

/** A few alerts, the newest first; `open`: only those whose condition still holds; `severity`: with commas, none = every. */
export const createAlerts = (query: Wanted): Query<Page<Alert>> =>
  createQuery(source, (_, signal) => api.get<Page<Alert>>('/alerts', query, signal), ALERTS_AGAIN)
