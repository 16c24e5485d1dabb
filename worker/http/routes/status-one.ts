import { StatusView } from '../../contract/status.ts'
import { actors } from '../actors.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { profileInScope } from '../scope.ts'
import { statusView } from '../views/status-view.ts'

export const statusOne = route('GET /api/v1/status/:profileId', {
  summary: 'Live status of one number, from the number itself',
  answers: { 200: StatusView },
  async handle(ask) {
    const entry = await profileInScope(ask, ask.params.profileId)
    if (isRefusal(entry)) return entry
    return { status: 200, body: statusView(await actors.profile(ask.env, entry.id).status()) }
  },
})
