import { Hono } from 'hono'
import type { Env } from '../env.ts'
import { problemResponse } from '../http/reply.ts'
import { receive } from './receive.ts'

interface Wiring {
  Bindings: Env
  Variables: { requestId: string }
}

/** Meta's door: mounted at /webhooks/meta. It has no token of ours, its signature is its key. */
export function webhookRoutes(): Hono<Wiring> {
  return new Hono<Wiring>()
    .get('/', async (context) => {
      const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = context.req.query()
      const known =
        mode === 'subscribe' &&
        token !== undefined &&
        token !== '' &&
        (await isSame(token, context.env.META_VERIFY_TOKEN))
      if (!known || challenge === undefined)
        return problemResponse({ type: 'forbidden', detail: 'the verify token is not ours' }, context.get('requestId'))
      // text, never HTML: the challenge is the caller's own words
      return context.text(challenge)
    })
    .post('/', async (context) => {
      const received = await receive(context.req.raw, context.env, Date.now())
      if (!received.ok) return problemResponse(received.problem, context.get('requestId'))
      context.executionCtx.waitUntil(received.learn())
      return context.text('')
    })
}

/** Digests are compared, so that neither length nor content of the token shows in the time it takes. */
async function isSame(given: string, wanted: string): Promise<boolean> {
  const [a, b] = await Promise.all(
    [given, wanted].map((text) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))),
  )
  return a !== undefined && b !== undefined && crypto.subtle.timingSafeEqual(a, b)
}
