import type * as z from 'zod'
import type { SessionView } from '../../contract/session.ts'
import { instantOf } from '../../contract/wire.ts'
import { actorOf, type Caller } from '../caller.ts'

/** `expiresAt` in ms. */
export function sessionView(caller: Caller, expiresAt: number): z.infer<typeof SessionView> {
  return {
    actor: actorOf(caller),
    role: caller.role,
    packageIds: caller.packageIds === null ? null : [...caller.packageIds],
    expiresAt: instantOf(expiresAt),
  }
}
