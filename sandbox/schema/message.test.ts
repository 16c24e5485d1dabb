import { describe, expect, it } from 'vitest'
import { fillPlaceholders } from '../testdata/fill.ts'
import examples from '../testdata/send_message_examples.json' with { type: 'json' }
import { parseMessage } from './message.ts'

const requests = Object.entries(examples.requests).map(([name, body]) => ({ name, body: fillPlaceholders(body) }))
const text = { messaging_product: 'whatsapp', to: '+16505551234', type: 'text', text: { body: 'hello' } }
const template = (value: object) => ({ ...text, type: 'template', text: undefined, template: value })
const hello = { name: 'hello_world', language: { code: 'en_US' } }
const interactive = (value: object) => ({ ...text, type: 'interactive', text: undefined, interactive: value })
const buttons = (count: number, title = 'Yes') =>
  interactive({
    type: 'button',
    body: { text: 'Well?' },
    action: { buttons: Array.from({ length: count }, (_, i) => ({ type: 'reply', reply: { id: `b${i}`, title } })) },
  })
const rows = (count: number) =>
  interactive({
    type: 'list',
    body: { text: 'Well?' },
    action: {
      button: 'Open',
      sections: [{ title: 'One', rows: Array.from({ length: count }, (_, i) => ({ id: `${i}`, title: `Row ${i}` })) }],
    },
  })
const of = (type: string, value: object) => ({ ...text, type, text: undefined, [type]: value })

describe('parseMessage', () => {
  it('has all fifty examples of the reference', () => {
    expect(requests).toHaveLength(50)
  })

  it.each(requests)('takes the example "$name"', ({ body }) => {
    expect(parseMessage(JSON.stringify(body))).toMatchObject({ ok: true })
  })

  it.each(requests)('refuses "$name" with a member that nobody knows', ({ body }) => {
    expect(parseMessage(JSON.stringify({ ...body, guard: { priority: 'high' } }))).toMatchObject({ ok: false })
  })

  it.each(requests)('refuses "$name" without its product', ({ body }) => {
    const result = parseMessage(JSON.stringify({ ...body, messaging_product: undefined }))
    expect(result).toEqual({ ok: false, details: expect.stringContaining('messaging_product') })
  })

  it.each<[string, object, string]>([
    ['a recipient without +', { ...text, to: '16505551234' }, 'to: '],
    ['no recipient', { ...text, to: undefined }, 'to: '],
    ['a malformed user id', { ...text, to: undefined, recipient: '123' }, 'recipient: '],
    ['a type that nobody knows', { ...text, type: 'hologram' }, 'type: '],
    ['a type without its object', { ...text, type: 'image' }, 'image: '],
    ['the object of another type', { ...text, image: { id: '1' } }, 'image'],
    ['an empty text', { ...text, text: { body: '' } }, 'text.body: '],
    ['4,097 characters', { ...text, text: { body: 'x'.repeat(4097) } }, 'text.body: '],
    ['an unknown member of text', { ...text, text: { body: 'x', font: 'bold' } }, 'text: '],
    [
      '513 characters of opaque data',
      { ...text, biz_opaque_callback_data: 'x'.repeat(513) },
      'biz_opaque_callback_data',
    ],
    ['a quoted id that is no wamid', { ...text, context: { message_id: 'msg_1' } }, 'context.message_id: '],
    ['media with neither id nor link', of('image', { caption: 'x' }), 'image: '],
    ['media with both', of('image', { id: '1', link: 'https://example.org/a' }), 'image: '],
    ['a link that is no URL', of('video', { link: 'example.org/a' }), 'video.link: '],
    ['a caption on audio', of('audio', { id: '1', caption: 'x' }), 'audio: '],
    ['a sticker with a caption', of('sticker', { id: '1', caption: 'x' }), 'sticker: '],
    ['a latitude past the pole', of('location', { latitude: 91, longitude: 0 }), 'location.latitude: '],
    ['a contact without a name', of('contacts', [{ phones: [] }]), 'contacts.0.name: '],
    ['four buttons', buttons(4), 'interactive.action.buttons: '],
    ['a button title of 21', buttons(1, 'x'.repeat(21)), 'interactive.action.buttons.0.reply.title: '],
    ['eleven rows', rows(11), 'interactive.action.sections.0.rows: '],
    ['a template name in capitals', template({ ...hello, name: 'Hello' }), 'template.name: '],
    ['a template without language', template({ name: 'hello_world' }), 'template.language: '],
    ['a template with a stray member', template({ ...hello, body: 'x' }), 'template: '],
    [
      'a parameter without its value',
      template({ ...hello, components: [{ type: 'body', parameters: [{ type: 'text' }] }] }),
      'template.components.0',
    ],
    ['a reaction to nothing', of('reaction', { emoji: '😀' }), 'reaction.message_id: '],
    ['a reaction in words', of('reaction', { message_id: 'wamid.x', emoji: 'nice' }), 'reaction.emoji: '],
    [
      'a quoting reaction',
      { ...of('reaction', { message_id: 'wamid.x', emoji: '😀' }), context: { message_id: 'wamid.y' } },
      'context',
    ],
    ['a read receipt of nothing', { messaging_product: 'whatsapp', status: 'read' }, 'message_id: '],
  ])('refuses %s and names the place', (_, body, place) => {
    expect(parseMessage(JSON.stringify(body))).toEqual({ ok: false, details: expect.stringContaining(place) })
  })

  it('takes the same things one step inside their limits', () => {
    const good = [
      { ...text, text: { body: 'x'.repeat(4096) } },
      { ...text, biz_opaque_callback_data: 'x'.repeat(512) },
      { ...text, to: undefined, recipient: 'US.13491208655302741918' },
      buttons(3, 'x'.repeat(20)),
      rows(10),
      of('audio', { id: '1', voice: true }),
      of('reaction', { message_id: 'wamid.x', emoji: '' }),
    ]
    for (const body of good) expect(parseMessage(JSON.stringify(body))).toMatchObject({ ok: true })
  })

  it.each(['', '{', '[]', 'null', '"text"', '7'])('refuses the body %j', (body) => {
    expect(parseMessage(body)).toMatchObject({ ok: false })
  })

  it('keeps no text', () => {
    const secret = 'the secret text'
    const bodies = [
      { ...text, text: { body: secret } },
      { ...text, text: { body: secret, wrong: secret } },
    ]
    for (const body of bodies) expect(JSON.stringify(parseMessage(JSON.stringify(body)))).not.toContain(secret)
  })
})
