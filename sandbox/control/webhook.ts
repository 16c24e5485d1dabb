import { Hono } from 'hono'
import * as z from 'zod'
import type { Core } from '../core.ts'
import type { Effect } from '../store/deliveries.ts'
import { enqueue } from '../webhooks/enqueue.ts'
import { input } from './input.ts'

const body = z.strictObject({ wabaId: z.string().min(1), field: z.string().min(1), value: z.looseObject({}) })

/** What the judge reads from a `user_preferences` value (section 8.4 of the reference). */
const preferences = z.looseObject({
  user_preferences: z.array(
    z.looseObject({ wa_id: z.string().optional(), user_id: z.string().optional(), value: z.string() }),
  ),
})

/** `POST /sandbox/webhook`: one change of any field, word for word, for an account. */
export function webhookRoutes(core: Core) {
  return new Hono().post('/webhook', async (c) => {
    const read = await input(c, body)
    if (!read.ok) return read.response
    const { wabaId, field, value } = read.value
    const effects = field === 'user_preferences' ? effectsOf(core, value) : []
    return c.json({ delivery: enqueue(core, wabaId, [{ field, value }], effects) })
  })
}

function effectsOf(core: Core, value: unknown): Effect[] {
  const read = preferences.safeParse(value)
  if (!read.success) return []
  const effects: Effect[] = []
  for (const one of read.data.user_preferences) {
    const address = one.wa_id ?? one.user_id
    if (address === undefined) continue
    effects.push({
      user: core.world.user(address),
      value: one.value === 'stop' ? 'stop' : 'resume',
      scope: 'marketing',
    })
  }
  return effects
}
