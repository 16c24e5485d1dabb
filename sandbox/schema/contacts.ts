import * as z from 'zod'
import { words } from './common.ts'

const text = words(1024).optional()
const address = z.strictObject({
  city: text,
  country: text,
  country_code: text,
  state: text,
  street: text,
  type: text,
  zip: text,
})
const name = z.strictObject({
  formatted_name: words(1024),
  first_name: text,
  last_name: text,
  middle_name: text,
  prefix: text,
  suffix: text,
})

/** One contact card (facebook/openapi v23.0, contacts message). */
const contact = z.strictObject({
  name,
  addresses: z.array(address).optional(),
  birthday: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be YYYY-MM-DD')
    .optional(),
  emails: z.array(z.strictObject({ email: text, type: text })).optional(),
  org: z.strictObject({ company: text, department: text, title: text }).optional(),
  phones: z.array(z.strictObject({ phone: text, type: text, wa_id: text })).optional(),
  urls: z.array(z.strictObject({ url: text, type: text })).optional(),
})

export const contacts = z.array(contact).min(1).max(257)
