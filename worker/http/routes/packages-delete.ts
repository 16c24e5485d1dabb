import { DeletedView, QueueQuery } from '../../contract/package.ts'
import { instantOf } from '../../contract/wire.ts'
import { rememberPackage, rememberProfile } from '../../db/directory.ts'
import { deletePackage } from '../../db/packages.ts'
import { deleteProfile, profilesOfPackage } from '../../db/profiles.ts'
import { pushPackage, pushProfile } from '../../db/push.ts'
import { actors } from '../actors.ts'
import { audited } from '../audited.ts'
import { isRefusal, notFound, refuse } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope } from '../scope.ts'

export const packagesDelete = route('DELETE /api/v1/packages/:id', {
  summary: 'Delete a package and its numbers; refused while messages are open unless `queue=cancel`',
  query: QueueQuery,
  answers: { 200: DeletedView, 202: DeletedView },
  async handle(ask) {
    const { env, params, query, now, by } = ask
    const entry = await packageInScope(ask, params.id)
    if (isRefusal(entry)) return entry
    const actor = actors.package(env, entry.id)
    const { open } = await actor.status({ live: false })
    if (open > 0 && query.queue !== 'cancel')
      return refuse('not-empty', `${open} messages are open: cancel them, or delete with ?queue=cancel`, { open })
    const row = await deletePackage(env, entry.id, now)
    if (row === null) return notFound('package')
    rememberPackage(row, now)
    // the package first: it takes no more messages, then its numbers give back what they hold
    let applied = await pushPackage(env, row.id)
    for (const member of await profilesOfPackage(env, row.id)) {
      const gone = await deleteProfile(env, member.id, now)
      if (gone === null) continue
      rememberProfile(gone, now)
      applied = (await pushProfile(env, gone.id, by)) && applied
    }
    await audited(ask, 'package.deleted', { kind: 'package', id: row.id }, row.id, { open })
    const left = query.queue === 'cancel' && open > 0 ? (await actor.cancelAll(by)).open : 0
    const body = { id: row.id, deletedAt: instantOf(now), applied, open: left }
    return query.queue === 'cancel' ? { status: 202, body } : { status: 200, body }
  },
})
