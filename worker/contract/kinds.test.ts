import { describe, expect, it } from 'vitest'
import { acceptItem } from './accept-item.ts'
import { MESSAGE_KINDS } from './send.ts'

const NOW = Date.UTC(2026, 10, 21)
const TO = '+16505551234'

type Bag = { [key: string]: unknown }

/** The path that a body is refused with, or 'taken'. */
async function verdict(body: unknown): Promise<string> {
  const result = await acceptItem(body, NOW, null)
  return 'item' in result ? 'taken' : (result.problem.errors?.[0]?.path ?? result.problem.type)
}

const message = (type: string, content: unknown, more: Bag = {}): Bag => ({ to: TO, type, [type]: content, ...more })
const long = (length: number) => 'x'.repeat(length)

const button = (id: string, title: string) => ({ type: 'reply', reply: { id, title } })
const interactive = (type: string, action: unknown, more: Bag = {}) =>
  message('interactive', { type, body: { text: 'choose' }, action, ...more })
const row = (id: string) => ({ id, title: `row ${id}` })
const list = (sections: unknown[], more: Bag = {}) => interactive('list', { button: 'open', sections, ...more })
const flow = (more: Bag) =>
  interactive('flow', {
    name: 'flow',
    parameters: { flow_message_version: '3', flow_cta: 'Go', flow_id: '1', ...more },
  })
const template = (more: Bag) => message('template', { name: 'hello_world', language: { code: 'en_US' }, ...more })
const body = (...parameters: unknown[]) => template({ components: [{ type: 'body', parameters }] })

/** kind -> bodies that are taken */
const GOOD: Record<string, Bag[]> = {
  text: [message('text', { body: 'hi' }), message('text', { body: long(4096), preview_url: true, shade: 'new' })],
  template: [
    template({}),
    body({ type: 'text', text: 'a' }, { type: 'text', text: 'b', parameter_name: 'second' }),
    body({ type: 'something_new', value: 1 }),
    template({
      components: [
        { type: 'BODY', parameters: [] },
        { type: 'carousel', cards: [] },
      ],
    }),
    template({
      components: [{ type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'x' }] }],
    }),
  ],
  image: [message('image', { id: '1' }), message('image', { link: 'https://example.com/a.png', caption: long(1024) })],
  audio: [message('audio', { id: '1', voice: true }), message('audio', { link: 'https://example.com/a.ogg' })],
  video: [message('video', { link: 'https://example.com/a.mp4', caption: '' })],
  document: [message('document', { id: '1', filename: 'a.pdf', caption: 'read' })],
  sticker: [message('sticker', { id: '1' })],
  location: [
    message('location', { latitude: -90, longitude: 180 }),
    message('location', { latitude: '-90', longitude: '180.000' }),
    message('location', { latitude: '37.4847', longitude: -122.1486 }),
    message('location', { latitude: 1.5, longitude: 2, name: 'n', address: 'a' }),
  ],
  contacts: [
    message('contacts', [{ name: { formatted_name: 'A' }, birthday: '2012-08-18', phones: [{ phone: '1' }] }]),
  ],
  interactive: [
    interactive('button', { buttons: [button('1', 'yes'), button('2', 'no'), button('3', 'later')] }),
    list([{ rows: [row('1')] }]),
    list([
      { title: 'a', rows: [row('1')] },
      { title: 'b', rows: [row('2')] },
    ]),
    interactive('product', { catalog_id: '1', product_retailer_id: '2' }),
    interactive(
      'product_list',
      { catalog_id: '1', sections: [{ title: 'a', product_items: [{ product_retailer_id: '1' }] }] },
      { header: { type: 'text', text: 'h' } },
    ),
    interactive('catalog_message', { name: 'catalog_message' }),
    flow({}),
    interactive('cta_url', { name: 'cta_url', parameters: { display_text: 'See', url: 'https://example.com' } }),
    interactive('location_request_message', { name: 'send_location' }),
    interactive('address_message', { name: 'address_message', parameters: { country: 'IN' } }),
    interactive('order_status', {
      name: 'review_order',
      parameters: { reference_id: 'r', order: { status: 'shipped' } },
    }),
    interactive('a_form_of_next_year', { anything: [1] }),
  ],
  reaction: [
    message('reaction', { message_id: 'wamid.1', emoji: '😀' }),
    message('reaction', { message_id: 'wamid.1', emoji: '' }),
  ],
}

describe('every kind of message', () => {
  for (const kind of MESSAGE_KINDS)
    it(`takes ${kind}`, async () => {
      const bodies = GOOD[kind] ?? []
      expect(bodies.length).toBeGreaterThan(0)
      expect(await Promise.all(bodies.map(verdict))).toEqual(bodies.map(() => 'taken'))
    })
})

