import { beforeEach, describe, expect, it } from 'vitest'
import { fillPlaceholders } from '../testdata/fill.ts'
import examples from '../testdata/send_message_examples.json' with { type: 'json' }
import { codeOf, control, graph, post } from '../testing.ts'

const text = { type: 'text', template: undefined, text: { body: 'hello' } }
const bodies = Object.entries(examples.requests).map(([name, body]) => ({
  name,
  body: fillPlaceholders(body) as object,
}))

beforeEach(async () => {
  await control('reset', {})
  await control('config', { webhookUrl: '' })
})

describe('POST messages', () => {
  it('accepts every example of the reference', async () => {
    const inbound = { phoneNumberId: '1001', text: 'hi' }
    for (const from of ['+16505551234', '+16315555555']) await control('inbound', { ...inbound, from })
    const names = new Set(['intro_catalog_offer', 'flow_template', 'template_name', 'sample_issue_resolution'])
    for (const name of names) {
      await control('templates', { wabaId: '91001', name, language: 'en_US', category: 'UTILITY' })
    }
    for (const { name, body } of bodies) {
      const response = await graph('1001/messages', { method: 'POST', body: JSON.stringify(body) })
      expect([name, response.status, await response.json()]).toEqual([name, 200, expect.any(Object)])
    }
  })

  it('answers in the shape of Meta', async () => {
    const response = await post('1001')
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.json()).toEqual({
      messaging_product: 'whatsapp',
      contacts: [{ input: '+16505551234', wa_id: '16505551234' }],
      messages: [{ id: expect.stringMatching(/^wamid\../) }],
    })
  })

  it('answers a user id with a user id', async () => {
    const response = await post('1001', { to: undefined, recipient: 'US.13491208655302741918' })
    expect(await response.json()).toMatchObject({
      contacts: [{ input: 'US.13491208655302741918', user_id: 'US.13491208655302741918' }],
    })
  })

  it('never gives a wamid twice, not even after a reset', async () => {
    const first = await (await post('1001')).text()
    await control('reset', {})
    expect(await (await post('1001')).text()).not.toBe(first)
  })

  it.each([
    ['a bad payload', 400, 100, { to: '16505551234' }],
    ['an unknown template', 404, 132001, { template: { name: 'nope', language: { code: 'en_US' } } }],
    [
      'a known template in another language',
      404,
      132001,
      { template: { name: 'hello_world', language: { code: 'de' } } },
    ],
    [
      'parameters that the template does not have',
      400,
      132000,
      {
        template: {
          name: 'hello_world',
          language: { code: 'en_US' },
          components: [{ type: 'body', parameters: [{ type: 'text', text: 'x' }] }],
        },
      },
    ],
    ['free-form without a window', 400, 131047, text],
  ])('refuses %s', async (_, http, code, changes) => {
    const response = await post('1001', changes)
    expect([response.status, await codeOf(response)]).toEqual([http, code])
  })

  it('refuses without a token, and with a dead one', async () => {
    const none = await post('1001', {}, null)
    expect([none.status, await codeOf(none)]).toEqual([401, 190])
    await control('tokens', { token: 'token-1', dead: true })
    expect(await codeOf(await post('1001'))).toBe(190)
    expect(await codeOf(await post('1001', {}, 'token-2'))).toBeNull()
    await control('tokens', { token: 'token-1', dead: false })
    expect(await codeOf(await post('1001'))).toBeNull()
  })

  it('takes free-form in the 24 h after a message of the user, on that number only', async () => {
    await control('inbound', { phoneNumberId: '1001', from: '+16505551234', text: 'hi' })
    expect(await codeOf(await post('1001', text))).toBeNull()
    expect(await codeOf(await post('1002', text))).toBe(131047)
    const { now } = await control<{ now: number }>('health')
    await control('inbound', { phoneNumberId: '1002', from: '+16505551234', text: 'hi', at: now - 86_400_001 })
    expect(await codeOf(await post('1002', text))).toBe(131047)
  })

  it('knows a user under both names', async () => {
    await control('users', { userId: 'US.1349', phone: '+16505551234' })
    await control('inbound', { phoneNumberId: '1001', from: 'US.1349', text: 'hi' })
    expect(await codeOf(await post('1001', text))).toBeNull()
  })

  it('refuses a number that is not connected', async () => {
    await control('numbers/1001', { status: 'RESTRICTED' })
    expect(await codeOf(await post('1001'))).toBe(131031)
    await graph('1002/deregister', { method: 'POST' })
    expect(await codeOf(await post('1002'))).toBe(133010)
    const pin = JSON.stringify({ messaging_product: 'whatsapp', pin: '123456' })
    expect((await graph('1002/register', { method: 'POST', body: pin })).status).toBe(200)
    expect(await codeOf(await post('1002'))).toBeNull()
  })

  it('takes a read receipt and enters it as none of the sends', async () => {
    const body = JSON.stringify({ messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.x' })
    expect(await (await graph('1001/messages', { method: 'POST', body })).json()).toEqual({ success: true })
    expect(await control('verdict')).toMatchObject({ violations: [], judged: { serviceWindow: 0, duplicate: 0 } })
  })
})
