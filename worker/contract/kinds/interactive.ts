import * as z from 'zod'
import { tagged } from '../tagged.ts'
import { Document, Image, Link, Video } from './media.ts'

const Body = z.looseObject({ text: z.string().min(1).max(1024) })
const LongBody = z.looseObject({ text: z.string().min(1).max(4096) })
const Footer = z.looseObject({ text: z.string().min(1).max(60) }).optional()
const TextHeader = z.looseObject({ text: z.string().min(1).max(60) })

const Header = tagged('type', {
  text: TextHeader,
  image: z.looseObject({ image: Image }),
  video: z.looseObject({ video: Video }),
  document: z.looseObject({ document: Document }),
})

/** header, body, footer and action of one form. */
function form(action: z.ZodType, body: z.ZodType = Body) {
  return z.looseObject({ header: Header.optional(), body, footer: Footer, action })
}

/** An action named by Meta with its parameters. */
function named(name: string, parameters?: z.ZodType) {
  return z.looseObject(parameters === undefined ? { name: z.literal(name) } : { name: z.literal(name), parameters })
}

/** Refuses a second item with the same text at `path`. */
function unique(items: readonly string[], context: z.RefinementCtx, path: (index: number) => (string | number)[]) {
  const seen = new Set<string>()
  items.forEach((item, index) => {
    if (seen.has(item)) context.addIssue({ code: 'custom', message: 'must be unique', path: path(index) })
    seen.add(item)
  })
}

const Buttons = z.looseObject({
  buttons: z
    .array(
      z.looseObject({
        type: z.literal('reply'),
        reply: z.looseObject({ id: z.string().min(1).max(256), title: z.string().min(1).max(20) }),
      }),
    )
    .min(1)
    .max(3)
    .superRefine((buttons, context) => {
      unique(
        buttons.map((button) => button.reply.id),
        context,
        (index) => [index, 'reply', 'id'],
      )
      unique(
        buttons.map((button) => button.reply.title),
        context,
        (index) => [index, 'reply', 'title'],
      )
    }),
})

const List = z.looseObject({
  button: z.string().min(1).max(20),
  sections: z
    .array(
      z.looseObject({
        title: z.string().min(1).max(24).optional(),
        rows: z
          .array(
            z.looseObject({
              id: z.string().min(1).max(200),
              title: z.string().min(1).max(24),
              description: z.string().max(72).optional(),
            }),
          )
          .min(1),
      }),
    )
    .min(1)
    .max(10)
    .superRefine((sections, context) => {
      // Meta counts ten rows over all sections, and needs titles as soon as there are two sections
      const rows = sections.reduce((sum, section) => sum + section.rows.length, 0)
      if (rows > 10) context.addIssue({ code: 'custom', message: 'at most 10 rows in all sections together' })
      if (sections.length > 1)
        sections.forEach((section, index) => {
          if (section.title === undefined)
            context.addIssue({ code: 'custom', message: 'is needed with several sections', path: [index, 'title'] })
        })
    }),
})

const CatalogId = z.string().min(1).max(256)
const RetailerId = z.string().min(1).max(256)

const Products = z.looseObject({
  catalog_id: CatalogId,
  sections: z
    .array(
      z.looseObject({
        title: z.string().min(1).max(24).optional(),
        product_items: z
          .array(z.looseObject({ product_retailer_id: RetailerId }))
          .min(1)
          .max(30),
      }),
    )
    .min(1)
    .max(10),
})

const FlowParameters = z
  .looseObject({
    flow_message_version: z.union([z.string().min(1), z.number()]),
    flow_cta: z.string().min(1).max(30),
    flow_id: z.string().min(1).optional(),
    flow_name: z.string().min(1).optional(),
    flow_token: z.string().min(1).optional(),
    mode: z.enum(['draft', 'published']).optional(),
    flow_action: z.enum(['navigate', 'data_exchange']).optional(),
  })
  .superRefine((value, context) => {
    if ((value.flow_id === undefined) === (value.flow_name === undefined))
      context.addIssue({ code: 'custom', message: 'needs exactly one of flow_id and flow_name' })
  })

const Amount = z.looseObject({ value: z.number().int(), offset: z.number().int() })

const Payment = z.looseObject({
  reference_id: z.string().min(1).max(60),
  type: z.string().min(1),
  currency: z.string().length(3),
  total_amount: Amount,
})

const OrderUpdate = z.looseObject({
  reference_id: z.string().min(1).max(60),
  order: z.looseObject({ status: z.string().min(1) }),
})

/** The forms that we check; any other goes to Meta as it is. */
export const Interactive = tagged('type', {
  button: form(Buttons),
  list: form(List, LongBody),
  product: form(z.looseObject({ catalog_id: CatalogId, product_retailer_id: RetailerId }), Body.optional()),
  product_list: form(Products).extend({ header: Header }),
  catalog_message: form(named('catalog_message')),
  flow: form(named('flow', FlowParameters)),
  cta_url: form(named('cta_url', z.looseObject({ display_text: z.string().min(1).max(20), url: Link }))),
  location_request_message: form(named('send_location')),
  address_message: form(named('address_message', z.looseObject({ country: z.string().min(2) }))),
  order_details: form(named('review_and_pay', Payment)),
  order_status: form(named('review_order', OrderUpdate)),
})
