import { Hono } from 'hono'
import * as z from 'zod'
import type { Core } from '../core.ts'
import type { Env } from '../env.ts'
import { sign } from '../webhooks/sign.ts'
import { input } from './input.ts'

const body = z
  .strictObject({
    /** A delivery of the ledger, sent again byte by byte. */
    delivery: z.number().int().optional(),
    /** Or any body: text goes out as it is, JSON is written first. */
    body: z.union([z.string(), z.looseObject({}), z.array(z.unknown())]).optional(),
    /** `bad` signs with another secret, `none` leaves the header out. */
    signature: z.enum(['good', 'bad', 'none']).default('good'),
  })
  .refine((value) => (value.delivery === undefined) !== (value.body === undefined), {
    message: 'exactly one of delivery and body is required',
  })

/** `POST /sandbox/replay` posts at once, without retries, and says what came back; `/sandbox/handshake` asks the challenge. */
export function replayRoutes(core: Core, env: Pick<Env, 'APP_SECRET' | 'VERIFY_TOKEN'>) {
  return new Hono()
    .post('/replay', async (c) => {
      const read = await input(c, body)
      if (!read.ok) return read.response
      const { delivery, body: given, signature } = read.value
      const text =
        delivery !== undefined
          ? core.deliveries.bodyOf(delivery)
          : typeof given === 'string'
            ? given
            : JSON.stringify(given)
      if (text === null) return c.json({ error: 'no such delivery' }, 404)
      const bytes = new TextEncoder().encode(text)
      const headers = new Headers({ 'content-type': 'application/json' })
      const secret = signature === 'bad' ? `${env.APP_SECRET}-not` : env.APP_SECRET
      if (signature !== 'none') headers.set('x-hub-signature-256', await sign(secret, bytes))
      return answerOf(c, () =>
        fetch(core.config().webhookUrl, { method: 'POST', headers, body: bytes, redirect: 'manual' }),
      )
    })
    .post('/handshake', async (c) => {
      const url = new URL(core.config().webhookUrl)
      url.searchParams.set('hub.mode', 'subscribe')
      url.searchParams.set('hub.challenge', '1158201444')
      url.searchParams.set('hub.verify_token', env.VERIFY_TOKEN)
      return answerOf(c, () => fetch(url, { redirect: 'manual' }))
    })
}

async function answerOf(c: { json: (body: object, status?: 502) => Response }, ask: () => Promise<Response>) {
  try {
    const response = await ask()
    return c.json({ status: response.status, body: (await response.text()).slice(0, 10_000) })
  } catch {
    return c.json({ error: 'the receiver did not answer' }, 502)
  }
}
