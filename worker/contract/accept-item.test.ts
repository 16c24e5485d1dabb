import { describe, expect, it } from 'vitest'
import { acceptItem } from './accept-item.ts'

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
const template = (more: Bag) => message('template', { name: 'hello_world', language: { code: 'en_US' }, ...more })

describe('guard options', () => {
  const guarded = (guard: unknown) => message('text', { body: 'a' }, { guard })
  const at = (ms: number) => new Date(NOW + ms).toISOString()

  it.each([
    ['an option that is none', { prioritty: 'high' }, 'guard.prioritty'],
    ['a priority that is none', { priority: 'urgent' }, 'guard.priority'],
    ['a policy that is none', { policy: 'exactly_once' }, 'guard.policy'],
    ['a time that is none', { sendAt: 'tomorrow' }, 'guard.sendAt'],
    ['a time without a zone', { sendAt: '2026-11-22T10:00:00' }, 'guard.sendAt'],
    ['a time 61 s past', { sendAt: at(-60_001) }, 'guard.sendAt'],
    ['an end that is past', { expiresAt: at(0) }, 'guard.expiresAt'],
    ['an end before the beginning', { sendAt: at(9000), expiresAt: at(9000) }, 'guard.expiresAt'],
    ['a number as an object', { profileId: {} }, 'guard.profileId'],
    ['an empty reference', { reference: '' }, 'guard.reference'],
  ])('refuses %s', async (_, guard, path) => {
    expect(await verdict(guarded(guard))).toBe(path)
  })

  it('takes a time up to 60 s past, and every option', async () => {
    const guard = {
      profileId: '1',
      priority: 'high',
      policy: 'at_most_once',
      sendAt: at(-60_000),
      expiresAt: at(1),
      kind: 'reply',
      order: 'free',
      reference: 'r',
    }
    const result = await acceptItem(guarded(guard), NOW, null)
    expect(result).toHaveProperty('item.guard', { ...guard, sendAt: NOW - 60_000, expiresAt: NOW + 1 })
  })
})

it('leaves times that have passed to the package when the request has a key: it may be a repetition', async () => {
  const guard = { expiresAt: new Date(NOW - 1).toISOString(), sendAt: new Date(NOW - 90_000).toISOString() }
  const result = await acceptItem(message('text', { body: 'a' }, { guard }), NOW, 'key')
  expect(result).toHaveProperty('item.idempotencyKey', 'key')
})

