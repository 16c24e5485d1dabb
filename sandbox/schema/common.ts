import * as z from 'zod'

/** E.164 with "+". Meta also takes other spellings, but guesses the country then; the guard must never rely on that. */
export const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be E.164 with a leading +')

/** Business-scoped user id (Meta: business-scoped user IDs page, 2026-06-29). */
export const userId = z.string().regex(/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/, 'must be a business-scoped user id')

export const wamid = z.string().regex(/^wamid\..+/, 'must be a wamid')

/** Non-empty text of at most `max` characters. */
export const words = (max: number) => z.string().min(1).max(max)

export const httpUrl = z
  .string()
  .max(2048)
  .regex(/^https?:\/\/[^\s]+$/, 'must be an http(s) URL')

const source = { id: words(512).optional(), link: httpUrl.optional() }

/** Exactly one of `id` and `link`, plus what the kind of media allows. */
export function media<Extra extends z.ZodRawShape>(extra: Extra) {
  return z.strictObject({ ...source, ...extra }).refine(
    (value) => {
      const given: { id?: unknown; link?: unknown } = value
      return (given.id === undefined) !== (given.link === undefined)
    },
    { message: 'exactly one of id and link is required' },
  )
}

/** Members that every kind of message may carry. */
export const envelope = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.enum(['individual', 'group']).optional(),
  to: words(200).optional(),
  recipient: userId.optional(),
  recipient_identity_key_hash: words(200).optional(),
  biz_opaque_callback_data: words(512).optional(),
}

/** A quoted message; not possible for reactions (Meta: contextual replies page, Dec 2025). */
export const context = z.strictObject({ message_id: wamid }).optional()
