import { DiagnosticsView } from '../../contract/admin.ts'
import { diagnosis } from '../diagnosis.ts'
import { route } from '../route.ts'

export const diagnostics = route('GET /api/v1/diagnostics', {
  summary: 'How the parts of the guard are: database, configuration not applied yet, each actor',
  answers: { 200: DiagnosticsView },
  async handle(ask) {
    return { status: 200, body: await diagnosis(ask.env, ask.now) }
  },
})
