import * as z from 'zod'
import { httpUrl, media, words } from './common.ts'

const body = (max: number) => z.strictObject({ text: words(max) })
const footer = z.strictObject({ text: words(60) }).optional()
const textHeader = z.strictObject({ type: z.literal('text'), text: words(60), sub_text: words(60).optional() })
const header = z.discriminatedUnion('type', [
  textHeader,
  z.strictObject({ type: z.literal('image'), image: media({}) }),
  z.strictObject({ type: z.literal('video'), video: media({}) }),
  z.strictObject({ type: z.literal('document'), document: media({ filename: words(240).optional() }) }),
])
const any = header.optional()

const distinct = <T>(key: (item: T) => string) =>
  [(items: T[]) => new Set(items.map(key)).size === items.length, { message: 'ids must differ' }] as const

const replyButton = z.strictObject({
  type: z.literal('reply'),
  reply: z.strictObject({ id: words(256), title: words(20) }),
})
const row = z.strictObject({ id: words(200), title: words(24), description: words(72).optional() })
const section = z.strictObject({ title: words(24).optional(), rows: z.array(row).min(1).max(10) })
const products = z.strictObject({
  title: words(24).optional(),
  product_items: z
    .array(z.strictObject({ product_retailer_id: words(256) }))
    .min(1)
    .max(30),
})

/** Limits from facebook/openapi v23.0 and Meta's interactive messages pages, Dec 2025. */
const button = z.strictObject({
  type: z.literal('button'),
  header: any,
  body: body(1024),
  footer,
  action: z.strictObject({
    buttons: z
      .array(replyButton)
      .min(1)
      .max(3)
      .refine(...distinct<z.output<typeof replyButton>>((item) => item.reply.id)),
  }),
})
const list = z.strictObject({
  type: z.literal('list'),
  header: textHeader.optional(),
  body: body(4096),
  footer,
  action: z.strictObject({
    button: words(20),
    sections: z
      .array(section)
      .min(1)
      .max(10)
      .refine((all) => all.length === 1 || all.every((one) => one.title !== undefined), {
        message: 'a title is required when there is more than one section',
      })
      .refine((all) => all.reduce((sum, one) => sum + one.rows.length, 0) <= 10, { message: 'at most 10 rows' }),
  }),
})
const ctaUrl = z.strictObject({
  type: z.literal('cta_url'),
  header: any,
  body: body(1024),
  footer,
  action: z.strictObject({
    name: z.literal('cta_url'),
    parameters: z.strictObject({ display_text: words(20), url: httpUrl }),
  }),
})
const flow = z.strictObject({
  type: z.literal('flow'),
  header: any,
  body: body(1024),
  footer,
  action: z.strictObject({
    name: z.literal('flow'),
    parameters: z
      .strictObject({
        flow_message_version: z.literal('3'),
        flow_id: words(128).optional(),
        flow_name: words(200).optional(),
        flow_cta: words(30),
        flow_token: words(512).optional(),
        flow_action: z.enum(['navigate', 'data_exchange']).optional(),
        flow_action_payload: z.looseObject({ screen: words(200).optional() }).optional(),
        mode: z.enum(['draft', 'published']).optional(),
      })
      .refine((value) => (value.flow_id === undefined) !== (value.flow_name === undefined), {
        message: 'exactly one of flow_id and flow_name is required',
      }),
  }),
})
const product = z.strictObject({
  type: z.literal('product'),
  body: body(1024).optional(),
  footer,
  action: z.strictObject({ catalog_id: words(128), product_retailer_id: words(256) }),
})
const productList = z.strictObject({
  type: z.literal('product_list'),
  header: textHeader,
  body: body(1024),
  footer,
  action: z.strictObject({ catalog_id: words(128), sections: z.array(products).min(1).max(10) }),
})
const catalog = z.strictObject({
  type: z.literal('catalog_message'),
  body: body(1024),
  footer,
  action: z.strictObject({
    name: z.literal('catalog_message'),
    parameters: z.strictObject({ thumbnail_product_retailer_id: words(256) }).optional(),
  }),
})
const locationRequest = z.strictObject({
  type: z.literal('location_request_message'),
  body: body(1024),
  action: z.strictObject({ name: z.literal('send_location') }),
})

/** Kinds whose inner parameters Meta documents per country or feature: outer shape strict, parameters as they come. */
const named = <T extends string>(type: T) =>
  z.strictObject({
    type: z.literal(type),
    header: any,
    body: body(1024),
    footer,
    action: z.strictObject({ name: words(64), parameters: z.looseObject({}).optional() }),
  })

export const interactive = z.discriminatedUnion('type', [
  button,
  list,
  ctaUrl,
  flow,
  product,
  productList,
  catalog,
  locationRequest,
  named('order_details'),
  named('order_status'),
  named('address_message'),
  named('voice_call'),
  named('call_permission_request'),
])
