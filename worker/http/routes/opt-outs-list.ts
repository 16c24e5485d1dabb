import { OptOutQuery, OptOutView } from '../../contract/admin.ts'
import { normaliseAddress } from '../../contract/phone.ts'
import { instantOf, pageOf } from '../../contract/wire.ts'
import { decodeCursor } from '../../db/cursor.ts'
import { listOptOuts } from '../../db/opt-outs.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'

export const optOutsList = route('GET /api/v1/opt-outs', {
  summary: 'Who must not be sent what',
  query: OptOutQuery,
  answers: { 200: pageOf(OptOutView) },
  async handle({ env, query }) {
    const cursor = decodeCursor(query.cursor, 'string')
    if (cursor !== null && isRefusal(cursor)) return cursor
    const recipient = query.recipient === undefined ? undefined : normaliseAddress(query.recipient)
    const filter = {
      userKeys: query.recipient === undefined ? undefined : [recipient ?? query.recipient],
      portfolioId: query.portfolioId,
    }
    const page = await listOptOuts(env, filter, { limit: query.limit, cursor })
    const items = page.rows.map((row) => ({
      recipient: row.userKey,
      portfolioId: row.portfolioId,
      scope: row.scope === 'marketing' ? ('marketing' as const) : ('all' as const),
      source: row.source,
      at: instantOf(row.at),
    }))
    return { status: 200, body: { items, nextCursor: page.nextCursor } }
  },
})
