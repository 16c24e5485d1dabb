import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { APP_SECRET, codeOf, control, flush, ledger, NO_DELAYS, post, receiver, statusesOf } from '../testing.ts'

type Deliveries = {
  items: { n: number; attempts: number; statusCode: number; deliveredAt: number | null; updates: number }[]
}
const marketing = { wabaId: '91001', name: 'sale', language: 'en_US', category: 'MARKETING' }
const sale = { template: { name: 'sale', language: { code: 'en_US' } } }
const preference = (value: string) => ({
  wabaId: '91001',
  field: 'user_preferences',
  value: { user_preferences: [{ wa_id: '16505551234', category: 'marketing_messages', value, timestamp: 1 }] },
})

beforeEach(async () => {
  await control('reset', {})
  await control('config', { delays: NO_DELAYS, readShare: 1, coalesceMs: 0, retryBaseMs: 0, retryMaxMs: 0 })
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('status webhooks', () => {
  it('tells of sent, delivered and read, echoing the opaque and with a price', async () => {
    const received = receiver()
    const { messages } = (await (await post('1001', { biz_opaque_callback_data: 'm1.1.mac' })).json()) as {
      messages: [{ id: string }]
    }
    await flush()
    const statuses = statusesOf(received)
    expect(statuses.map((one) => one.status)).toEqual(['sent', 'delivered', 'read'])
    expect(statuses.every((one) => one.id === messages[0].id && one.biz_opaque_callback_data === 'm1.1.mac')).toBe(true)
    expect(statuses.map((one) => one.pricing)).toEqual([
      { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' },
      { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' },
      undefined,
    ])
  })

  it('signs exactly the bytes that it sends, which are ASCII', async () => {
    const received = receiver()
    await control('inbound', { phoneNumberId: '1001', from: '+16505551234', text: 'grüße 😀' })
    await flush()
    expect(received).toHaveLength(1)
    for (const { signature, bytes, body } of received) {
      expect(signature).toBe(`sha256=${createHmac('sha256', APP_SECRET).update(bytes).digest('hex')}`)
      expect(bytes.every((byte) => byte < 128)).toBe(true)
      expect(JSON.stringify(body)).toContain('grüße 😀')
    }
  })

  it('keeps everything back while held, and lets it go all at once', async () => {
    const received = receiver()
    await control('config', { webhooksHeld: true })
    await post('1001')
    await control('inbound', { phoneNumberId: '1001', from: '+16505551234', text: 'hi' })
    for (let i = 0; i < 3; i++) await runDurableObjectAlarm(ledger())
    expect(received).toHaveLength(0)
    const { pendingWebhooks } = await control<{ pendingWebhooks: number }>('health')
    expect(pendingWebhooks).toBeGreaterThan(0)
    await control('config', { webhooksHeld: false })
    await flush()
    expect(statusesOf(received).length).toBe(3)
    expect((await control<Deliveries>('ledger/webhooks')).items.every((one) => one.attempts === 1)).toBe(true)
  })

  it('puts what is due together for one account into one POST', async () => {
    const received = receiver()
    for (const id of ['1001', '1002', '1003']) await control(`numbers/${id}`, { wabaId: id === '1003' ? '888' : '777' })
    for (const id of ['1001', '1002', '1003', '1001']) await post(id)
    await flush()
    expect(received.length).toBeLessThanOrEqual(8)
    expect(statusesOf(received)).toHaveLength(12)
    const accounts = received.map(({ body }) => (body as { entry: { id: string }[] }).entry.map((one) => one.id))
    expect(new Set(accounts.flat())).toEqual(new Set(['777', '888']))
    expect(accounts.every((ids) => ids.length === 1)).toBe(true)
  })

  it('says failed with its code where a fault wants it', async () => {
    const received = receiver()
    await control('faults', { kind: { type: 'webhook', how: 'failed', code: 131049 } })
    await post('1001')
    await flush()
    expect(statusesOf(received)).toMatchObject([{ status: 'failed', errors: [{ code: 131049 }] }])
  })

  it('doubles and loses what a fault wants', async () => {
    const received = receiver()
    await control('faults', { phoneNumberId: '1001', kind: { type: 'webhook', how: 'lost' } })
    await post('1001')
    await flush()
    expect(statusesOf(received)).toEqual([])
    await control('faults', [{ id: 'd', phoneNumberId: '1002', kind: { type: 'webhook', how: 'doubled' } }])
    await post('1002')
    await flush()
    expect(
      statusesOf(received)
        .map((one) => one.status)
        .sort(),
    ).toEqual(['delivered', 'delivered', 'read', 'read', 'sent', 'sent'])
  })
})

describe('delivery', () => {
  it('repeats the same bytes until they are answered 200', async () => {
    const received = receiver(503, 0, 401)
    await control('webhook', { wabaId: '777', field: 'account_update', value: { event: 'ACCOUNT_VIOLATION' } })
    await flush()
    expect(received).toHaveLength(4)
    expect(new Set(received.map(({ signature }) => signature)).size).toBe(1)
    const { items } = await control<Deliveries>('ledger/webhooks')
    expect(items).toMatchObject([{ attempts: 4, statusCode: 200, deliveredAt: expect.any(Number) }])
  })

  it('sends what was planned before the process died', async () => {
    const received = receiver()
    await control('config', { delays: { ...NO_DELAYS, sent: [200, 200] } })
    await post('1001')
    await evictDurableObject(ledger())
    expect(received).toEqual([])
    await flush()
    expect(statusesOf(received)).toHaveLength(3)
    expect(await control('health')).toMatchObject({ requests: 1, plannedMessages: 0, pendingWebhooks: 0 })
  })

  it('drops webhooks while nobody is subscribed', async () => {
    const received = receiver()
    await control('config', { webhookUrl: '' })
    await post('1001')
    await flush()
    expect(received).toEqual([])
    expect(await control('health')).toMatchObject({ plannedMessages: 0, pendingWebhooks: 0 })
  })
})

describe('other webhooks', () => {
  it('sends inbound messages of any kind, as often as wanted', async () => {
    const received = receiver()
    const message = { type: 'image', image: { id: '9', mime_type: 'image/jpeg', sha256: 'x' } }
    await control('inbound', { phoneNumberId: '1001', from: '+16505551234', message, userId: 'US.1349', times: 2 })
    await flush()
    expect(received).toHaveLength(2)
    expect(received[0]?.body).toEqual(received[1]?.body)
    expect(received[0]?.body).toMatchObject({
      object: 'whatsapp_business_account',
      entry: [
        {
          changes: [
            {
              field: 'messages',
              value: {
                metadata: { phone_number_id: '1001' },
                contacts: [{ wa_id: '16505551234', user_id: 'US.1349' }],
                messages: [{ from: '16505551234', from_user_id: 'US.1349', ...message }],
              },
            },
          ],
        },
      ],
    })
  })

  it('notifies of a change of status and tier, not of quality', async () => {
    const received = receiver()
    await control('numbers/1001?notify=1', { quality: 'RED' })
    await control('numbers/1001?notify=1', { tier: 'TIER_10K', status: 'BANNED' })
    await control('templates?notify=1', { ...marketing, status: 'PAUSED' })
    await flush()
    const fields = received.map(
      ({ body }) => (body as { entry: { changes: { field: string }[] }[] }).entry[0]?.changes[0]?.field,
    )
    expect(fields.sort()).toEqual(['account_update', 'business_capability_update', 'message_template_status_update'])
  })

  it('opts a user out once the receiver knows, and in again', async () => {
    receiver(503)
    await control('templates', marketing)
    await control('webhook', preference('stop'))
    expect(await codeOf(await post('1001', sale))).toBeNull()
    await flush()
    expect(await codeOf(await post('1001', sale))).toBe(131050)
    expect(await codeOf(await post('1001'))).toBeNull()
    await control('webhook', preference('resume'))
    await flush()
    expect(await codeOf(await post('1001', sale))).toBeNull()
  })

  it('replays a delivery byte by byte, and any body with a wrong signature', async () => {
    const received = receiver(200, 200, 401)
    await control('webhook', { wabaId: '777', field: 'security', value: { event: 'PIN_CHANGED' } })
    await flush()
    const { items } = await control<Deliveries>('ledger/webhooks')
    expect(await control('replay', { delivery: items[0]?.n })).toMatchObject({ status: 200 })
    expect(received[1]).toEqual(received[0])
    expect(await control('replay', { body: { a: 1 }, signature: 'bad' })).toMatchObject({ status: 401 })
    const third = received[2]
    const good = createHmac('sha256', APP_SECRET)
      .update(third?.bytes ?? '')
      .digest('hex')
    expect(third?.signature).toMatch(/^sha256=[0-9a-f]{64}$/)
    expect(third?.signature).not.toBe(`sha256=${good}`)
  })
})
