import type { Dice } from './dice.ts'
import type { World } from './world.ts'
import { TALKERS } from './world.ts'

const PICTURE = 'https://example.com/a.png'

/** Contents of every kind, all as Meta's documentation has them. */
const KINDS: Record<string, unknown>[] = [
  { type: 'text', text: { body: 'hi', preview_url: true } },
  { type: 'text', text: { body: 'x'.repeat(4096) } },
  { type: 'image', image: { link: PICTURE, caption: 'a picture' } },
  { type: 'audio', audio: { link: 'https://example.com/a.ogg', voice: true } },
  { type: 'video', video: { id: '123' } },
  { type: 'document', document: { link: 'https://example.com/a.pdf', filename: 'a.pdf' } },
  { type: 'sticker', sticker: { link: 'https://example.com/a.webp' } },
  { type: 'location', location: { latitude: -90, longitude: 180, name: 'n', address: 'a' } },
  {
    type: 'contacts',
    contacts: [{ name: { formatted_name: 'A', first_name: 'A' }, birthday: '2012-08-18', phones: [{ phone: '1' }] }],
  },
  { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '😀' } },
  interactive('button', { buttons: [{ type: 'reply', reply: { id: '1', title: 'yes' } }] }),
  interactive('list', {
    button: 'open',
    sections: [{ title: 'a', rows: [{ id: '1', title: 'row', description: 'd' }] }],
  }),
  interactive('product', { catalog_id: '1', product_retailer_id: '2' }),
  interactive(
    'product_list',
    { catalog_id: '1', sections: [{ title: 'a', product_items: [{ product_retailer_id: '1' }] }] },
    { header: { type: 'text', text: 'h' } },
  ),
  interactive('flow', {
    name: 'flow',
    parameters: { flow_message_version: '3', flow_cta: 'Go', flow_id: '1', flow_action_payload: { screen: 's' } },
  }),
  interactive(
    'cta_url',
    { name: 'cta_url', parameters: { display_text: 'See', url: 'https://example.com' } },
    {
      header: { type: 'image', image: { link: PICTURE } },
      footer: { text: 'f' },
    },
  ),
  interactive('location_request_message', { name: 'send_location' }),
  template({}),
  template({ components: [{ type: 'body', parameters: [{ type: 'text', text: 'a', parameter_name: 'b' }] }] }),
  template({
    components: [
      { type: 'header', parameters: [{ type: 'image', image: { link: PICTURE } }] },
      { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'x' }] },
      {
        type: 'body',
        parameters: [
          { type: 'currency', currency: { fallback_value: '1 €', code: 'EUR', amount_1000: 1000 } },
          { type: 'date_time', date_time: { fallback_value: 'today' } },
        ],
      },
    ],
  }),
  template({
    components: [{ type: 'carousel', cards: [{ card_index: 0, components: [{ type: 'body', parameters: [] }] }] }],
  }),
]

function interactive(type: string, action: unknown, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { type: 'interactive', interactive: { type, body: { text: 'choose' }, action, ...more } }
}

function template(more: Record<string, unknown>): Record<string, unknown> {
  return { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' }, ...more } }
}

/** A body of POST .../messages that is right in form; whether the window is open is another matter. */
export function message(dice: Dice, world: World): Record<string, unknown> {
  const kind = dice.chance(40) ? template({}) : dice.pick(KINDS)
  return {
    to: dice.chance(30) ? dice.pick(TALKERS) : `+4917${String(dice.below(3000)).padStart(8, '0')}`,
    ...(dice.chance(10) ? { messaging_product: 'whatsapp', recipient_type: 'individual' } : {}),
    ...(dice.chance(5) ? { recipient: 'US.13491208655302741918' } : {}),
    ...(dice.chance(5) ? { context: { message_id: dice.pick(world.wamids) } } : {}),
    ...(dice.chance(5) ? { biz_opaque_callback_data: 'mine' } : {}),
    ...kind,
    ...(dice.chance(30) ? { guard: guard(dice, world) } : {}),
  }
}

function guard(dice: Dice, world: World): Record<string, unknown> {
  const future = dice.chance(30)
  return {
    ...(dice.chance(20)
      ? { profileId: dice.pick(dice.chance(80) ? world.calm.numbers : (world.loose[0]?.numbers ?? [])) }
      : {}),
    ...(dice.chance(40) ? { priority: dice.pick(['high', 'normal', 'low']) } : {}),
    ...(dice.chance(30) ? { policy: dice.pick(['reconcile', 'at_most_once']) } : {}),
    ...(dice.chance(20) ? { kind: dice.pick(['open', 'reply']) } : {}),
    ...(dice.chance(20) ? { order: dice.pick(['kept', 'free']) } : {}),
    ...(dice.chance(20) ? { reference: `r${dice.below(20)}` } : {}),
    ...(dice.chance(20) ? { idempotencyKey: `k${dice.below(200)}` } : {}),
    ...(future ? { sendAt: dice.pick(['2089-01-01T00:00:00Z', '9999-12-31T23:59:59Z']) } : {}),
    ...(dice.chance(20) ? { expiresAt: '2089-01-02T00:00:00+02:00' } : {}),
  }
}
