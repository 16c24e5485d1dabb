import { type GraphContext, manage } from './graph.ts'

/** `POST /{version}/{phone number id}/register`. */
export function register(c: GraphContext): Promise<Response> {
  return manage(c, 'register')
}
