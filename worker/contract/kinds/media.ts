import * as z from 'zod'

const MediaId = z.string().min(1).max(256)

export const Link = z
  .string()
  .max(2048)
  .regex(/^https?:\/\/[^\s]+$/i, { error: 'must be an http or https address' })

const CAPTION = { caption: z.string().max(1024).optional() }

/** Exactly one of `id` (uploaded to one number, so tied to it) and `link` (any number may send it). */
function media<Shape extends z.core.$ZodLooseShape>(more: Shape) {
  return z.looseObject({ id: MediaId.optional(), link: Link.optional(), ...more }).superRefine((value, context) => {
    const given = [value['id'], value['link']].filter((member) => member !== undefined).length
    if (given !== 1) context.addIssue({ code: 'custom', message: 'needs exactly one of id and link' })
  })
}

export const Image = media(CAPTION)
export const Video = media(CAPTION)
export const Audio = media({ voice: z.boolean().optional() })
export const Sticker = media({})
export const Document = media({ ...CAPTION, filename: z.string().min(1).max(240).optional() })
