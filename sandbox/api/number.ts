import { type GraphContext, manage } from './graph.ts'

/** `GET /{version}/{id}?fields=…`: a number, or an account where the id is one. */
export function number(c: GraphContext): Promise<Response> {
  return manage(c, 'number')
}
