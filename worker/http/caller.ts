import type { Actor } from '../../durable/domain/reason.ts'
import type { Role } from './access.ts'

/** Who calls, as far as a token tells. */
export interface Caller {
  id: string
  name: string
  role: Role
  /** null = all packages */
  packageIds: ReadonlySet<string> | null
}

/** The bootstrap token's holder. */
export const BOOTSTRAP: Caller = { id: 'admin-token', name: 'ADMIN_TOKEN', role: 'admin', packageIds: null }

export function actorOf(caller: Caller): Actor {
  return { kind: 'key', id: caller.id, name: caller.name }
}

/** Whether the caller may know of this package at all. */
export function seesPackage(caller: Caller, packageId: string): boolean {
  return caller.packageIds === null || caller.packageIds.has(packageId)
}
