import { ProfileView } from '../../contract/profile.ts'
import { PageQuery, pageOf } from '../../contract/wire.ts'
import { profilePage } from '../profile-page.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'

export const profilesList = route('GET /api/v1/profiles', {
  summary: 'All numbers with their live status',
  query: PageQuery,
  answers: { 200: pageOf(ProfileView) },
  async handle(ask) {
    const page = await profilePage(ask, ask.query, undefined)
    return isRefusal(page) ? page : { status: 200, body: page }
  },
})
