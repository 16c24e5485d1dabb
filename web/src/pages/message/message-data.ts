import type { Accessor } from 'solid-js'
import { api } from '../../data/api.ts'
import { fleet } from '../../data/fleet-store.ts'
import { createQuery, type Query } from '../../data/query.ts'
import { may } from '../../data/session.ts'
import type { Message } from '../../data/wire.ts'

/** The live line tells of changes; a session without it asks by itself. */
const EVERY_MS = 30_000
const EVERY_WITHOUT_LIVE_MS = 5_000
const GAP_MS = 1_000

export const messagePath = (id: string): string => `/messages/${encodeURIComponent(id)}`

/** A message with its whole story, as its present owner and the history know it. */
export const createMessage = (id: Accessor<string | undefined>): Query<Message> =>
  createQuery(id, (one, signal) => api.get<Message>(messagePath(one), {}, signal), {
    every: may('read') ? EVERY_MS : EVERY_WITHOUT_LIVE_MS,
    on: (event) => event.type === 'message' && event.id === id(),
    gap: GAP_MS,
  })

/** A number's name, where it is known here. */
export const knownName = (id: string): string | undefined => fleet.names[id]
