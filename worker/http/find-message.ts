import type { MessageView } from '../../durable/domain/message.ts'
import { readMessage } from '../db/messages.ts'
import type { Env } from '../env.ts'
import { actors, orNull } from './actors.ts'
import { type Caller, seesPackage } from './caller.ts'
import { notFound, type Refusal } from './reply.ts'
import { packageOfMessageInScope } from './scope.ts'
import { mergeViews } from './views/message-view.ts'

interface Asking {
  env: Env
  caller: Caller
  now: number
}

/**
 * A message from its present owner and the history, merged. Either may be away: what the other knows is shown. When
 * nobody knows it and one of them could not be asked, that is Unavailable, not 404.
 */
export async function findMessage(ask: Asking, id: string): Promise<MessageView | Refusal> {
  const packageId = await packageOfMessageInScope(ask, id)
  const [stored, owned] = await Promise.allSettled([readMessage(ask.env, id), ownedViews(ask.env, packageId, id)])
  const views = [
    ...(owned.status === 'fulfilled' ? owned.value : []),
    ...(stored.status === 'fulfilled' ? [stored.value] : []),
  ]
  const message = mergeViews(views)
  if (message === null) {
    if (stored.status === 'rejected') throw stored.reason
    if (owned.status === 'rejected') throw owned.reason
    return notFound('message')
  }
  if (!seesPackage(ask.caller, message.packageId) || !isOwn(ask.caller, message)) return notFound('message')
  return message
}

/** A sender sees what it brought in itself. */
function isOwn(caller: Caller, message: MessageView): boolean {
  return caller.role !== 'sender' || message.timeline[0]?.actor.id === caller.id
}

async function ownedViews(env: Env, packageId: string | undefined, id: string): Promise<(MessageView | null)[]> {
  if (packageId === undefined) return []
  const own = await actors.package(env, packageId).message(id)
  if (own === null) return []
  if (own.boundTo === null) return [own.view]
  // a number that does not answer: the package's last word and the history still tell most of it
  return [own.view, await orNull(actors.profile(env, own.boundTo).message(id))]
}
