import { ApiKeyInput, NewApiKeyView } from '../../contract/admin.ts'
import { sha256Hex } from '../../contract/canonical.ts'
import { invalidAt } from '../../contract/problem.ts'
import { insertApiKey } from '../../db/api-keys.ts'
import { findPackage } from '../../db/directory.ts'
import { audited } from '../audited.ts'
import { randomToken } from '../random-token.ts'
import { route } from '../route.ts'
import { apiKeyView } from '../views/api-key-view.ts'

export const apiKeysCreate = route('POST /api/v1/api-keys', {
  summary: 'Make an API key; it is shown once',
  body: { schema: ApiKeyInput },
  answers: { 201: NewApiKeyView },
  async handle(ask) {
    const { env, now, body } = ask
    const packageIds = body.packageIds === undefined ? null : [...new Set(body.packageIds)]
    for (const [index, id] of (body.packageIds ?? []).entries()) {
      const entry = await findPackage(env, id, now)
      if (entry === null || entry.deletedAt !== null)
        return { problem: invalidAt(`packageIds.${index}`, 'is no package') }
    }
    const key = randomToken('wg_')
    const row = {
      id: `key_${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}`,
      name: body.name,
      role: body.role,
      packageIds: packageIds === null ? null : JSON.stringify(packageIds),
      hash: await sha256Hex(key),
      createdAt: now,
    }
    await insertApiKey(env, row)
    await audited(ask, 'api-key.created', { kind: 'api-key', id: row.id }, null, { name: row.name, role: row.role })
    return { status: 201, body: { ...apiKeyView({ ...row, revokedAt: null }), key } }
  },
})
