import { RouteView } from '../../contract/message.ts'
import { PageQuery, pageOf } from '../../contract/wire.ts'
import { unwrapCursor, wrapCursor } from '../actor-cursor.ts'
import { actors } from '../actors.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope } from '../scope.ts'
import { routeView } from '../views/route-view.ts'

export const routesList = route('GET /api/v1/packages/:id/routes', {
  summary: 'Sticky routes: which number a recipient belongs to',
  query: PageQuery,
  answers: { 200: pageOf(RouteView) },
  async handle(ask) {
    const entry = await packageInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const list = `${entry.id}/routes`
    const cursor = unwrapCursor(ask.query.cursor, list)
    if (cursor !== null && typeof cursor !== 'string') return cursor
    const page = await actors.package(ask.env, entry.id).routes({ limit: ask.query.limit, cursor })
    return { status: 200, body: { items: page.items.map(routeView), nextCursor: wrapCursor(page.nextCursor, list) } }
  },
})
