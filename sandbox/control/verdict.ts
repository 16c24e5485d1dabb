import { Hono } from 'hono'
import type { Core } from '../core.ts'
import type { JudgedSend } from '../judge/case.ts'
import { judge } from '../judge/verdict.ts'
import type { RequestRow } from '../store/requests.ts'
import type { Category } from '../types.ts'

/** `GET /sandbox/verdict`: judges every send so far by what was told and what was seen. */
export function verdictRoutes(core: Core) {
  return new Hono().get('/verdict', (c) =>
    c.json(
      judge({
        sends: core.requests.sends().flatMap((row) => judgedSend(row, core.now())),
        limits: core.limits(),
        windows: core.evidence.windows(),
        stops: core.evidence.stops(),
        optOuts: core.evidence.optOuts(),
        policies: core.evidence.policies(),
        orders: core.evidence.orders(),
      }),
    ),
  )
}

/** A delivery that still lies ahead has not happened. */
function judgedSend(row: RequestRow, now: number): JudgedSend[] {
  if (row.user === null || row.type === null || row.category === null) return []
  return [
    {
      n: row.n,
      at: row.at,
      lateMs: row.late_ms,
      phoneNumberId: row.subject,
      wabaId: row.waba_id,
      user: row.user,
      type: row.type,
      category: row.category as Category,
      tokenHash: row.token_hash,
      messageId: row.message_id,
      outcome: row.outcome,
      code: row.code,
      answeredAt: row.answered_at,
      deliveredAt: row.delivered_at !== null && row.delivered_at <= now ? row.delivered_at : null,
      failed: row.failed_code !== null,
      confirmedAt: row.confirmed_at,
    },
  ]
}
