import { AlertQuery, AlertView } from '../../contract/watching.ts'
import { pageOf } from '../../contract/wire.ts'
import { listAlerts } from '../../db/alerts.ts'
import { decodeCursor } from '../../db/cursor.ts'
import { alertFilter } from '../alert-filter.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { alertView } from '../views/alert-view.ts'

export const alertsList = route('GET /api/v1/alerts', {
  summary: 'Alerts, newest first',
  query: AlertQuery,
  answers: { 200: pageOf(AlertView) },
  async handle({ env, caller, query }) {
    const cursor = decodeCursor(query.cursor, 'number')
    if (cursor !== null && isRefusal(cursor)) return cursor
    const page = await listAlerts(env, alertFilter(query), { limit: query.limit, cursor, visible: caller.packageIds })
    return { status: 200, body: { items: page.rows.map(alertView), nextCursor: page.nextCursor } }
  },
})
