import { PackageView } from '../../contract/package.ts'
import { readPackage } from '../../db/packages.ts'
import { profilesOfPackage } from '../../db/profiles.ts'
import { actors, orNull } from '../actors.ts'
import { isRefusal, notFound } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope } from '../scope.ts'
import { packageView } from '../views/package-view.ts'

export const packagesGet = route('GET /api/v1/packages/:id', {
  summary: 'A package with its live figures',
  answers: { 200: PackageView },
  async handle(ask) {
    const { env, params } = ask
    const entry = await packageInScope(ask, params.id)
    if (isRefusal(entry)) return entry
    const [row, members, live] = await Promise.all([
      readPackage(env, entry.id),
      profilesOfPackage(env, entry.id),
      orNull(actors.package(env, entry.id).status({ live: false })),
    ])
    if (row === null || row.deletedAt !== null) return notFound('package')
    return {
      status: 200,
      body: packageView(
        row,
        members.map((member) => member.id),
        live,
      ),
    }
  },
})
