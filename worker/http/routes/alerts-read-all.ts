import { AlertCountQuery, ReadView } from '../../contract/watching.ts'
import { markAllRead } from '../../db/alerts.ts'
import { alertFilter } from '../alert-filter.ts'
import { tellAlerts } from '../live-feed.ts'
import { route } from '../route.ts'

export const alertsReadAll = route('POST /api/v1/alerts/read-all', {
  summary: 'Mark all alerts as read, or those of a filter',
  query: AlertCountQuery,
  answers: { 200: ReadView },
  async handle({ env, caller, query, now, waitUntil }) {
    const { read, touched } = await markAllRead(env, alertFilter(query), caller.packageIds, now)
    waitUntil(tellAlerts(env, touched))
    return { status: 200, body: { read } }
  },
})
