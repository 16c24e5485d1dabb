import type { Context } from 'hono'
import { ledgerOf } from '../env.ts'
import type { Bound } from './graph.ts'

/** Passes control on to the object, body and all: a route that reads none must not leave a stream hanging. */
export async function control(c: Context<Bound>): Promise<Response> {
  const { method, url } = c.req.raw
  const body = method === 'GET' || method === 'HEAD' ? null : await c.req.text()
  return ledgerOf(c.env).fetch(new Request(url, { method, body }))
}
