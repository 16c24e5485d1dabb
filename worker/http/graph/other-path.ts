import type { Env } from '../../env.ts'
import { authenticate } from '../auth.ts'
import { isRefusal } from '../reply.ts'
import { graphRefusal, unknownObject } from './errors.ts'

/** What Graph has and the guard has not: error 100 for who has a token, as for any object that a token cannot see. */
export async function otherGraphPath(request: Request, env: Env, requestId: string): Promise<Response> {
  const caller = await authenticate(request, env, Date.now())
  if (isRefusal(caller)) return graphRefusal(caller.problem, requestId, request)
  return unknownObject(request, requestId)
}
