import { type GraphContext, manage } from './graph.ts'

/** `POST /{version}/{phone number id}/deregister`. */
export function deregister(c: GraphContext): Promise<Response> {
  return manage(c, 'deregister')
}
