import { ProfileInput, ProfileView } from '../../contract/profile.ts'
import { addProfile } from '../add-profile.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope } from '../scope.ts'

export const profilesCreate = route('POST /api/v1/packages/:id/profiles', {
  summary: 'Add a number: stored, checked at Meta, its business account subscribed',
  description:
    'When Meta refuses or cannot be reached the number is stored as `disconnected` with the reason and checked again.',
  body: { schema: ProfileInput },
  answers: { 201: ProfileView },
  async handle(ask) {
    const entry = await packageInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const added = await addProfile(ask, entry.id, ask.body)
    if (isRefusal(added)) return added
    return { status: 201, body: added, headers: { location: `/api/v1/profiles/${added.id}` } }
  },
})
