import { createRoot } from 'solid-js'
import { api } from './api.ts'
import { refreshFleet } from './fleet.ts'
import { createQuery, type Query } from './query.ts'
import { may, session } from './session.ts'
import { stoppedBy } from './stopped-by.ts'
import type { AuditEntry, Package, Page } from './wire.ts'

/** The last time that everything was stopped or started; undefined when nobody ever did. */
export const lastSwitch = async (signal: AbortSignal): Promise<AuditEntry | undefined> => {
  const query = { subjectKind: 'deployment', subjectId: 'all', limit: 1 }
  return (await api.get<Page<AuditEntry>>('/audit', query, signal)).items[0]
}

/** `stopped` undefined = not known: no package answers */
export type GlobalStop = { readonly stopped: boolean | undefined }

/**
 * Whether everything is stopped. Every package knows the switch, so one is asked; the switch tells of itself only through
 * the numbers that it pauses.
 */
export const globalStop: Query<GlobalStop> = createRoot(() =>
  createQuery(
    () => (session() !== undefined && may('read') ? true : undefined),
    async (_, signal): Promise<GlobalStop> => {
      const { items } = await api.get<Page<Package>>('/packages', { limit: 5 }, signal)
      if (items.length > 0 || !may('read', true)) return { stopped: stoppedBy(items) }
      // Without a package nobody can be asked: the switch's own last turn tells.
      return { stopped: (await lastSwitch(signal))?.action === 'all.stopped' }
    },
    { every: 60_000, on: ({ type }) => type === 'profile', lag: 500, gap: 5_000, keep: true },
  ),
)

/** Whether everything may be stopped now. That needs no database: it is offered also where nobody tells how it stands. */
export const stoppable = (): boolean =>
  may('operate', true) &&
  (globalStop.data() !== undefined || globalStop.error() !== undefined) &&
  globalStop.data()?.stopped !== true

const after = async (): Promise<void> => {
  await Promise.all([globalStop.refetch(), refreshFleet()])
}

const turn = async (path: string, body: unknown): Promise<void> => {
  try {
    await api.post(path, body)
  } catch (error) {
    // It may be set all the same; who asked need not wait to be told that it failed.
    void after()
    throw error
  }
  await after()
}

/** @throws ApiError */
export const stopAll = async (reason: string | undefined): Promise<void> => {
  await turn('/stop', { scope: 'all', reason })
}

/** @throws ApiError */
export const startAll = async (): Promise<void> => {
  await turn('/start', { scope: 'all' })
}
