import { isPackageId } from '../../../durable/domain/ids.ts'
import type { ProfileEntry } from '../../db/directory.ts'
import type { Env } from '../../env.ts'
import type { Caller } from '../caller.ts'
import { isRefusal, type Refusal } from '../reply.ts'
import { profileInScope } from '../scope.ts'
import { sendTarget, type Target } from '../send-target.ts'

/** Whom a path names: one number, which alone sends, or a package, whose numbers are a pool. */
export interface Sender {
  target: Target
  /** null = the pool */
  number: ProfileEntry | null
}

/** The sender of a path, or not-found for what is not there and for what the caller may not know of. */
export async function senderOf(ask: { env: Env; caller: Caller; now: number }, id: string): Promise<Sender | Refusal> {
  if (isPackageId(id)) {
    const target = await sendTarget(ask, id)
    return isRefusal(target) ? target : { target, number: null }
  }
  const number = await profileInScope(ask, id)
  if (isRefusal(number)) return number
  const target = await sendTarget(ask, number.packageId)
  return isRefusal(target) ? target : { target, number }
}
