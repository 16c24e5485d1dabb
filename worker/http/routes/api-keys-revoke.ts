import { ApiKeyView } from '../../contract/admin.ts'
import { revokeApiKey } from '../../db/api-keys.ts'
import { audited } from '../audited.ts'
import { forgetKey } from '../keys.ts'
import { closeSockets } from '../live-feed.ts'
import { notFound } from '../reply.ts'
import { route } from '../route.ts'
import { apiKeyView } from '../views/api-key-view.ts'

export const apiKeysRevoke = route('DELETE /api/v1/api-keys/:id', {
  summary: 'Revoke a key: refused here at once, everywhere within 60 seconds',
  answers: { 200: ApiKeyView },
  async handle(ask) {
    const row = await revokeApiKey(ask.env, ask.params.id, ask.now)
    if (row === null) return notFound('key')
    forgetKey(row)
    ask.waitUntil(closeSockets(ask.env, { key: row.id }))
    await audited(ask, 'api-key.revoked', { kind: 'api-key', id: row.id }, null, { name: row.name })
    return { status: 200, body: apiKeyView(row) }
  },
})
