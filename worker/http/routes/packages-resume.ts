import { PauseView, ReasonInput } from '../../contract/package.ts'
import { actors } from '../actors.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope } from '../scope.ts'
import { pauseView } from '../views/package-view.ts'

export const packagesResume = route('POST /api/v1/packages/:id/resume', {
  summary: 'Let a paused package send again',
  body: { schema: ReasonInput, optional: true },
  answers: { 200: PauseView },
  async handle(ask) {
    const entry = await packageInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const status = await actors.package(ask.env, entry.id).resume(ask.body.reason ?? null, ask.by)
    return { status: 200, body: pauseView(status) }
  },
})
