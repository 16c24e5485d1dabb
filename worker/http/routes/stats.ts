import { StatsQuery, StatsView } from '../../contract/watching.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { knownPackage } from '../scope.ts'
import { statsAnswer } from '../stats-answer.ts'

export const stats = route('GET /api/v1/stats', {
  summary: 'Counts over all packages',
  description: '5-minute steps reach back 48 hours, hours further.',
  query: StatsQuery,
  answers: { 200: StatsView },
  async handle(ask) {
    if (ask.query.packageId !== undefined) {
      const entry = await knownPackage(ask, ask.query.packageId)
      if (isRefusal(entry)) return entry
    }
    const answer = await statsAnswer(ask, ask.query)
    return isRefusal(answer) ? answer : { status: 200, body: answer }
  },
})
