import { RouteListQuery, RouteView } from '../../contract/message.ts'
import { normaliseAddress } from '../../contract/phone.ts'
import { pageOf } from '../../contract/wire.ts'
import { unwrapCursor, wrapCursor } from '../actor-cursor.ts'
import { actors } from '../actors.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope } from '../scope.ts'
import { routeView } from '../views/route-view.ts'

export const routesList = route('GET /api/v1/packages/:id/routes', {
  summary: 'Sticky routes: which number a recipient belongs to; `recipient` looks one up',
  query: RouteListQuery,
  answers: { 200: pageOf(RouteView) },
  async handle(ask) {
    const entry = await packageInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const list = `${entry.id}/routes`
    const cursor = unwrapCursor(ask.query.cursor, list)
    if (cursor !== null && typeof cursor !== 'string') return cursor
    const actor = actors.package(ask.env, entry.id)
    const { recipient } = ask.query
    if (recipient !== undefined) {
      const found = await actor.route(normaliseAddress(recipient) ?? recipient)
      return { status: 200, body: { items: found === null ? [] : [routeView(found)], nextCursor: null } }
    }
    const page = await actor.routes({ limit: ask.query.limit, cursor })
    return { status: 200, body: { items: page.items.map(routeView), nextCursor: wrapCursor(page.nextCursor, list) } }
  },
})
