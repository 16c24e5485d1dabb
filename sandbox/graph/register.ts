import * as z from 'zod'
import type { Core } from '../core.ts'
import { explain } from '../schema/message.ts'
import type { Answer, Call } from '../types.ts'
import { graphError, json } from './errors.ts'

/** 10 registrations and 10 deregistrations per number in 72 h (Meta: registration page, Dec 2025). */
const LIMIT = 10
const SPAN_MS = 259_200_000

const body = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  pin: z.string().regex(/^\d{6}$/, 'must be 6 digits'),
  data_localization_region: z.string().length(2).optional(),
})

/** `POST /{phone number id}/register`. */
export function answerRegister(core: Core, call: Call): Answer {
  const parsed = body.safeParse(parse(call.body))
  if (!parsed.success) return graphError(100, explain(parsed.error), call.id)
  const number = core.world.number(call.id, call.tokenHash)
  const recent = number.registrations.filter((at) => at > call.at - SPAN_MS)
  if (recent.length >= LIMIT) return graphError(133016, 'Register requests are limited to 10 in 72 hours', call.id)
  core.world.saveNumber({ ...number, status: 'CONNECTED', registrations: [...recent, call.at] })
  return json(200, { success: true })
}

/** `POST /{phone number id}/deregister`: the number stops sending. */
export function answerDeregister(core: Core, call: Call): Answer {
  const number = core.world.number(call.id, call.tokenHash)
  const recent = number.deregistrations.filter((at) => at > call.at - SPAN_MS)
  if (recent.length >= LIMIT) return graphError(133016, 'Deregister requests are limited to 10 in 72 hours', call.id)
  core.world.saveNumber({ ...number, status: 'DISCONNECTED', deregistrations: [...recent, call.at] })
  return json(200, { success: true })
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return null
  }
}
