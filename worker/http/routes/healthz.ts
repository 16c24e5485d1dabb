import { HealthzView } from '../../contract/admin.ts'
import { route } from '../route.ts'

/** The Worker answers: no detail for strangers. */
export const healthz = route('GET /healthz', {
  summary: 'Whether the guard answers',
  answers: { 200: HealthzView },
  async handle() {
    return { status: 200, body: { ok: true } }
  },
})
