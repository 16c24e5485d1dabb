import { DeletedView } from '../../contract/package.ts'
import { instantOf } from '../../contract/wire.ts'
import { rememberProfile } from '../../db/directory.ts'
import { touchPackage } from '../../db/packages.ts'
import { deleteProfile } from '../../db/profiles.ts'
import { pushPackage, pushProfile } from '../../db/push.ts'
import { audited } from '../audited.ts'
import { isRefusal, notFound } from '../reply.ts'
import { route } from '../route.ts'
import { profileInScope } from '../scope.ts'

export const profilesDelete = route('DELETE /api/v1/profiles/:id', {
  summary: 'Take a number out: what may move goes back to the package, the rest ends cancelled',
  answers: { 200: DeletedView },
  async handle(ask) {
    const { env, now } = ask
    const entry = await profileInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const row = await deleteProfile(env, entry.id, now)
    if (row === null) return notFound('profile')
    rememberProfile(row, now)
    await touchPackage(env, row.packageId, now)
    // the package first: what comes back must not be offered to this number again
    const packageApplied = await pushPackage(env, row.packageId)
    const applied = await pushProfile(env, row.id, ask.by)
    await audited(ask, 'profile.deleted', { kind: 'profile', id: row.id }, row.packageId)
    return { status: 200, body: { id: row.id, deletedAt: instantOf(now), applied: applied && packageApplied } }
  },
})
