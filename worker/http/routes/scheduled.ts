import { MessageSummaryView, ScheduledQuery } from '../../contract/message.ts'
import { pageOf } from '../../contract/wire.ts'
import { livingPackages } from '../../db/packages.ts'
import { unwrapCursor } from '../actor-cursor.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { scheduledPage } from '../scheduled-page.ts'
import { packageInScope } from '../scope.ts'
import { messageSummary } from '../views/message-view.ts'

export const scheduled = route('GET /api/v1/scheduled', {
  summary: 'Messages that wait for their time, package by package, soonest first in each',
  query: ScheduledQuery,
  answers: { 200: pageOf(MessageSummaryView) },
  async handle(ask) {
    const { env, caller, query } = ask
    const cursor = unwrapCursor(query.cursor, 'scheduled')
    if (cursor !== null && typeof cursor !== 'string') return cursor
    let ids: string[]
    if (query.packageId === undefined) ids = await livingPackages(env, caller.packageIds)
    else {
      const entry = await packageInScope(ask, query.packageId)
      if (isRefusal(entry)) return entry
      ids = [entry.id]
    }
    const page = await scheduledPage(env, ids, query.limit, cursor)
    if (isRefusal(page)) return page
    return { status: 200, body: { items: page.items.map(messageSummary), nextCursor: page.nextCursor } }
  },
})
