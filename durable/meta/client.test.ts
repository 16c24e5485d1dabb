import { describe, expect, it } from 'vitest'
import { messageHistory, subscribeApp } from './client.ts'
import { meta, target } from './testing/meta-answers.ts'

describe('subscribeApp', () => {
  it('posts once and needs the word success', async () => {
    const { host, asked } = meta({ json: { success: true } }, { json: { success: false } })
    expect(await subscribeApp(host, target)).toMatchObject({ ok: true })
    expect(asked[0]).toMatchObject({ init: { method: 'POST' } })
    expect(asked[0]?.url.href).toBe('https://graph.example/v26.0/2066/subscribed_apps')
    expect(await subscribeApp(host, target)).toMatchObject({ ok: false })
  })
})

describe('messageHistory', () => {
  it('reads the events of that wamid alone', async () => {
    const events = {
      data: [
        { delivery_status: 'SENT', timestamp: 1640995200, webhook_update_state: 'FAILED' },
        {},
        { delivery_status: 'READ' },
      ],
    }
    const data = [{ message_id: 'wamid.A', events }, { message_id: 'wamid.B', events }, { message_id: 'wamid.A' }]
    const { host, asked } = meta({ json: { data } })
    const found = await messageHistory(host, target, 'wamid.A')
    expect(asked[0]?.url.searchParams.get('message_id')).toBe('wamid.A')
    expect(found.ok && found.value).toEqual([
      { status: 'sent', at: 1640995200000, webhookState: 'FAILED', detail: null },
      { status: 'read', at: null, webhookState: null, detail: null },
    ])
    expect(await messageHistory(meta({ json: {} }).host, target, 'w')).toMatchObject({ ok: false })
  })
})