describe('a tag that every object has a member for', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    '%s is a form that we do not know',
    async (type) => {
      for (const twin of [
        interactive(type, {}),
        interactive('button', { buttons: [button('1', 'a')] }, { header: { type } }),
        template({ components: [{ type, parameters: [] }] }),
        body({ type }),
      ])
        expect(await verdict(twin)).toBe('taken')
    },
  )
})

/** [what is wrong, body, path] */
const TWINS: [string, unknown, string][] = [
  ['no object', [], ''],
  ['no type', { to: TO }, 'type'],
  ['an unknown type', message('poll', {}), 'type'],
  ['a type without its member', { to: TO, type: 'text' }, 'text'],
  ['two members and no type', { to: TO, text: { body: 'a' }, image: { id: '1' } }, 'type'],
  ['no recipient', { type: 'text', text: { body: 'a' } }, 'to'],
  ['a number that is none', message('text', { body: 'a' }, { to: '12' }), 'to'],
  ['a number with letters', message('text', { body: 'a' }, { to: '+1650CALLNOW' }), 'to'],
  ['a number as a number', message('text', { body: 'a' }, { to: 16505551234 }), 'to'],
  ['a wrong user id', message('text', { body: 'a' }, { to: undefined, recipient: 'us.1' }), 'recipient'],
  ['another product', message('text', { body: 'a' }, { messaging_product: 'sms' }), 'messaging_product'],
  ['a group', message('text', { body: 'a' }, { recipient_type: 'group' }), 'recipient_type'],
  ['a context without id', message('text', { body: 'a' }, { context: {} }), 'context.message_id'],
  ['an empty text', message('text', { body: '' }), 'text.body'],
  ['a long text', message('text', { body: long(4097) }), 'text.body'],
  ['a text of another type', message('text', { body: 5 }), 'text.body'],
  ['a preview of another type', message('text', { body: 'a', preview_url: 'yes' }), 'text.preview_url'],
  ['an image without source', message('image', {}), 'image'],
  ['an image with two sources', message('image', { id: '1', link: 'https://example.com' }), 'image'],
  ['an image by a foreign scheme', message('image', { link: 'ftp://example.com/a' }), 'image.link'],
  ['a long caption', message('image', { id: '1', caption: long(1025) }), 'image.caption'],
  ['audio with a wrong voice', message('audio', { id: '1', voice: 'yes' }), 'audio.voice'],
  ['a video without source', message('video', { caption: 'a' }), 'video'],
  ['a document with a wrong name', message('document', { id: '1', filename: '' }), 'document.filename'],
  ['audio without source', message('audio', { voice: true }), 'audio'],
  ['audio as a list', message('audio', [{ id: '1' }]), 'audio'],
  ['a video with two sources', message('video', { id: '1', link: 'https://example.com/a' }), 'video'],
  ['a video with a long caption', message('video', { id: '1', caption: long(1025) }), 'video.caption'],
  ['a document by a bare name', message('document', { link: 'a.pdf' }), 'document.link'],
  ['a document with a number for an id', message('document', { id: 1 }), 'document.id'],
  ['a sticker without source', message('sticker', {}), 'sticker'],
  ['a sticker by a local file', message('sticker', { link: 'file:///etc/passwd' }), 'sticker.link'],
  ['a reaction with a long emoji', message('reaction', { message_id: 'w', emoji: long(33) }), 'reaction.emoji'],
  ['a sticker with an empty id', message('sticker', { id: '' }), 'sticker.id'],
  ['a latitude off the globe', message('location', { latitude: 91, longitude: 0 }), 'location.latitude'],
  ['a longitude off the globe', message('location', { latitude: 0, longitude: -181 }), 'location.longitude'],

  ['a latitude off the globe in text', message('location', { latitude: '90.1', longitude: '0' }), 'location.latitude'],
  ['a longitude off the globe in text', message('location', { latitude: 0, longitude: '-181' }), 'location.longitude'],
  ['a longitude in words', message('location', { latitude: 0, longitude: '1 W' }), 'location.longitude'],
  ['an empty longitude', message('location', { latitude: 0, longitude: '' }), 'location.longitude'],
  ['no contacts', message('contacts', []), 'contacts'],
  ['contacts as an object', message('contacts', { name: {} }), 'contacts'],
  ['a contact without a name', message('contacts', [{ phones: [] }]), 'contacts.0.name'],
  [
    'a name without its formatted form',
    message('contacts', [{ name: { first_name: 'A' } }]),
    'contacts.0.name.formatted_name',
  ],
  [
    'a wrong birthday',
    message('contacts', [{ name: { formatted_name: 'A' }, birthday: '18.8.2012' }]),
    'contacts.0.birthday',
  ],
  ['phones as text', message('contacts', [{ name: { formatted_name: 'A' }, phones: '1' }]), 'contacts.0.phones'],
  ['a reaction without a message', message('reaction', { emoji: 'x' }), 'reaction.message_id'],
  ['a reaction without an emoji', message('reaction', { message_id: 'wamid.1' }), 'reaction.emoji'],
  [
    'a reaction as a reply',
    message('reaction', { message_id: 'wamid.1', emoji: 'x' }, { context: { message_id: 'w' } }),
    'context',
  ],
  ['an interactive without type', message('interactive', { body: { text: 'a' } }), 'interactive.type'],
  ['no buttons', interactive('button', { buttons: [] }), 'interactive.action.buttons'],
  [
    'four buttons',
    interactive('button', { buttons: ['1', '2', '3', '4'].map((id) => button(id, id)) }),
    'interactive.action.buttons',
  ],
  [
    'a long button',
    interactive('button', { buttons: [button('1', long(21))] }),
    'interactive.action.buttons.0.reply.title',
  ],
  [
    'twin buttons',
    interactive('button', { buttons: [button('1', 'a'), button('1', 'b')] }),
    'interactive.action.buttons.1.reply.id',
  ],
  [
    'a long body',
    interactive('button', { buttons: [button('1', 'a')] }, { body: { text: long(1025) } }),
    'interactive.body.text',
  ],
  [
    'a long footer',
    interactive('button', { buttons: [button('1', 'a')] }, { footer: { text: long(61) } }),
    'interactive.footer.text',
  ],
  [
    'a long header',
    interactive('button', { buttons: [button('1', 'a')] }, { header: { type: 'text', text: long(61) } }),
    'interactive.header.text',
  ],
  [
    'an image header without image',
    interactive('button', { buttons: [button('1', 'a')] }, { header: { type: 'image' } }),
    'interactive.header.image',
  ],
  ['a list without sections', list([]), 'interactive.action.sections'],
  [
    'eleven rows',
    list([{ rows: Array.from({ length: 11 }, (_, i) => row(String(i))) }]),
    'interactive.action.sections',
  ],
  [
    'sections without titles',
    list([{ rows: [row('1')] }, { title: 'b', rows: [row('2')] }]),
    'interactive.action.sections.0.title',
  ],
  ['a long row', list([{ rows: [{ id: '1', title: long(25) }] }]), 'interactive.action.sections.0.rows.0.title'],
  ['a list button too long', list([{ rows: [row('1')] }], { button: long(21) }), 'interactive.action.button'],
  ['a product without catalog', interactive('product', { product_retailer_id: '1' }), 'interactive.action.catalog_id'],
  ['products without a header', interactive('product_list', { catalog_id: '1', sections: [] }), 'interactive.header'],
  ['a catalogue by another name', interactive('catalog_message', { name: 'x' }), 'interactive.action.name'],
  ['a flow with two names', flow({ flow_name: 'a' }), 'interactive.action.parameters'],
  ['a flow with a long button', flow({ flow_cta: long(31) }), 'interactive.action.parameters.flow_cta'],
  [
    'a link that is none',
    interactive('cta_url', { name: 'cta_url', parameters: { display_text: 'a', url: 'x' } }),
    'interactive.action.parameters.url',
  ],
  ['a template without a name', message('template', { language: { code: 'en' } }), 'template.name'],
  ['a template without a language', message('template', { name: 'a' }), 'template.language'],
  ['a language without a code', message('template', { name: 'a', language: {} }), 'template.language.code'],
  ['components as an object', template({ components: {} }), 'template.components'],
  ['a component without type', template({ components: [{}] }), 'template.components.0.type'],
  [
    'a button without index',
    template({ components: [{ type: 'button', sub_type: 'url' }] }),
    'template.components.0.index',
  ],
  [
    'a button index too high',
    template({ components: [{ type: 'button', sub_type: 'url', index: 10 }] }),
    'template.components.0.index',
  ],
  ['a text parameter without text', body({ type: 'text' }), 'template.components.0.parameters.0.text'],
  ['a parameter without type', body({ text: 'a' }), 'template.components.0.parameters.0.type'],
  [
    'a currency without a fallback',
    body({ type: 'currency', currency: { code: 'USD', amount_1000: 1 } }),
    'template.components.0.parameters.0.currency.fallback_value',
  ],
  [
    'a date without a fallback',
    body({ type: 'date_time', date_time: {} }),
    'template.components.0.parameters.0.date_time.fallback_value',
  ],
  ['an image parameter without source', body({ type: 'image', image: {} }), 'template.components.0.parameters.0.image'],
]

describe('malformed twins are refused by the path of what is wrong', () => {
  it.each(TWINS)('%s', async (_, twin, path) => {
    expect(await verdict(twin)).toBe(path)
  })

  it('are several for each kind', () => {
    for (const kind of MESSAGE_KINDS)
      expect(TWINS.filter(([, twin]) => (twin as Bag)['type'] === kind).length, kind).toBeGreaterThanOrEqual(3)
  })
})
