import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Json } from '../../durable/domain/reason.ts'
import { type Directory, planOf } from './routing.ts'

const now = 1_800_000_000_000
const directory: Directory = {
  isNumber: async (id) => id === '1055' || id === '1056',
  numbersBehind: async (display, wabaId) => {
    if (display === '15550001') return ['1055']
    return wabaId === '900' ? ['1055', '1056'] : []
  },
  portfolioOf: async (wabaId) => (wabaId === '900' ? 'P' : null),
}
const body = (changes: Json[], id = '900') =>
  JSON.stringify({ object: 'x', entry: [{ id, time: 1_700_000_000, changes }] })
const messages = (phone: string, value: { [key: string]: Json }): Json => ({
  field: 'messages',
  value: { metadata: { phone_number_id: phone, display_phone_number: '+1 555-0001' }, ...value },
})
const status = (id: string): Json => ({ id, status: 'sent', timestamp: '1700000001', recipient_id: '49170' })

describe('planOf', () => {
  it('makes one list per number of all entries, changes, messages and statuses, in order', async () => {
    const text = JSON.stringify({
      entry: [
        {
          id: '900',
          changes: [
            messages('1055', { statuses: [status('a'), status('b')] }),
            messages('1056', { statuses: [status('c')] }),
          ],
        },
        { id: '900', changes: [messages('1055', { statuses: [status('d')] })] },
      ],
    })
    const plan = await planOf(text, directory, now)
    const ids = [...plan.profiles].map(([id, events]) => [
      id,
      events.map((one) => ('wamid' in one ? one.wamid : one.kind)),
    ])
    expect(ids).toEqual([
      ['1055', ['a', 'b', 'd']],
      ['1056', ['c']],
    ])
    expect([...plan.seen]).toEqual([['+1 555-0001', '1055']])
    expect(plan.raw).toEqual([])
  })

  it('writes a change out again only where it is kept', async () => {
    const kept = messages('4711', { statuses: [status('b')] })
    const text = body([messages('1055', { statuses: [status('a')] }), kept])
    const written = vi.spyOn(JSON, 'stringify')
    try {
      const plan = await planOf(text, directory, now)
      expect(written.mock.calls.map(([value]) => value)).toEqual([kept])
      expect(plan.raw.map((one) => JSON.parse(one.body))).toEqual([kept])
    } finally {
      written.mockRestore()
    }
  })

  it('knows the number of each file that came to one, and of none where the webhook names no number', async () => {
    const file = (kind: string, id: Json): Json => ({ from: '49170', id: `w${kind}`, type: kind, [kind]: { id } })
    const kinds = ['image', 'video', 'audio', 'document', 'sticker']
    const text = body([
      messages('1055', { messages: [...kinds.map((kind, at) => file(kind, `70${at}`)), file('text', '9')] }),
      messages('1056', { messages: [file('image', 711), file('image', 'x'), file('image', null)] }),
      { ...Object(messages('1056', { message_echoes: [file('image', '712')] })), field: 'smb_message_echoes' },
      messages('4711', { messages: [file('image', '713')] }),
      { field: 'messages', value: { messages: [file('image', '714')] } },
    ])
    const { files } = await planOf(text, directory, now)
    expect([...files]).toEqual([
      ...['700', '701', '702', '703', '704'].map((id) => [id, '1055']),
      ...[
        ['711', '1056'],
        ['712', '1056'],
      ],
    ])
  })

  it('keeps raw what nests too deep to be passed on, and takes the rest', async () => {
    const deep: Json = JSON.parse(`${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`)
    const update = (value: Json): Json => ({ field: 'account_update', value })
    const text = body([update({ event: 'DISABLE', deep }), update({ event: 'DISABLE' })])
    const plan = await planOf(text, directory, now)
    expect(plan.updates).toMatchObject([{ portfolioId: 'P', value: { event: 'DISABLE' } }])
    expect(plan.raw).toMatchObject([{ field: 'account_update', reason: 'unreadable' }])
  })

  it.each([
    ['past what a date can hold', '99999999999999', now],
    ['infinite', '1e300', now],
    ['before the epoch', -5, now],
    ['no time', 'soon', now],
    ['a fraction', '1700000001.0004', 1_700_000_001_000],
  ])('a timestamp that is %s is stored as whole milliseconds that a page can show', async (_, timestamp, at) => {
    const event = messages('1055', { statuses: [{ ...Object(status('a')), timestamp }] })
    const text = JSON.stringify({ object: 'x', entry: [{ id: '900', time: timestamp, changes: [event] }] })
    const [found] = (await planOf(text, directory, now)).profiles.get('1055') ?? []
    expect(found).toMatchObject({ kind: 'status', at })
  })

  it('keeps the good of a change beside the odd, and the odd raw', async () => {
    const odd: Json[] = [{ status: 'sent' }, 'text', null, { id: 'x' }, status('x'.repeat(513))]
    const plan = await planOf(body([messages('1055', { statuses: [status('a'), ...odd] })]), directory, now)
    expect(plan.profiles.get('1055')).toHaveLength(1)
    expect(plan.raw.map((one) => JSON.parse(one.body))).toEqual(odd)
    expect(new Set(plan.raw.map((one) => one.reason))).toEqual(new Set(['unknown-field']))
  })

  it('reads errors of the number itself, but not those that stand beside a message', async () => {
    const errors = [{ code: 131031, title: 'locked', error_data: { details: 'd' } }, { title: 'no code' }]
    const alone = await planOf(body([messages('1055', { errors })]), directory, now)
    expect(alone.profiles.get('1055')).toEqual([
      { kind: 'error', code: 131031, title: 'locked', detail: 'd', at: 1_700_000_000_000 },
    ])
    const beside = await planOf(body([messages('1055', { errors, statuses: [status('a')] })]), directory, now)
    expect(beside.profiles.get('1055')?.map((one) => one.kind)).toEqual(['status'])
  })

  it('opens nothing for a group message, a revoke, or a message without sender', async () => {
    const list: Json[] = [
      { from: '49170', id: 'a', type: 'text', group_id: 'g', text: { body: 'x' } },
      { from: '49170', id: 'b', type: 'revoke' },
      { id: 'c', type: 'text', text: { body: 'x' } },
    ]
    const plan = await planOf(body([messages('1055', { messages: list })]), directory, now)
    expect(plan.profiles.size).toBe(0)
    expect(plan.raw.map((one) => one.field)).toEqual(['messages/text', 'messages/revoke', 'messages/text'])
  })

  it('brings a quality update to its number and its account, or to all of the account while the number is not known', async () => {
    const update = (display: string): Json => ({
      field: 'phone_number_quality_update',
      value: { display_phone_number: display, event: 'ONBOARDING', max_daily_conversations_per_business: 'TIER_2K' },
    })
    const known = await planOf(body([update('15550001')]), directory, now)
    expect([...known.profiles]).toEqual([
      ['1055', [{ kind: 'quality', event: 'ONBOARDING', tier: 'TIER_2K', at: 1_700_000_000_000 }]],
    ])
    expect(known.updates).toMatchObject([{ portfolioId: 'P', wabaId: '900', at: 1_700_000_000_000 }])
    expect([...(await planOf(body([update('2')]), directory, now)).profiles.keys()]).toEqual(['1055', '1056'])
    const foreign = await planOf(body([update('2')], '901'), directory, now)
    expect(foreign.raw.map((one) => one.reason)).toEqual(['unknown-waba'])
  })

  it('finds the account that a partner event names inside', async () => {
    const change = { field: 'account_update', value: { event: 'PARTNER_REMOVED', waba_info: { waba_id: '900' } } }
    expect((await planOf(body([change], '555'), directory, now)).updates).toMatchObject([
      { wabaId: '900', portfolioId: 'P' },
    ])
  })

  it.each(['', 'null', '[]', '{}', '{"entry":{}}', '<html>', '"x"', '{"entry":'])(
    'keeps %j as unreadable',
    async (text) => {
      expect((await planOf(text, directory, now)).raw).toEqual([
        { wabaId: null, phoneNumberId: null, field: '', reason: 'unreadable', body: text },
      ])
    },
  )

  it('takes any JSON in any place without throwing, and drops no change', async () => {
    const junk = fc.json().map((text): Json => JSON.parse(text))
    const change = fc.record({
      field: fc.oneof(
        fc.constantFrom('messages', 'user_preferences', 'smb_message_echoes', 'account_update', 'calls'),
        junk,
      ),
      value: fc.oneof(
        junk,
        fc.record({
          metadata: fc.oneof(junk, fc.constant({ phone_number_id: '1055' })),
          messages: fc.oneof(junk, fc.array(junk)),
          statuses: fc.oneof(junk, fc.array(junk)),
          user_preferences: fc.array(junk),
          contacts: fc.array(junk),
          errors: junk,
        }),
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const plan = await planOf(body(changes), directory, now)
        const taken = [...plan.profiles.values()].flat().length + plan.updates.length + plan.raw.length
        expect(taken).toBeGreaterThanOrEqual(changes.length)
      }),
    )
  })
})
