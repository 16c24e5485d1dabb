import * as z from 'zod'
import { IdText, Instant } from './wire.ts'

/** A default end a day later must still have the four digits that RFC 3339 gives a year. */
const LATEST = Date.UTC(9999, 0, 1)

/** When a message leaves or ends. */
export const SendInstant = Instant.refine((text) => Date.parse(text) < LATEST, {
  error: 'must lie before the year 9999',
})

/** What a caller may say to the guard about one message. Strict: a misspelt option must not be lost in silence. */
export const Guard = z
  .strictObject({
    profileId: IdText.optional().meta({ description: 'Only this number may send it' }),
    priority: z.enum(['high', 'normal', 'low']).optional(),
    policy: z.enum(['reconcile', 'at_most_once']).optional(),
    sendAt: SendInstant.optional().meta({ description: 'Not before this time' }),
    expiresAt: SendInstant.optional().meta({ description: 'Not sent after this time' }),
    kind: z.enum(['open', 'reply']).optional(),
    order: z.enum(['kept', 'free']).optional(),
    reference: z.string().min(1).max(256).optional().meta({ description: "The caller's own name for it" }),
    idempotencyKey: z.string().min(1).max(255).optional(),
  })
  .meta({ id: 'Guard' })

/** `sendAt` may lie this far behind: clocks differ. */
export const SEND_AT_SLACK_MS = 60_000

/** Rules between times: which of them are wrong at `now`. */
export function wrongTimes(
  guard: { sendAt?: string | undefined; expiresAt?: string | undefined },
  now: number,
): { path: string; message: string }[] {
  const sendAt = guard.sendAt === undefined ? null : Date.parse(guard.sendAt)
  const expiresAt = guard.expiresAt === undefined ? null : Date.parse(guard.expiresAt)
  const wrong: { path: string; message: string }[] = []
  if (sendAt !== null && sendAt < now - SEND_AT_SLACK_MS)
    wrong.push({ path: 'sendAt', message: 'lies more than 60 seconds in the past' })
  if (expiresAt !== null && expiresAt <= now) wrong.push({ path: 'expiresAt', message: 'must lie in the future' })
  if (expiresAt !== null && sendAt !== null && expiresAt <= sendAt && expiresAt > now)
    wrong.push({ path: 'expiresAt', message: 'must be later than sendAt' })
  return wrong
}
