import { newPackageId } from '../../../durable/domain/ids.ts'
import { PackageInput, PackageView } from '../../contract/package.ts'
import { rememberPackage } from '../../db/directory.ts'
import { insertPackage } from '../../db/packages.ts'
import { pushPackage } from '../../db/push.ts'
import { actors, orNull } from '../actors.ts'
import { audited } from '../audited.ts'
import { greeted } from '../greeted.ts'
import { refuse } from '../reply.ts'
import { route } from '../route.ts'
import { packageView } from '../views/package-view.ts'

export const packagesCreate = route('POST /api/v1/packages', {
  summary: 'Make a package',
  body: { schema: PackageInput },
  answers: { 201: PackageView },
  async handle(ask) {
    const { env, now, body } = ask
    const { name, ...own } = body
    const row = await insertPackage(env, { id: newPackageId(Math.random), name, config: JSON.stringify(own), now })
    if (row === null) return refuse('state-conflict', 'the new id is taken: try again')
    rememberPackage(row, now)
    await greeted(env, { packages: [row.id] })
    const applied = await pushPackage(env, row.id)
    await audited(ask, 'package.created', { kind: 'package', id: row.id }, row.id, { name })
    const live = await orNull(actors.package(env, row.id).status({ live: false }))
    return {
      status: 201,
      body: packageView(row, [], live, applied),
      headers: { location: `/api/v1/packages/${row.id}` },
    }
  },
})
