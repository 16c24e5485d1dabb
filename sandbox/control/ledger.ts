import { Hono } from 'hono'
import * as z from 'zod'
import type { Core } from '../core.ts'
import type { RequestRow } from '../store/requests.ts'
import { input, range } from './input.ts'

/** `GET /sandbox/ledger` and `/sandbox/ledger/webhooks`: what came in and what went out, in pages by number. */
export function ledgerRoutes(core: Core) {
  return new Hono()
    .get('/ledger', (c) => {
      const { since, limit } = range(c)
      const items = core.requests.page(since, limit).map(requestView)
      return c.json({ items, next: items.at(-1)?.n ?? since })
    })
    .get('/ledger/webhooks', (c) => {
      const { since, limit } = range(c)
      const items = core.deliveries.page(since, limit).map((row) => ({
        n: row.id,
        wabaId: row.waba_id,
        field: row.field,
        updates: row.updates,
        createdAt: row.created_at,
        nextTryAt: row.due_at,
        attempts: row.attempts,
        bodyHash: row.body_hash,
        statusCode: row.status_code,
        deliveredAt: row.delivered_at,
      }))
      return c.json({ items, next: items.at(-1)?.n ?? since })
    })
    .get('/ledger/webhooks/:n/body', (c) => {
      const body = core.deliveries.bodyOf(Number(c.req.param('n')))
      if (body === null) return c.json({ error: 'no such delivery' }, 404)
      return c.body(body, 200, { 'content-type': 'application/json' })
    })
    .post('/ledger/messages', async (c) => {
      const body = await input(c, z.strictObject({ messageIds: z.array(z.string()).max(50_000) }))
      if (!body.ok) return body.response
      return c.json({ items: core.requests.ofMessages(body.value.messageIds).map(requestView) })
    })
}

/** One request as control shows it. `tokenHash` is a digest; no message text is kept at all. */
function requestView(row: RequestRow) {
  const ofNumber = row.edge !== 'phone_numbers' && row.edge !== 'message_templates' && row.edge !== 'subscribed_apps'
  return {
    n: row.n,
    at: row.at,
    lateMs: row.late_ms,
    method: row.method,
    path: row.path,
    edge: row.edge,
    phoneNumberId: ofNumber ? row.subject : null,
    wabaId: row.waba_id,
    to: row.to_text,
    user: row.user,
    type: row.type,
    category: row.category,
    tokenHash: row.token_hash,
    opaque: row.opaque,
    messageId: row.message_id,
    outcome: row.outcome,
    code: row.code,
    http: row.http,
    wamid: row.wamid,
    answeredAt: row.answered_at,
    deliveredAt: row.delivered_at,
    failedCode: row.failed_code,
    confirmedAt: row.confirmed_at,
  }
}
