import { ledgerOf } from '../env.ts'
import { parseMessage } from '../schema/message.ts'
import { callOf, type GraphContext, respond } from './graph.ts'

/** `POST /{version}/{phone number id}/messages`. The body is validated here, so that the object only has to decide. */
export async function messages(c: GraphContext): Promise<Response> {
  const parsed = parseMessage(await c.req.text())
  const call = await callOf(c, 'messages', null)
  return respond(await ledgerOf(c.env).send(call, parsed.ok ? parsed.send : { code: 100, details: parsed.details }))
}
