import type * as z from 'zod'
import type { ChangeResult, PackageRpc } from '../../durable/package/rpc.ts'
import type { MessageView } from '../contract/message.ts'
import type { Env } from '../env.ts'
import { actors } from './actors.ts'
import type { Caller } from './caller.ts'
import { notFound, type Refusal } from './reply.ts'
import { packageOfMessageInScope } from './scope.ts'
import { messageWhole } from './views/message-view.ts'

/** Asks the package of a message to change it; the package passes it on to a number that holds it. */
export async function changeMessage(
  ask: { env: Env; caller: Caller; now: number },
  id: string,
  change: (owner: PackageRpc) => Promise<ChangeResult>,
): Promise<{ status: 200; body: z.input<typeof MessageView> } | Refusal> {
  const packageId = await packageOfMessageInScope(ask, id)
  if (packageId === undefined) return notFound('message')
  const result = await change(actors.package(ask.env, packageId))
  if (result.ok) return { status: 200, body: messageWhole(result.view) }
  return {
    problem: {
      type: result.problem,
      detail: result.detail,
      ...(result.errors === undefined ? {} : { errors: result.errors }),
    },
  }
}
