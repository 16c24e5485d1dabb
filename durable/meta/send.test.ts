import { describe, expect, it } from 'vitest'
import { sendMessage } from './send.ts'
import { meta, target, timeout } from './testing/meta-answers.ts'

describe('sendMessage', () => {
  const content = JSON.stringify({
    to: '15550001',
    type: 'text',
    text: { body: 'hé' },
    biz_opaque_callback_data: 'own',
    x: 1,
  })
  const message = { content, to: '+15550001', opaque: 'wg1.1.mac' }
  const ok = { json: { messages: [{ id: 'wamid.A' }] } }

  it('asks once, in the name of the token, with our opaque string and what it does not know unchanged', async () => {
    const { host, asked } = meta(ok)
    const { outcome, regainMinutes } = await sendMessage(host, target, message, true)
    expect(outcome).toMatchObject({ kind: 'accepted', wamid: 'wamid.A' })
    expect(regainMinutes).toBeNull()
    expect(asked).toHaveLength(1)
    expect(asked[0]?.url.href).toBe('https://graph.example/v26.0/1055/messages')
    expect(asked[0]?.init).toMatchObject({
      method: 'POST',
      headers: { authorization: 'Bearer secret-token', 'content-type': 'application/json' },
      timeoutMs: 20_000,
      wide: true,
    })
    expect(JSON.parse(asked[0]?.init.body ?? '')).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+15550001',
      type: 'text',
      text: { body: 'hé' },
      biz_opaque_callback_data: 'wg1.1.mac',
      x: 1,
    })
  })

  it.each(['US.13491208655302741918', 'US.ENT.abc123'])('addresses %s as recipient alone', async (to) => {
    const { host, asked } = meta(ok)
    await sendMessage(host, target, { ...message, to }, false)
    const body: unknown = JSON.parse(asked[0]?.init.body ?? '')
    expect(body).toMatchObject({ recipient: to })
    expect(body).not.toHaveProperty('to')
  })

  it('keeps a recipient_type of the caller', async () => {
    const { host, asked } = meta(ok)
    const group = JSON.stringify({ type: 'text', recipient_type: 'group' })
    await sendMessage(host, target, { ...message, content: group }, false)
    expect(JSON.parse(asked[0]?.init.body ?? '')).toMatchObject({ recipient_type: 'group' })
  })

  it.each([
    [timeout, 'timeout'],
    [new Error('TimeoutError: the operation timed out'), 'timeout'],
    [new TypeError('fetch failed'), 'reset'],
  ])('takes %s for an unknown outcome and does not ask again', async (error, cause) => {
    const { host, asked } = meta(error)
    expect((await sendMessage(host, target, message, false)).outcome).toMatchObject({ kind: 'unknown', cause })
    expect(asked).toHaveLength(1)
  })

  it('reads the minutes to wait from the usage header', async () => {
    const usage = JSON.stringify({
      '2066': [{ type: 'messaging', call_count: 100, estimated_time_to_regain_access: 7 }],
    })
    const headers = { 'X-Business-Use-Case-Usage': usage }
    const { host } = meta({ status: 400, headers, json: { error: { code: 80007 } } })
    const { outcome, regainMinutes } = await sendMessage(host, target, message, false)
    expect(outcome).toMatchObject({ kind: 'throttled', code: 80007 })
    expect(regainMinutes).toBe(7)
  })

  it('throws for content that the edge should never have let in', async () => {
    for (const broken of ['', '[]', 'null', '"text"'])
      await expect(sendMessage(meta().host, target, { ...message, content: broken }, false)).rejects.toThrow(
        /JSON object/,
      )
  })
})
