import { Hono } from 'hono'
import * as z from 'zod'
import type { Core } from '../core.ts'
import { keepMedia } from '../graph/media.ts'
import { hex } from '../webhooks/sign.ts'
import { input } from './input.ts'

const body = z.strictObject({ phoneNumberId: z.string().min(1), mimeType: z.string().min(1), text: z.string() })

/** `POST /sandbox/media`: a file that a user sent to a number; its id goes into the `message` of an inbound. */
export function mediaRoutes(core: Core) {
  return new Hono().post('/media', async (c) => {
    const read = await input(c, body)
    if (!read.ok) return read.response
    const { phoneNumberId, mimeType, text } = read.value
    const bytes = new TextEncoder().encode(text)
    const sha256 = hex(await crypto.subtle.digest('SHA-256', bytes))
    return c.json({ id: keepMedia(core, phoneNumberId, null, { mimeType, bytes, sha256 }).id, sha256 })
  })
}
