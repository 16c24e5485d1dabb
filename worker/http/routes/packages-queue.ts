import { MessageSummaryView } from '../../contract/message.ts'
import { PageQuery, pageOf } from '../../contract/wire.ts'
import { unwrapCursor, wrapCursor } from '../actor-cursor.ts'
import { actors } from '../actors.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { packageInScope } from '../scope.ts'
import { messageSummary } from '../views/message-view.ts'

export const packagesQueue = route('GET /api/v1/packages/:id/queue', {
  summary: 'What waits in the package, in the order in which it will leave',
  query: PageQuery,
  answers: { 200: pageOf(MessageSummaryView) },
  async handle(ask) {
    const entry = await packageInScope(ask, ask.params.id)
    if (isRefusal(entry)) return entry
    const cursor = unwrapCursor(ask.query.cursor, entry.id)
    if (cursor !== null && typeof cursor !== 'string') return cursor
    const page = await actors.package(ask.env, entry.id).listQueue({ limit: ask.query.limit, cursor })
    return {
      status: 200,
      body: { items: page.items.map(messageSummary), nextCursor: wrapCursor(page.nextCursor, entry.id) },
    }
  },
})
