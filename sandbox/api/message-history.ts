import { type GraphContext, manage } from './graph.ts'

/** `GET /{version}/{phone number id}/message_history`. */
export function messageHistory(c: GraphContext): Promise<Response> {
  return manage(c, 'message_history')
}
