import * as z from 'zod'
import { SendBody } from './send.ts'

/** The drop-in face: Meta's shapes, so that any Cloud API client works by changing its base URL. */

export const GraphErrorView = z
  .object({
    error: z.looseObject({
      message: z.string(),
      type: z.string(),
      code: z.number().int(),
      error_subcode: z.number().int().optional(),
      error_data: z.looseObject({ messaging_product: z.string(), details: z.string() }).optional(),
      fbtrace_id: z.string().optional(),
    }),
  })
  .meta({ id: 'GraphError' })

/** Mark-as-read, with a typing indicator where one is wanted. */
export const ReadMark = z
  .looseObject({
    messaging_product: z.literal('whatsapp').optional(),
    status: z.literal('read'),
    message_id: z.string().min(1).max(512),
    typing_indicator: z.looseObject({ type: z.string() }).optional(),
  })
  .meta({ id: 'ReadMark' })

export const GraphMessageInput = z.union([SendBody, ReadMark])

export const GraphMessageView = z.union([
  z
    .object({
      messaging_product: z.literal('whatsapp'),
      contacts: z.array(z.object({ input: z.string(), wa_id: z.string().optional(), user_id: z.string().optional() })),
      messages: z.array(
        z.object({
          id: z.string().meta({ description: "Meta's wamid, or the guard's id while Meta has not answered" }),
          message_status: z.string().optional(),
        }),
      ),
    })
    .meta({ id: 'GraphMessage' }),
  z.looseObject({ success: z.boolean() }),
])

export const GraphUploadForm = z.object({
  messaging_product: z.literal('whatsapp'),
  type: z
    .string()
    .optional()
    .meta({ description: 'Media type of the file', examples: ['image/jpeg'] }),
  file: z.string().meta({ format: 'binary' }),
})

export const GraphUploadView = z.looseObject({ id: z.string() })

export const GraphMediaView = z.looseObject({
  messaging_product: z.string(),
  url: z.string().meta({ description: 'Leads through the guard: ask for it with the same token' }),
  mime_type: z.string(),
  sha256: z.string(),
  file_size: z.union([z.number(), z.string()]),
  id: z.string(),
})

export const GraphSuccessView = z.looseObject({ success: z.boolean() })

/** With `phone_number_id` only for a file of that number. */
export const GraphMediaQuery = z.object({
  phone_number_id: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .meta({ description: 'Only a file of this number, or of a number of this package' }),
})
