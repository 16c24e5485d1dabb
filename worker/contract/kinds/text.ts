import * as z from 'zod'

/** https://developers.facebook.com/docs/whatsapp text messages: body up to 4,096 characters. */
export const Text = z.looseObject({ body: z.string().min(1).max(4096), preview_url: z.boolean().optional() })
