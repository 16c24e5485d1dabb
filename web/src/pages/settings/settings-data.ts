import { createSignal } from 'solid-js'
import { api } from '../../data/api.ts'
import { createQuery, type Query } from '../../data/query.ts'
import { may, session } from '../../data/session.ts'
import { globalStop, lastSwitch } from '../../data/stop.ts'
import type { AuditEntry, Diagnostics, Settings } from '../../data/wire.ts'

/** What the page asks for. A session that is limited to some packages may not know of the deployment's settings. */
const ofAll = (): true | undefined => (session() !== undefined && may('read', true) ? true : undefined)

export const createSettings = (): Query<Settings> =>
  createQuery(ofAll, (_, signal) => api.get<Settings>('/settings', {}, signal), { every: 60_000 })

export const createDiagnosis = (): Query<Diagnostics> =>
  createQuery(ofAll, (_, signal) => api.get<Diagnostics>('/diagnostics', {}, signal), { every: 60_000 })

/** The last turn of the switch of everything, asked again when it was turned. */
export const createLastSwitch = (): Query<{ readonly entry: AuditEntry | undefined }> =>
  createQuery(
    () => (ofAll() === undefined || globalStop.data() === undefined ? undefined : String(globalStop.data()?.stopped)),
    async (_, signal) => ({ entry: await lastSwitch(signal) }),
    { keep: true, every: 60_000 },
  )

/** Which part is being changed. */
export const createEditing = () => createSignal<'retention' | 'rules'>()
