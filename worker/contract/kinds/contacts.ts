import * as z from 'zod'

const word = z.string().max(1000).optional()

const Contact = z.looseObject({
  name: z.looseObject({
    formatted_name: z.string().min(1).max(1000),
    first_name: word,
    last_name: word,
    middle_name: word,
    prefix: word,
    suffix: word,
  }),
  birthday: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be YYYY-MM-DD' })
    .optional(),
  phones: z.array(z.looseObject({ phone: word, type: word, wa_id: word })).optional(),
  emails: z.array(z.looseObject({ email: word, type: word })).optional(),
  urls: z.array(z.looseObject({ url: word, type: word })).optional(),
  addresses: z.array(z.looseObject({ street: word, city: word, country_code: word, type: word })).optional(),
  org: z.looseObject({ company: word, department: word, title: word }).optional(),
})

/** Meta takes up to 257 contacts in one message. */
export const Contacts = z.array(Contact).min(1).max(257)
