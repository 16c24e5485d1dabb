import { ApiKeyView } from '../../contract/admin.ts'
import { PageQuery, pageOf } from '../../contract/wire.ts'
import { listApiKeys } from '../../db/api-keys.ts'
import { decodeCursor } from '../../db/cursor.ts'
import { isRefusal } from '../reply.ts'
import { route } from '../route.ts'
import { apiKeyView } from '../views/api-key-view.ts'

export const apiKeysList = route('GET /api/v1/api-keys', {
  summary: 'API keys, revoked ones included; the keys themselves are not kept',
  query: PageQuery,
  answers: { 200: pageOf(ApiKeyView) },
  async handle({ env, query }) {
    const cursor = decodeCursor(query.cursor, 'number')
    if (cursor !== null && isRefusal(cursor)) return cursor
    const page = await listApiKeys(env, { limit: query.limit, cursor })
    return { status: 200, body: { items: page.rows.map(apiKeyView), nextCursor: page.nextCursor } }
  },
})
