import * as z from 'zod'
import type { TemplateUse } from '../types.ts'
import { media, words } from './common.ts'

const named = { parameter_name: words(512).optional() }
const loose = z.looseObject({})
const int = z.number().int()

/** Parameters of components (facebook/openapi v23.0; Meta: custom marketing templates page, Dec 2025). */
const parameter = z.discriminatedUnion('type', [
  // Meta's own example of an issue-resolution template passes booleans here.
  z.strictObject({ type: z.literal('text'), text: z.union([words(32_768), z.boolean()]), ...named }),
  z.strictObject({
    type: z.literal('currency'),
    currency: z.strictObject({ fallback_value: words(1024), code: z.string().length(3), amount_1000: int }),
    ...named,
  }),
  z.strictObject({
    type: z.literal('date_time'),
    date_time: z.looseObject({ fallback_value: words(1024) }),
    ...named,
  }),
  z.strictObject({ type: z.literal('image'), image: media({}), ...named }),
  z.strictObject({ type: z.literal('video'), video: media({}), ...named }),
  z.strictObject({ type: z.literal('document'), document: media({ filename: words(240).optional() }), ...named }),
  z.strictObject({ type: z.literal('location'), location: loose, ...named }),
  z.strictObject({ type: z.literal('product'), product: loose }),
  z.strictObject({ type: z.literal('payload'), payload: words(256) }),
  z.strictObject({ type: z.literal('action'), action: loose }),
  z.strictObject({ type: z.literal('coupon_code'), coupon_code: words(20) }),
  z.strictObject({ type: z.literal('limited_time_offer'), limited_time_offer: loose }),
  z.strictObject({ type: z.literal('order_status'), order_status: loose }),
])

const parameters = z.array(parameter).optional()
const lower = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value)
const kind = <T extends string>(literal: T) => z.preprocess(lower, z.literal(literal))
const index = z.union([z.number().int().min(0).max(9), z.string().regex(/^\d$/)])
const SUB_TYPES = ['quick_reply', 'url', 'copy_code', 'flow', 'catalog', 'mpm', 'spm', 'voice_call', 'order_details']

const button = z.strictObject({
  type: kind('button'),
  sub_type: z.preprocess(lower, z.enum(SUB_TYPES)),
  index,
  parameters,
})
const simple = z.strictObject({
  type: z.preprocess(lower, z.enum(['header', 'body', 'footer', 'limited_time_offer', 'order_status'])),
  parameters,
})
const card = z.strictObject({
  card_index: z.number().int().min(0).max(9),
  components: z.array(z.union([simple, button])),
})
const carousel = z.strictObject({ type: kind('carousel'), cards: z.array(card).min(1).max(10) })

export const template = z.strictObject({
  name: z
    .string()
    .max(512)
    .regex(/^[a-z0-9_]+$/, 'must be lower-case letters, digits and underscores'),
  namespace: words(200).optional(),
  language: z.strictObject({ code: words(20), policy: z.literal('deterministic').optional() }),
  components: z.array(z.union([simple, button, carousel])).optional(),
})

/** What the template registry compares with the template's own shape. */
export function templateUse(value: z.output<typeof template>): TemplateUse {
  const use: TemplateUse = { name: value.name, language: value.language.code, header: null, body: 0, buttons: 0 }
  for (const component of value.components ?? []) {
    if (component.type === 'header') use.header = component.parameters?.[0]?.type ?? null
    else if (component.type === 'body') use.body = component.parameters?.length ?? 0
    else if (component.type === 'button' && 'index' in component) {
      use.buttons = Math.max(use.buttons, Number(component.index) + 1)
    }
  }
  return use
}
