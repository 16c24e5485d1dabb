import { ReasonInput } from '../../contract/package.ts'
import { StatusView } from '../../contract/status.ts'
import { actors } from '../actors.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { profileInScope } from '../scope.ts'
import { statusView } from '../views/status-view.ts'

export const profilesResume = route('POST /api/v1/profiles/:id/resume', {
  summary: 'Let a paused or quarantined number send again',
  body: { schema: ReasonInput, optional: true },
  answers: { 200: StatusView },
  async handle(ask) {
    const entry = await profileInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const status = await actors.profile(ask.env, entry.id).resume(ask.body.reason ?? null, ask.by)
    return { status: 200, body: statusView(status) }
  },
})
