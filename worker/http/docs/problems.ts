import { PROBLEMS, type ProblemSlug } from '../../contract/problem.ts'
import { demandOf, type RouteKey } from '../access.ts'

interface Shape {
  key: RouteKey
  takesBody: boolean
  takesQuery: boolean
}

/** What a route may answer beside what follows from its shape and its right. */
const MORE: Partial<Record<RouteKey, readonly ProblemSlug[]>> = {
  'POST /api/v1/session': ['unauthenticated', 'forbidden', 'rate-limited'],
  'GET /api/v1/live': ['invalid-request'],
  'DELETE /api/v1/packages/:id': ['not-empty'],
  'PATCH /api/v1/packages/:id': ['state-conflict'],
  'PUT /api/v1/packages/:id/routes': ['state-conflict'],
  'POST /api/v1/packages/:id/profiles': ['number-taken', 'state-conflict'],
  'PATCH /api/v1/profiles/:id': ['state-conflict'],
  'POST /api/v1/packages/:id/messages': [
    'idempotency-mismatch',
    'state-conflict',
    'service-window-closed',
    'opted-out',
    'queue-full',
  ],
  'PATCH /api/v1/messages/:id': ['already-sending', 'state-conflict', 'service-window-closed', 'opted-out'],
  'POST /api/v1/messages/:id/cancel': ['already-sending', 'state-conflict'],
  'POST /api/v1/messages/:id/release': ['already-sending', 'state-conflict', 'service-window-closed', 'opted-out'],
  'POST /api/v1/stop': ['not-found'],
  'POST /api/v1/start': ['not-found'],
  'POST /api/v1/settings/test-connection': ['not-found'],
  'POST /api/v1/opt-outs': ['not-found'],
  'DELETE /api/v1/opt-outs': ['not-found'],
  'DELETE /api/v1/recipients/:address': ['invalid-request'],
}

/** Lists that know a package or a number by a query: what the caller may not know of is 404. */
const NAMED_BY_QUERY: ReadonlySet<string> = new Set([
  'GET /api/v1/messages',
  'GET /api/v1/scheduled',
  'GET /api/v1/stats',
  'GET /api/v1/alerts',
  'GET /api/v1/alerts/count',
  'POST /api/v1/alerts/read-all',
  'GET /api/v1/audit',
])

/** Every problem that a route may answer, in the order of their status. */
export function problemsOf({ key, takesBody, takesQuery }: Shape): ProblemSlug[] {
  const demand = demandOf(key)
  const found = new Set<ProblemSlug>(['unavailable', ...(MORE[key] ?? [])])
  if (demand.right !== 'public') for (const one of OF_CALLERS) found.add(one)
  if (takesBody) for (const one of OF_BODIES) found.add(one)
  if (takesQuery) found.add('invalid-request')
  if (key.includes('/:') || NAMED_BY_QUERY.has(key)) found.add('not-found')
  return [...found].sort((a, b) => PROBLEMS[a].status - PROBLEMS[b].status || (a < b ? -1 : 1))
}

const OF_CALLERS: readonly ProblemSlug[] = ['unauthenticated', 'forbidden', 'rate-limited']
const OF_BODIES: readonly ProblemSlug[] = ['invalid-request', 'too-large', 'unsupported-media-type']
