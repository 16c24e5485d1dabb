import { type GraphContext, manage } from './graph.ts'

/** `GET /{version}/{WABA id}/message_templates`. */
export function messageTemplates(c: GraphContext): Promise<Response> {
  return manage(c, 'message_templates')
}
