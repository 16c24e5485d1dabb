import { Hono } from 'hono'
import * as z from 'zod'
import type { Core } from '../core.ts'
import type { NumberState } from '../store/world.ts'
import { enqueue } from '../webhooks/enqueue.ts'
import type { Change } from '../webhooks/envelope.ts'
import { input } from './input.ts'

const text = z.string().min(1)
const body = z.strictObject({
  wabaId: text.optional(),
  businessId: text.nullable().optional(),
  quality: text.optional(),
  status: text.optional(),
  throughput: text.optional(),
  tier: text.optional(),
  nameStatus: text.optional(),
  codeVerificationStatus: text.optional(),
  verifiedName: text.optional(),
  displayPhoneNumber: text.optional(),
  healthStatus: z.looseObject({}).nullable().optional(),
})

/**
 * `GET` and `POST /sandbox/numbers/:id`: what Meta says of a number. With `?notify=1` each change for which Meta has a
 * webhook sends it; the quality rating has none (Meta: phone_number_quality_update page, 2026).
 */
export function numberRoutes(core: Core) {
  return new Hono()
    .get('/numbers/:id', (c) => c.json(core.world.number(c.req.param('id'), null)))
    .post('/numbers/:id', async (c) => {
      const read = await input(c, body)
      if (!read.ok) return read.response
      const before = core.world.number(c.req.param('id'), null)
      const given = Object.fromEntries(Object.entries(read.value).filter(([, value]) => value !== undefined))
      const after = core.world.saveNumber({
        ...before,
        ...given,
        wabaFrom: read.value.wabaId === undefined ? before.wabaFrom : 'told',
      })
      if (c.req.query('notify') === '1') {
        for (const change of changesOf(before, after)) enqueue(core, after.wabaId, [change])
      }
      return c.json(after)
    })
}

function changesOf(before: NumberState, after: NumberState): Change[] {
  const changes: Change[] = []
  const display_phone_number = after.displayPhoneNumber.replaceAll(/\D/g, '')
  if (before.throughput !== after.throughput) {
    const value = {
      display_phone_number,
      event: 'THROUGHPUT_UPGRADE',
      max_daily_conversations_per_business: after.tier,
    }
    changes.push({ field: 'phone_number_quality_update', value })
  }
  if (before.tier !== after.tier) {
    const value = { max_daily_conversations_per_business: after.tier, max_phone_numbers_per_business: 20 }
    changes.push({ field: 'business_capability_update', value })
  }
  if (before.nameStatus !== after.nameStatus) {
    const value = { display_phone_number, decision: after.nameStatus, requested_verified_name: after.verifiedName }
    changes.push({ field: 'phone_number_name_update', value })
  }
  const ban = banOf(before.status, after.status)
  if (ban !== null) changes.push({ field: 'account_update', value: ban })
  return changes
}

function banOf(before: string, after: string): unknown {
  if (before === after) return null
  if (after === 'BANNED') {
    return { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE', waba_ban_date: 'now' } }
  }
  if (before === 'BANNED') {
    return { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE', waba_ban_date: 'now' } }
  }
  if (after === 'RESTRICTED') {
    return {
      event: 'ACCOUNT_RESTRICTION',
      restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING' }],
    }
  }
  return null
}
