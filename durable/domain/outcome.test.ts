import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorEntry, listedCodes } from './codes.ts'
import { outcomeOf, outcomeOfCode, type SendFailure } from './outcome.ts'

const body = (value: unknown): string => JSON.stringify(value)
const error = (code: unknown, rest: object = {}): string =>
  body({ error: { message: 'm', type: 'OAuthException', code, ...rest } })
const accepted = body({
  messaging_product: 'whatsapp',
  contacts: [{ input: '+15550001', wa_id: '15550001', user_id: 'US.123' }],
  messages: [{ id: 'wamid.A', message_status: 'accepted' }],
})

describe('outcomeOf', () => {
  it('reads an acceptance with what it says of the recipient', () => {
    expect(outcomeOf({ status: 200, body: accepted })).toEqual({
      kind: 'accepted',
      wamid: 'wamid.A',
      waId: '15550001',
      userId: 'US.123',
      messageStatus: 'accepted',
    })
  })

  it('needs no more than the wamid', () => {
    expect(outcomeOf({ status: 299, body: body({ messages: [{ id: 'wamid.B' }] }) })).toEqual({
      kind: 'accepted',
      wamid: 'wamid.B',
      waId: null,
      userId: null,
      messageStatus: null,
    })
  })

  it.each(['held_for_quality_assessment', 'paused'])('takes message_status %s as accepted', (status) => {
    const found = outcomeOf({ status: 200, body: body({ messages: [{ id: 'w', message_status: status }] }) })
    expect(found).toMatchObject({ kind: 'accepted', messageStatus: status })
  })

  it.each([
    [200, 'refused', 131047],
    [400, 'refused', 131047],
    [500, 'refused', 3],
    [500, 'refused', 131045],
    [503, 'throttled', 133004],
    [400, 'throttled', 130429],
    [429, 'throttled', 4],
    [400, 'unknown', 1],
    [503, 'unknown', 2],
    [200, 'unknown', 131000],
    [403, 'refused', 251],
  ])('goes by the code, not by HTTP %s: %s (%s)', (status, kind, code) => {
    expect(outcomeOf({ status, body: error(code) })).toMatchObject({ kind, code })
  })

  it('goes by the code even beside a wamid, and takes a code written as text', () => {
    const both = body({ error: { code: 131026 }, messages: [{ id: 'wamid.A' }] })
    expect(outcomeOf({ status: 200, body: both })).toMatchObject({ kind: 'refused', code: 131026 })
    expect(outcomeOf({ status: 400, body: error('131026') })).toMatchObject({ kind: 'refused', code: 131026 })
  })

  it("keeps Meta's words, and its own for what Meta leaves out", () => {
    const full = outcomeOf({ status: 400, body: error(100, { error_data: { details: 'name too long' } }) })
    expect(full).toMatchObject({ title: 'm', detail: 'name too long', entry: errorEntry(100) })
    const bare = outcomeOf({ status: 400, body: body({ error: { code: 100 } }) })
    expect(bare).toMatchObject({ title: errorEntry(100)?.meaning, detail: null })
  })

  it.each([
    ['a code that is not listed', 400, error(17), 17, 'http'],
    ['an unlisted code under 5xx', 500, error(99), 99, 'http'],
    ['an error without a code', 400, body({ error: { message: 'm' } }), null, 'http'],
    ['an error that is null', 200, body({ error: null, messages: [{ id: 'w' }] }), null, 'http'],
    ['a broken code', 400, error(1.5), null, 'http'],
    ['HTML under 502', 502, '<html>', null, 'http'],
    ['HTML under 200', 200, '<html>', null, 'unreadable'],
    ['a cut body', 200, accepted.slice(0, 60), null, 'unreadable'],
    ['nothing', 200, '', null, 'unreadable'],
    ['a redirect', 302, '', null, 'http'],
    ['200 without a wamid', 200, body({ messages: [] }), null, 'http'],
    ['200 with an empty wamid', 200, body({ messages: [{ id: '' }] }), null, 'http'],
    ['a wamid under 500', 500, accepted, null, 'http'],
    ['a wamid under 300', 300, accepted, null, 'http'],
    ['a wamid under 199', 199, accepted, null, 'http'],
    ['a list', 200, '[]', null, 'http'],
    ['null', 200, 'null', null, 'http'],
  ])('%s is unknown: the message may have gone out', (_, status, text, code, cause) => {
    expect(outcomeOf({ status, body: text })).toEqual({ kind: 'unknown', code, cause, status })
  })

  it.each(['timeout', 'reset', 'unreadable', 'restart'] as SendFailure[])('%s is unknown', (failure) => {
    expect(outcomeOf({ failure })).toEqual({ kind: 'unknown', code: null, cause: failure, status: null })
  })

  it('never throws and never calls a 5xx without a listed code anything but unknown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 599 }), fc.json(), (status, text) => {
        expect(outcomeOf({ status, body: text }).kind).toBe('unknown')
      }),
      { numRuns: 300 },
    )
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.string(), (status, text) => {
        expect(['accepted', 'refused', 'throttled', 'unknown']).toContain(outcomeOf({ status, body: text }).kind)
      }),
      { numRuns: 300 },
    )
  })
})

describe('the table of codes', () => {
  it('has 85 entries, the range 200 to 299 among them', () => {
    expect(listedCodes()).toHaveLength(85)
    for (const code of [200, 250, 299]) expect(errorEntry(code)?.meaning).toBe('API permission')
    for (const code of [199, 300]) expect(errorEntry(code)).toBeUndefined()
  })

  it('is asked the same way for errors that come by webhook', () => {
    expect(outcomeOfCode(131049, 'later', null)).toMatchObject({ kind: 'refused', title: 'later' })
    expect(outcomeOfCode(131016, null, null)).toEqual({ kind: 'unknown', code: 131016, cause: 'code', status: null })
    expect(outcomeOfCode(424242, null, null)).toBeUndefined()
  })
})
