import type * as z from 'zod'
import type { ApiKeyView, NewApiKeyView } from '../../../../worker/contract/admin.ts'
import { plain } from '../../words/plain.ts'

export type ApiKey = z.infer<typeof ApiKeyView>
export type NewApiKey = z.infer<typeof NewApiKeyView>

/** Packages named before the rest is counted. */
const NAMED = 3

/** Which packages a key may see: `All packages`, `Orders EU, Clinic and 4 more`. `nameOf` undefined = not known or gone. */
export const packagesOf = (
  { packageIds }: Pick<ApiKey, 'packageIds'>,
  nameOf: (id: string) => string | undefined,
): string => {
  if (packageIds === null) return 'All packages'
  if (packageIds.length === 0) return 'No package'
  const names = packageIds.slice(0, NAMED).map((id) => nameOf(id) ?? plain(id))
  const rest = packageIds.length - names.length
  return rest === 0 ? names.join(', ') : `${names.join(', ')} and ${rest} more`
}

/** Those in use first, the newest on top; then revoked ones, the last revoked on top. */
export const inOrder = (keys: readonly ApiKey[]): readonly ApiKey[] =>
  keys.toSorted((a, b) => {
    if ((a.revokedAt === null) !== (b.revokedAt === null)) return a.revokedAt === null ? -1 : 1
    return (a.revokedAt ?? a.createdAt) < (b.revokedAt ?? b.createdAt) ? 1 : -1
  })
