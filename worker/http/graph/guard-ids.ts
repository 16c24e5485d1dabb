import { packageOfMessage } from '../../../durable/domain/ids.ts'
import type { MessageView } from '../../../durable/domain/message.ts'
import { invalidAt } from '../../contract/problem.ts'
import type { Env } from '../../env.ts'
import type { Caller } from '../caller.ts'
import { findMessage } from '../find-message.ts'
import { isRefusal, type Refusal, refuse } from '../reply.ts'

interface Asking {
  env: Env
  caller: Caller
  now: number
}

type Bag = { [key: string]: unknown }

/**
 * A body in which `context.message_id` and `reaction.message_id` may be ids of the guard's: with Meta's in their place,
 * and the number that alone knows that message. The caller got such an id while Meta had not answered.
 */
export async function withWamids(ask: Asking, body: Bag): Promise<{ body: Bag; profileId: string | null } | Refusal> {
  let profileId: string | null = null
  const changed: Bag = { ...body }
  for (const name of ['context', 'reaction']) {
    const holder = body[name]
    if (!isBag(holder) || typeof holder['message_id'] !== 'string') continue
    const found = await messageNamed(ask, holder['message_id'], `${name}.message_id`)
    if (found === null) continue
    if (isRefusal(found)) return found
    if (found.wamid === null)
      return refuse('invalid-request', `${name}.message_id: Meta has not taken this message yet`)
    changed[name] = { ...holder, message_id: found.wamid }
    profileId = found.profileId
  }
  return { body: changed, profileId }
}

/**
 * The message that an id of the guard's at `path` names; null for what is none, such as a wamid. Not-found would be said of the
 * sender, which the path names.
 */
export async function messageNamed(ask: Asking, id: string, path: string): Promise<MessageView | Refusal | null> {
  if (packageOfMessage(id) === undefined) return null
  const found = await findMessage(ask, id)
  return isRefusal(found) ? { problem: invalidAt(path, 'there is no such message') } : found
}

export function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
