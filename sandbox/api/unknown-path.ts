import type { Context } from 'hono'
import { graphError } from '../graph/errors.ts'
import { type Bound, respond } from './graph.ts'

/** What Graph says to a path that it does not know. */
export function unknownPath(c: Context<Bound>): Promise<Response> {
  return respond(graphError(100, `Unsupported ${c.req.method.toLowerCase()} request`, 'sandbox'))
}
