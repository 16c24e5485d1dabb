import { Hono } from 'hono'
import * as z from 'zod'
import type { Core } from '../core.ts'
import { phone, userId } from '../schema/common.ts'
import { enqueue } from '../webhooks/enqueue.ts'
import { metadata, naming } from '../webhooks/envelope.ts'
import { input, instant } from './input.ts'

const body = z
  .strictObject({
    phoneNumberId: z.string().min(1),
    from: z.union([phone, userId]),
    text: z.string().optional(),
    message: z.looseObject({ type: z.string() }).optional(),
    userId: userId.optional(),
    wabaId: z.string().optional(),
    profileName: z.string().default('Sandbox user'),
    /** When the user sent it; now by default. */
    at: instant.optional(),
    /** How often it is told; 0 = the window opens and nobody hears of it. */
    times: z.number().int().min(0).max(10).default(1),
  })
  .refine((value) => (value.text === undefined) !== (value.message === undefined), {
    message: 'exactly one of text and message is required',
  })

/** `POST /sandbox/inbound`: a user writes to a number, which opens the customer service window for 24 h. */
export function inboundRoutes(core: Core) {
  return new Hono().post('/inbound', async (c) => {
    const read = await input(c, body)
    if (!read.ok) return read.response
    const { from, text, message, phoneNumberId, profileName, times } = read.value
    if (read.value.userId !== undefined && from.startsWith('+')) core.world.tieUser(read.value.userId, from)
    const before = core.world.number(phoneNumberId, null)
    const wabaId = read.value.wabaId
    const number = wabaId === undefined ? before : core.world.saveNumber({ ...before, wabaId, wabaFrom: 'told' })
    const user = core.world.user(from)
    const at = read.value.at ?? core.now()
    const seconds = Math.floor(at / 1000)
    core.evidence.openWindow(phoneNumberId, user, at)
    const identity = read.value.userId === undefined ? core.config().identity : 'both'
    const id = `wamid.${btoa(`in:${crypto.randomUUID()}`).replaceAll('=', '')}`
    const own = message ?? { type: 'text', text: { body: text } }
    const value = {
      messaging_product: 'whatsapp',
      metadata: metadata(number),
      contacts: [{ profile: { name: profileName }, ...naming(core.world, identity, user, 'wa_id', 'user_id') }],
      messages: [
        { ...naming(core.world, identity, user, 'from', 'from_user_id'), id, timestamp: String(seconds), ...own },
      ],
    }
    const deliveries = Array.from({ length: times }, () => enqueue(core, number.wabaId, [{ field: 'messages', value }]))
    return c.json({ id, at, deliveries })
  })
}
