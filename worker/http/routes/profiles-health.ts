import { HealthView } from '../../contract/status.ts'
import { actors } from '../actors.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { profileInScope } from '../scope.ts'
import { healthView } from '../views/status-view.ts'

export const profilesHealth = route('GET /api/v1/profiles/:id/health', {
  summary: 'Everything that the guard knows of the state of a number',
  answers: { 200: HealthView },
  async handle(ask) {
    const entry = await profileInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    return { status: 200, body: healthView(await actors.profile(ask.env, entry.id).health()) }
  },
})
