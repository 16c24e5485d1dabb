import { dismissAlert } from '../../db/alerts.ts'
import { alertInScope } from '../alert-in-scope.ts'
import { tellAlerts } from '../live-feed.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'

export const alertsDelete = route('DELETE /api/v1/alerts/:id', {
  summary: 'Take an alert off the lists',
  answers: { 204: null },
  async handle(ask) {
    const found = await alertInScope(ask, ask.params.id)
    if (isRefusal(found)) return found
    await dismissAlert(ask.env, found.id, ask.now)
    ask.waitUntil(tellAlerts(ask.env, [found]))
    return { status: 204, body: null }
  },
})
