import { PackageStatsQuery, StatsView } from '../../contract/watching.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope } from '../scope.ts'
import { statsAnswer } from '../stats-answer.ts'

export const packagesStats = route('GET /api/v1/packages/:id/stats', {
  summary: 'Counts of a package over time',
  description: '5-minute steps reach back 48 hours, hours further.',
  query: PackageStatsQuery,
  answers: { 200: StatsView },
  async handle(ask) {
    const entry = await packageInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const answer = await statsAnswer(ask, { ...ask.query, packageId: entry.id })
    return isRefusal(answer) ? answer : { status: 200, body: answer }
  },
})
