import type * as z from 'zod'
import { type ApiKeyView, ROLES } from '../../contract/admin.ts'
import { instantOf } from '../../contract/wire.ts'
import type { ApiKeyRow } from '../../db/api-keys.ts'

/** A key as lists show it: never its hash. */
export function apiKeyView(row: ApiKeyRow): z.infer<typeof ApiKeyView> {
  return {
    id: row.id,
    name: row.name,
    role: ROLES.find((role) => role === row.role) ?? 'viewer',
    packageIds: row.packageIds === null ? null : JSON.parse(row.packageIds),
    createdAt: instantOf(row.createdAt),
    revokedAt: instantOf(row.revokedAt),
  }
}
