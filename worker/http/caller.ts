import type { Actor } from '../../durable/domain/reason.ts'
import type { Role } from './access.ts'

/** Who calls, as far as a token tells. */
export interface Caller {
  id: string
  name: string
  role: Role
  /** null = all packages */
  packageIds: ReadonlySet<string> | null
  /** null = by bearer token */
  session: CallerSession | null
}

/** The session that a caller came with. */
export interface CallerSession {
  id: string
  hash: string
  /** ms */
  expiresAt: number
  /** a Set-Cookie header for the answer, when the session's end has moved on */
  cookie: string | null
}

/** The bootstrap token's holder. */
export const BOOTSTRAP: Caller = {
  id: 'admin-token',
  name: 'ADMIN_TOKEN',
  role: 'admin',
  packageIds: null,
  session: null,
}

/** By session the actor is the key's holder at a dashboard: of the same id, so that what both did is found together. */
export function actorOf(caller: Caller): Actor {
  return { kind: caller.session === null ? 'key' : 'session', id: caller.id, name: caller.name }
}

/** A session that was opened a moment ago. */
export function sessionOf(row: { id: string; hash: string; expiresAt: number }): CallerSession {
  return { id: row.id, hash: row.hash, expiresAt: row.expiresAt, cookie: null }
}

/** Whether the caller may know of this package at all. */
export function seesPackage(caller: Caller, packageId: string): boolean {
  return caller.packageIds === null || caller.packageIds.has(packageId)
}
