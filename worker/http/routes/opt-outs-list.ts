import { DEPLOYMENT } from '../../../durable/portfolio/rpc.ts'
import { OptOutQuery, OptOutView } from '../../contract/admin.ts'
import { normaliseAddress } from '../../contract/phone.ts'
import { instantOf, pageOf } from '../../contract/wire.ts'
import { decodeCursor } from '../../db/cursor.ts'
import { listOptOuts } from '../../db/opt-outs.ts'
import { allPortfolios } from '../../db/wabas.ts'
import { optOutsKept } from '../opt-outs-kept.ts'
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
    const userKey = query.recipient === undefined ? undefined : (recipient ?? query.recipient)
    const options = { limit: query.limit, cursor }
    const filter = { userKeys: userKey === undefined ? undefined : [userKey], portfolioId: query.portfolioId }
    // without any portfolio yet they are where POST said that they are
    const kept = (query.portfolioId ?? DEPLOYMENT) === DEPLOYMENT && (await allPortfolios(env)).length === 0
    const page = kept ? await optOutsKept(env, userKey, options) : await listOptOuts(env, filter, options)
    if (isRefusal(page)) return page
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
