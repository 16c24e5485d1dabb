import { type GraphContext, manage } from './graph.ts'

/** `GET /{version}/{WABA id}/phone_numbers`. */
export function phoneNumbers(c: GraphContext): Promise<Response> {
  return manage(c, 'phone_numbers')
}
