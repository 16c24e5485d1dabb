import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Verdict } from '../judge/verdict.ts'
import { codeOf, control, flush, graph, NO_DELAYS, post, receiver, tick } from '../testing.ts'

type Ledger = { items: Record<string, unknown>[]; next: number }
const rulesOf = (verdict: Verdict) => [...new Set(verdict.violations.map((one) => one.rule))].sort()
const opaque = (messageId: string, attempt: number) => ({ biz_opaque_callback_data: `${messageId}.${attempt}.mac` })

beforeEach(async () => {
  await control('reset', {})
  await control('config', { webhookUrl: '', delays: NO_DELAYS })
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('the ledger', () => {
  it('enters every request by arrival, without token or text', async () => {
    const before = (await control<{ now: number }>('health')).now
    await control('inbound', { phoneNumberId: '1001', from: '+16505551234', text: 'a secret' })
    await post('1001', { type: 'text', template: undefined, text: { body: 'a secret' }, ...opaque('pkg.m1', 1) })
    await graph('1001?fields=status')
    await post('1002', { to: 'nonsense' })
    const { items, next } = await control<Ledger>('ledger')
    expect(items).toMatchObject([
      {
        n: 1,
        edge: 'messages',
        phoneNumberId: '1001',
        wabaId: '91001',
        type: 'text',
        category: 'service',
        opaque: 'pkg.m1.1.mac',
        messageId: 'pkg.m1',
        outcome: 'accepted',
        user: '16505551234',
      },
      { n: 2, edge: 'number', method: 'GET', phoneNumberId: '1001', outcome: 'accepted' },
      { n: 3, edge: 'messages', phoneNumberId: '1002', outcome: 'refused', code: 100, http: 400 },
    ])
    expect(next).toBe(3)
    for (const one of items) expect(one['at']).toBeGreaterThanOrEqual(before)
    expect(JSON.stringify(items)).not.toMatch(/secret|token-1/)
    expect((await control<Ledger>('ledger?since=2')).items).toHaveLength(1)
    expect((await control<Ledger>('ledger/messages', { messageIds: ['pkg.m1'] })).items).toHaveLength(1)
  })

  it('starts from nothing after a reset', async () => {
    await post('1001')
    await control('rules', { defaults: { hourly: 1 } })
    await control('faults', { kind: { type: 'error', code: 1 } })
    await control('reset', {})
    expect(await control('ledger')).toEqual({ items: [], next: 0 })
    expect(await control('faults')).toEqual({ items: [] })
    expect(await control('rules')).toMatchObject({ defaults: {}, stops: [], optOuts: [] })
  })
})

describe('faults', () => {
  it('errors by code, for the number that is named and as often as said', async () => {
    await control('faults', { phoneNumberId: '1001', count: 2, kind: { type: 'error', code: 130429 } })
    const codes = []
    for (let n = 0; n < 3; n++) codes.push(await codeOf(await post('1001')))
    expect([...codes, await codeOf(await post('1002'))]).toEqual([130429, 130429, null, null])
  })

  it.each([1, 2, 3, 10, 131000, 131057])('answers code %i with the status that Meta gives it', async (code) => {
    await control('faults', { kind: { type: 'error', code } })
    const http = { 1: 400, 2: 503, 3: 500, 10: 403, 131000: 500, 131057: 500 }[code]
    expect((await post('1001')).status).toBe(http)
  })

  it('answers a bare status without processing', async () => {
    await control('faults', { kind: { type: 'status', http: 502 } })
    const response = await post('1001')
    expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8'])
    expect((await control<Ledger>('ledger')).items).toMatchObject([{ outcome: 'status', http: 502, wamid: null }])
  })

  it('accepts and breaks the answer', async () => {
    await control('faults', { kind: { type: 'lostAnswer', how: 'reset' } })
    const response = await post('1001')
    await expect(response.json()).rejects.toThrow()
    expect((await control<Ledger>('ledger')).items).toMatchObject([
      { outcome: 'lost', wamid: expect.any(String), answeredAt: null },
    ])
  })

  it('accepts and withholds the answer longer than the caller waits', async () => {
    await control('faults', { kind: { type: 'lostAnswer', stallMs: 30_000 } })
    const body = JSON.stringify({
      messaging_product: 'whatsapp',
      to: '+16505551234',
      type: 'template',
      template: { name: 'hello_world', language: { code: 'en_US' } },
    })
    const signal = AbortSignal.timeout(200)
    await expect(graph('1001/messages', { method: 'POST', body, signal })).rejects.toThrow()
    expect((await control<Ledger>('ledger')).items).toMatchObject([{ outcome: 'lost' }])
  })

  it('answers late but enters the arrival', async () => {
    await control('faults', { path: 'number', kind: { type: 'latency', minMs: 50, maxMs: 50 } })
    await graph('1001')
    const [row] = (await control<Ledger>('ledger')).items
    expect(Number(row?.['answeredAt']) - Number(row?.['at'])).toBeGreaterThanOrEqual(50)
    expect((await control<{ now: number }>('health')).now - Number(row?.['at'])).toBeGreaterThanOrEqual(50)
  })

  it('gives a message status', async () => {
    await control('faults', { kind: { type: 'messageStatus', value: 'held_for_quality_assessment' } })
    expect(await (await post('1001')).json()).toMatchObject({
      messages: [{ message_status: 'held_for_quality_assessment' }],
    })
  })

  it('can be taken away, one or all', async () => {
    await control('faults', [
      { id: 'a', kind: { type: 'error', code: 1 } },
      { id: 'b', kind: { type: 'error', code: 2 } },
    ])
    await control('faults?id=a', undefined, 'DELETE')
    expect(await codeOf(await post('1001'))).toBe(2)
    await control('faults', undefined, 'DELETE')
    expect(await codeOf(await post('1001'))).toBeNull()
  })
})

describe('the verdict', () => {
  it('finds every planted violation in real requests', async () => {
    const { now } = await control<{ now: number }>('health')
    await control('rules', {
      graceMs: 0,
      defaults: { perSecond: 1, hourly: 1, threeHourly: 1, daily: 1, cooldownMs: 60_000, pairGapMs: 60_000 },
      portfolios: { p: { limit: 1, numbers: ['1001'] } },
      optOuts: [{ to: '+16505550003', scope: 'all', at: now - 1000 }],
      stops: [{ phoneNumberId: '1003', from: now - 1000 }],
      policyByMessage: { m1: 'at_most_once' },
      order: { '+16505550002': ['a', 'b'] },
    })
    await post('1001', opaque('m1', 1))
    await post('1001', opaque('m1', 2))
    await post('1001', { to: '+16505550002', ...opaque('b', 1) })
    await post('1002', { to: '+16505550002', ...opaque('a', 1) })
    await post('1003', { to: '+16505550003' })
    await post('1004', { type: 'text', template: undefined, text: { body: 'x' } })
    const verdict = await control<Verdict>('verdict')
    expect(rulesOf(verdict)).toEqual([
      'capDay',
      'capHour',
      'capSecond',
      'capThreeHours',
      'cooldown',
      'duplicate',
      'hold',
      'optOut',
      'order',
      'pairGap',
      'reach',
      'serviceWindow',
    ])
    expect(Object.values(verdict.judged).every((count) => count > 0)).toBe(true)
  })

  it('finds nothing in a clean run by the same rules', async () => {
    const { now } = await control<{ now: number }>('health')
    await control('rules', {
      defaults: { perSecond: 1, hourly: 1, threeHourly: 1, daily: 1, cooldownMs: 60_000, pairGapMs: 60_000 },
      portfolios: { p: { limit: 1, numbers: ['1001'] } },
      optOuts: [{ to: '+16505550003', scope: 'marketing', at: now - 5000 }],
      stops: [{ phoneNumberId: '1003', from: now - 9000, until: now - 1000 }],
      order: { '+16505551234': ['a', 'b'] },
      windows: [{ phoneNumberId: '1002', to: '+16505551234', at: now - 1000 }],
    })
    await post('1001', opaque('a', 1))
    await post('1002', { type: 'text', template: undefined, text: { body: 'x' }, ...opaque('b', 1) })
    await post('1003', { to: '+16505550003' })
    const verdict = await control<Verdict>('verdict')
    expect(verdict.violations).toEqual([])
    expect(Object.values(verdict.judged).every((count) => count > 0)).toBe(true)
  })

  it.each([
    [131048, '1001', 'token-2'],
    [190, '1002', 'token-1'],
  ])('holds by itself after it answered %i, until it is lifted', async (code, number, token) => {
    await control('rules', { graceMs: 0 })
    await control('faults', { count: 1, kind: { type: 'error', code } })
    await post('1001')
    await tick()
    await post(number, { to: '+16505550009' }, token)
    expect(rulesOf(await control<Verdict>('verdict'))).toEqual(['hold'])
    await control('rules', { lift: [{ phoneNumberId: '1001' }, { token: 'token-1' }] })
    await post(number, { to: '+16505550010' }, token)
    expect((await control<Verdict>('verdict')).violations).toHaveLength(1)
  })

  it('forbids a resend once a status was delivered', async () => {
    receiver()
    await control('config', { webhookUrl: 'http://127.0.0.1:9/', coalesceMs: 0 })
    await control('rules', { toleranceMs: 0 })
    await post('1001', opaque('m', 1))
    await flush()
    await tick()
    await post('1001', opaque('m', 2))
    expect(await control<Verdict>('verdict')).toMatchObject({
      violations: [{ rule: 'duplicate', n: 2 }],
      duplicates: 1,
    })
  })
})

describe('control', () => {
  it('says what is wrong with a body', async () => {
    expect(await control('rules', { hourly: 5 })).toEqual({ error: expect.stringContaining('hourly') })
    expect(await control('faults', { kind: { type: 'flood' } })).toHaveProperty('error')
    expect(await control('nothing')).toEqual({ error: 'unknown control path' })
  })
})
