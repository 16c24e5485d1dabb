import { ProfileView } from '../../contract/profile.ts'
import { readPackage } from '../../db/packages.ts'
import { readProfile } from '../../db/profiles.ts'
import { liveProfile } from '../profile-page.ts'
import { isRefusal, notFound } from '../reply.ts'
import { route } from '../route.ts'
import { profileInScope } from '../scope.ts'

export const profilesGet = route('GET /api/v1/profiles/:id', {
  summary: 'A number with its live status',
  answers: { 200: ProfileView },
  async handle(ask) {
    const entry = await profileInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const row = await readProfile(ask.env, entry.id)
    if (row === null || row.deletedAt !== null) return notFound('profile')
    return { status: 200, body: await liveProfile(ask, row, await readPackage(ask.env, row.packageId)) }
  },
})
