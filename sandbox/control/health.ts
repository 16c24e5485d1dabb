import { Hono } from 'hono'
import type { Core } from '../core.ts'

/** `GET /sandbox/health`: that it lives, and what is still to leave. `POST /sandbox/reset`: begins from nothing. */
export function healthRoutes(core: Core) {
  return new Hono()
    .get('/health', (c) =>
      c.json({
        ok: true,
        now: core.now(),
        requests: core.lastN,
        plannedMessages: core.requests.planned(),
        pendingWebhooks: core.deliveries.pending(),
      }),
    )
    .post('/reset', (c) => {
      core.reset()
      return c.json({ ok: true })
    })
}
