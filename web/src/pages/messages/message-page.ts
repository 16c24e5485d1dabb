import { api } from '../../data/api.ts'
import { ApiError } from '../../data/problem.ts'
import type { Message, MessageSummary, Page } from '../../data/wire.ts'
import { type Filter, queryOf, soughtOf } from './filter.ts'

const PAGE = 50

/** The one message of an id; the list of the API has no such question. */
const byId = async (id: string, signal: AbortSignal): Promise<Page<MessageSummary>> => {
  try {
    return { items: [await api.get<Message>(`/messages/${encodeURIComponent(id)}`, {}, signal)], nextCursor: null }
  } catch (error) {
    if (error instanceof ApiError && error.type === 'not-found') return { items: [], nextCursor: null }
    throw error
  }
}

/** A page of what the filter asks for. `now`: ms. */
export const pageOf = (
  given: Filter,
  cursor: string | undefined,
  signal: AbortSignal,
  now: number,
): Promise<Page<MessageSummary>> => {
  if (given.scheduled) return api.get('/scheduled', { packageId: given.packageId, limit: PAGE, cursor }, signal)
  const sought = soughtOf(given.q)
  if (sought.kind === 'id') return byId(sought.id, signal)
  return api.get('/messages', { ...queryOf(given, now), limit: PAGE, cursor }, signal)
}
