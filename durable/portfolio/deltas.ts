import { scopeOf, wordInForce } from '../domain/consent.ts'
import type { UserDelta } from '../domain/user.ts'
import type { UsersStore } from './store-users.ts'

/**
 * The deltas of revs (from, from + limit], without a gap. A rev whose change was replaced by a later one, or erased, is
 * told as an opt-out lifted of nobody: it changes nothing and keeps the count.
 */
export function deltasAfter(users: UsersStore, from: number, limit: number, rev: number): UserDelta[] {
  const upTo = Math.min(rev, from + limit)
  const found = new Map<number, UserDelta>()
  for (const alias of users.aliasesBetween(from, upTo)) found.set(alias.rev, { kind: 'alias', ...alias })
  for (const row of users.consentsBetween(from, upTo)) {
    const { at, source } = wordInForce(row)
    found.set(row.rev, { rev: row.rev, kind: 'opt', userKey: row.userKey, scope: scopeOf(row), at, source })
  }
  const deltas: UserDelta[] = []
  for (let next = from + 1; next <= upTo; next++)
    deltas.push(found.get(next) ?? { rev: next, kind: 'opt', userKey: '', scope: null, at: 0, source: 'replaced' })
  return deltas
}
