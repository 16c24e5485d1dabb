import { ProfileView } from '../../contract/profile.ts'
import { PageQuery, pageOf } from '../../contract/wire.ts'
import { profilePage } from '../profile-page.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope } from '../scope.ts'

export const packageProfilesList = route('GET /api/v1/packages/:id/profiles', {
  summary: 'Numbers of a package with their live status',
  query: PageQuery,
  answers: { 200: pageOf(ProfileView) },
  async handle(ask) {
    const entry = await packageInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const page = await profilePage(ask, ask.query, entry.id)
    return isRefusal(page) ? page : { status: 200, body: page }
  },
})
