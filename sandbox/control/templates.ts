import { Hono } from 'hono'
import * as z from 'zod'
import type { Core } from '../core.ts'
import { hash32 } from '../random.ts'
import { templateState } from '../store/world.ts'
import { enqueue } from '../webhooks/enqueue.ts'
import { input } from './input.ts'

const body = templateState
  .partial({ id: true, components: true })
  .extend({ wabaId: z.string().min(1), status: z.string().min(1).default('APPROVED'), reason: z.string().optional() })

/**
 * `POST /sandbox/templates`: adds or changes a template of an account; `components` (Meta's shape) say which parameters
 * a send must bring, without them any are taken. `?notify=1` sends `message_template_status_update`.
 */
export function templateRoutes(core: Core) {
  return new Hono().post('/templates', async (c) => {
    const read = await input(c, body)
    if (!read.ok) return read.response
    const { wabaId, reason, ...given } = read.value
    const known = core.world.templates(wabaId).find((one) => one.name === given.name && one.language === given.language)
    const state = {
      ...given,
      id: given.id ?? known?.id ?? String(1_000_000_000 + hash32(`${wabaId}|${given.name}|${given.language}`)),
      components: given.components ?? known?.components ?? null,
    }
    core.world.saveTemplate(wabaId, state)
    if (c.req.query('notify') === '1') {
      const value = {
        event: state.status,
        message_template_id: Number(state.id),
        message_template_name: state.name,
        message_template_language: state.language,
        message_template_category: state.category,
        reason: reason ?? null,
      }
      enqueue(core, wabaId, [{ field: 'message_template_status_update', value }])
    }
    return c.json(state)
  })
}