describe('what the package is given', () => {
  const item = async (given: Bag, key: string | null = null) => {
    const result = await acceptItem(given, NOW, key)
    if ('problem' in result) throw new Error(result.problem.detail)
    return result.item
  }

  it('keeps members that we do not know, drops guard and product, writes type and recipient', async () => {
    const given = {
      to: '1 (650) 555-1234',
      text: { body: 'ü', x: [null] },
      foo: { b: 1, a: 2 },
      messaging_product: 'whatsapp',
      guard: {},
    }
    expect((await item(given)).content).toBe(
      '{"foo":{"a":2,"b":1},"text":{"body":"ü","x":[null]},"to":"+16505551234","type":"text"}',
    )
  })

  it('sends to a user id when there is no number, and to the number when there are both', async () => {
    const text = { type: 'text', text: { body: 'a' } }
    expect(await item({ ...text, recipient: 'US.123' })).toMatchObject({
      to: 'US.123',
      content: '{"recipient":"US.123","text":{"body":"a"},"type":"text"}',
    })
    expect((await item({ ...text, to: TO, recipient: 'US.123' })).to).toBe(TO)
  })

  it.each([
    ['a reply', message('text', { body: 'a' }, { context: { message_id: 'w' } }), true],
    ['a reaction', message('reaction', { message_id: 'w', emoji: '' }), true],
    ['media by id', message('image', { id: '1' }), true],
    [
      'a header by id',
      interactive('button', { buttons: [button('1', 'a')] }, { header: { type: 'image', image: { id: '1' } } }),
      true,
    ],
    [
      'a template header by id',
      template({ components: [{ type: 'header', parameters: [{ type: 'image', image: { id: '1' } }] }] }),
      true,
    ],
    [
      'a card of a carousel by id',
      template({
        components: [
          {
            type: 'carousel',
            cards: [{ components: [{ type: 'header', parameters: [{ type: 'image', image: { id: '1' } }] }] }],
          },
        ],
      }),
      true,
    ],
    [
      'a card of an interactive carousel by id',
      message('interactive', {
        type: 'carousel',
        body: { text: 'choose' },
        action: { cards: [{ card_index: 0, header: { type: 'image', image: { id: '1' } } }] },
      }),
      true,
    ],
    ['media by link', message('image', { link: 'https://example.com/a' }), false],
    ['a text', message('text', { body: 'a' }), false],
  ])('knows what is tied to one number: %s', async (_, given, tied) => {
    expect((await item(given)).tied).toBe(tied)
  })

  it('counts the parameters of a template', async () => {
    const components = [
      { type: 'HEADER', parameters: [{ type: 'text', text: 'h' }] },
      {
        type: 'body',
        parameters: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      { type: 'button', sub_type: 'url', index: 0, parameters: [{ type: 'text', text: 'x' }] },
    ]
    const found = await item(template({ components }))
    expect(found.parameters).toEqual({ header: 1, body: 2 })
    expect(found.template).toEqual({ name: 'hello_world', language: 'en_US' })
    expect((await item(message('text', { body: 'a' }))).parameters).toBeNull()
  })

  it('hashes what was asked, whatever its order of members, and not its key', async () => {
    const one = await item({
      to: TO,
      type: 'text',
      text: { body: 'a' },
      guard: { priority: 'high', idempotencyKey: 'j' },
    })
    const same = await item({
      guard: { idempotencyKey: 'k', priority: 'high' },
      text: { body: 'a' },
      type: 'text',
      to: TO,
    })
    const other = await item({
      to: TO,
      type: 'text',
      text: { body: 'a' },
      guard: { priority: 'low', idempotencyKey: 'j' },
    })
    expect(one.bodyHash).toBe(same.bodyHash)
    expect(one.bodyHash).not.toBe(other.bodyHash)
    expect(one.bodyHash).toMatch(/^[0-9a-f]{64}$/)
    expect((await item({ to: TO, type: 'text', text: { body: 'a' } })).bodyHash).toBe('')
  })

  it.each(['sendAt', 'expiresAt'])('refuses a %s whose year, or that of a day later, has five digits', async (name) => {
    const text = message('text', { body: 'a' })
    for (const time of ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59-12:00', '9999-01-01T00:00:00Z']) {
      // with a key too: what holds at any time is checked before the package looks for a repeat
      const result = await acceptItem({ ...text, guard: { [name]: time } }, NOW, time.endsWith('Z') ? null : 'k')
      expect('problem' in result && result.problem.errors?.map((one) => one.path)).toEqual([`guard.${name}`])
    }
    expect(await item({ ...text, guard: { [name]: '9998-12-31T23:59:59Z' } })).toMatchObject({
      guard: { [name]: Date.UTC(9998, 11, 31, 23, 59, 59) },
    })
  })

  it("takes the item's own key before the batch's", async () => {
    const text = message('text', { body: 'a' })
    expect((await item(text, 'k#3')).idempotencyKey).toBe('k#3')
    expect((await item({ ...text, guard: { idempotencyKey: 'own' } }, 'k#3')).idempotencyKey).toBe('own')
    expect((await item(text)).idempotencyKey).toBeNull()
  })

  it('refuses a message of more than 64 KB', async () => {
    expect(await verdict(message('text', { body: 'a', filler: long(65_536) }))).toBe('too-large')
  })
})
