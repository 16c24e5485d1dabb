import * as z from 'zod'
import { tagged } from '../tagged.ts'
import { Document, Image, Video } from './media.ts'

const Fallback = z.looseObject({ fallback_value: z.string().min(1).max(1024) })

const Parameter = tagged('type', {
  // Meta's own examples give booleans as text
  text: z.looseObject({ text: z.union([z.string().min(1).max(32768), z.boolean()]) }),
  currency: z.looseObject({
    currency: Fallback.extend({ code: z.string().length(3), amount_1000: z.number().int() }),
  }),
  date_time: z.looseObject({ date_time: Fallback }),
  image: z.looseObject({ image: Image }),
  video: z.looseObject({ video: Video }),
  document: z.looseObject({ document: Document }),
  payload: z.looseObject({ payload: z.string().min(1).max(256) }),
  coupon_code: z.looseObject({ coupon_code: z.string().min(1).max(20) }),
  action: z.looseObject({ action: z.looseObject({}) }),
})

const Parameters = z.array(Parameter).max(1024)

const Index = z.union([z.number().int().min(0).max(9), z.string().regex(/^[0-9]$/, { error: 'must be 0 to 9' })])

const FORMS = {
  header: z.looseObject({ parameters: Parameters.max(1).optional() }),
  body: z.looseObject({ parameters: Parameters.optional() }),
  button: z.looseObject({ sub_type: z.string().min(1).max(64), index: Index, parameters: Parameters.optional() }),
}

export const Template = z.looseObject({
  name: z.string().min(1).max(512),
  language: z.looseObject({ code: z.string().min(2).max(32), policy: z.string().optional() }),
  components: z
    .array(tagged('type', FORMS, (text) => text.toLowerCase()))
    .max(20)
    .optional(),
})
