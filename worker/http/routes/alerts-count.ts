import { AlertCountQuery, AlertCountView } from '../../contract/watching.ts'
import { countAlerts } from '../../db/alerts.ts'
import { alertFilter } from '../alert-filter.ts'
import { route } from '../route.ts'

export const alertsCount = route('GET /api/v1/alerts/count', {
  summary: 'How many alerts there are, and how many nobody has read',
  query: AlertCountQuery,
  answers: { 200: AlertCountView },
  async handle({ env, caller, query }) {
    const rows = await countAlerts(env, alertFilter(query), caller.packageIds)
    const of = (severity: string) => rows.find((row) => row.severity === severity)?.total ?? 0
    return {
      status: 200,
      body: {
        total: rows.reduce((sum, row) => sum + row.total, 0),
        unread: rows.reduce((sum, row) => sum + row.unread, 0),
        bySeverity: { info: of('info'), warning: of('warning'), critical: of('critical') },
      },
    }
  },
})
