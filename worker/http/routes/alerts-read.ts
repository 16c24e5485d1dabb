import { AlertView } from '../../contract/watching.ts'
import { markAlertRead } from '../../db/alerts.ts'
import { alertInScope } from '../alert-in-scope.ts'
import { tellAlerts } from '../live-feed.ts'
import { isRefusal, notFound } from '../reply.ts'
import { route } from '../route.ts'
import { alertView } from '../views/alert-view.ts'

export const alertsRead = route('POST /api/v1/alerts/:id/read', {
  summary: 'Mark an alert as read',
  answers: { 200: AlertView },
  async handle(ask) {
    const found = await alertInScope(ask, ask.params.id)
    if (isRefusal(found)) return found
    const row = await markAlertRead(ask.env, found.id, ask.now)
    if (row === null) return notFound('alert')
    ask.waitUntil(tellAlerts(ask.env, [row]))
    return { status: 200, body: alertView(row) }
  },
})
