import { PackageView } from '../../contract/package.ts'
import { PageQuery, pageOf } from '../../contract/wire.ts'
import { decodeCursor } from '../../db/cursor.ts'
import { listPackages } from '../../db/packages.ts'
import { membersByPackage } from '../../db/profiles.ts'
import { actors, orNull } from '../actors.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { packageView } from '../views/package-view.ts'

export const packagesList = route('GET /api/v1/packages', {
  summary: 'Packages with their live figures',
  query: PageQuery,
  answers: { 200: pageOf(PackageView) },
  async handle({ env, caller, query }) {
    const cursor = decodeCursor(query.cursor, 'number')
    if (cursor !== null && isRefusal(cursor)) return cursor
    const visible = caller.packageIds
    const page = await listPackages(env, { limit: query.limit, cursor, visible })
    const members = await membersByPackage(env, new Set(page.rows.map((row) => row.id)))
    const items = await Promise.all(
      page.rows.map(async (row) => {
        const live = await orNull(actors.package(env, row.id).status({ live: false }))
        return packageView(row, members.get(row.id) ?? [], live)
      }),
    )
    return { status: 200, body: { items, nextCursor: page.nextCursor } }
  },
})
