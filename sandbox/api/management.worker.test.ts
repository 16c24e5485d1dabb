import { beforeEach, describe, expect, it } from 'vitest'
import { codeOf, control, graph, post } from '../testing.ts'

beforeEach(async () => {
  await control('reset', {})
  await control('config', { webhookUrl: '' })
})

describe('GET number', () => {
  it('knows any number, and gives the fields that were asked for', async () => {
    const fields = 'quality_rating,status,throughput,whatsapp_business_manager_messaging_limit,health_status'
    const response = await graph(`555?fields=${fields}`)
    expect(await response.json()).toEqual({
      id: '555',
      quality_rating: 'GREEN',
      status: 'CONNECTED',
      throughput: { level: 'STANDARD' },
      whatsapp_business_manager_messaging_limit: 'TIER_2K',
      health_status: expect.objectContaining({ can_send_message: 'AVAILABLE' }),
    })
    expect(JSON.parse(response.headers.get('x-app-usage') ?? '')).toHaveProperty('call_count')
    expect(JSON.parse(response.headers.get('x-business-use-case-usage') ?? '')).toHaveProperty('9555')
  })

  it('refuses a field that does not exist', async () => {
    expect(await codeOf(await graph('555?fields=mood'))).toBe(100)
  })

  it('shows what control set', async () => {
    await control('numbers/555', { quality: 'RED', tier: 'TIER_250', businessId: 'b1' })
    const fields = 'quality_rating,whatsapp_business_manager_messaging_limit,owner_business_info'
    expect(await (await graph(`555?fields=${fields}`)).json()).toEqual({
      id: '555',
      quality_rating: 'RED',
      whatsapp_business_manager_messaging_limit: 'TIER_250',
      owner_business_info: { id: 'b1', name: 'b1' },
    })
  })

  it('ties a number to the account that its token subscribes next', async () => {
    await graph('555')
    expect(await (await graph('777/subscribed_apps', { method: 'POST' })).json()).toEqual({ success: true })
    await graph('556')
    await graph('778/subscribed_apps', { method: 'POST' })
    const ids = async (waba: string) => {
      const { data } = (await (await graph(`${waba}/phone_numbers`)).json()) as { data: { id: string }[] }
      return data.map((one) => one.id)
    }
    expect([await ids('777'), await ids('778')]).toEqual([['555'], ['556']])
  })
})

describe('templates', () => {
  const list = async (query = '') =>
    (await (await graph(`777/message_templates${query}`)).json()) as {
      data: { name: string }[]
      paging?: { cursors: { after: string }; next?: string }
    }

  it('has hello_world in every account', async () => {
    expect((await list()).data).toMatchObject([
      { name: 'hello_world', language: 'en_US', category: 'UTILITY', status: 'APPROVED' },
    ])
  })

  it('pages by cursor until the end, and refuses a cursor of somebody else', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      await control('templates', { wabaId: '777', name, language: 'en_US', category: 'MARKETING' })
    }
    const names: string[] = []
    let query = '?limit=2'
    for (let page = 0; page < 3; page++) {
      const { data, paging } = await list(query)
      names.push(...data.map((one) => one.name))
      expect(paging?.next === undefined).toBe(page === 2)
      query = `?limit=2&after=${paging?.cursors.after ?? ''}`
    }
    expect(names).toEqual(['hello_world', 'a', 'b', 'c', 'd'])
    expect(await codeOf(await graph('777/message_templates?after=xyz'))).toBe(131059)
  })

  it('checks parameters by components, and stops a paused template', async () => {
    const components = [{ type: 'BODY', text: 'Hi {{1}}, order {{2}}' }]
    const template = { wabaId: '91001', name: 'order', language: 'en_US', category: 'UTILITY', components }
    await control('templates', template)
    const send = (count: number) => {
      const parameters = Array.from({ length: count }, () => ({ type: 'text', text: 'x' }))
      return post('1001', {
        template: { name: 'order', language: { code: 'en_US' }, components: [{ type: 'body', parameters }] },
      })
    }
    expect(await codeOf(await send(1))).toBe(132000)
    expect(await codeOf(await send(2))).toBeNull()
    await control('templates', { ...template, status: 'PAUSED' })
    expect(await codeOf(await send(2))).toBe(132015)
  })
})

describe('registration', () => {
  it('wants a pin of six digits and allows 10 in 72 h', async () => {
    const register = (pin: string) =>
      graph('555/register', { method: 'POST', body: JSON.stringify({ messaging_product: 'whatsapp', pin }) })
    expect(await codeOf(await register('12345'))).toBe(100)
    for (let n = 0; n < 10; n++) expect((await register('123456')).status).toBe(200)
    expect(await codeOf(await register('123456'))).toBe(133016)
  })
})

describe('message history', () => {
  it('tells what happened to a wamid of that number, and nothing of others', async () => {
    await control('config', { delays: { sent: [0, 0], delivered: [60_000, 60_000], read: [0, 0] } })
    const { messages } = (await (await post('1001')).json()) as { messages: [{ id: string }] }
    const ask = async (number: string, id: string) =>
      (await graph(`${number}/message_history?message_id=${encodeURIComponent(id)}`)).json()
    expect(await ask('1001', messages[0].id)).toMatchObject({
      data: [{ message_id: messages[0].id, events: { data: [{ delivery_status: 'SENT' }] } }],
    })
    expect(await ask('1002', messages[0].id)).toEqual({ data: [] })
    expect(await ask('1001', 'wamid.somebodyelses')).toEqual({ data: [] })
  })
})

it('answers a path that Graph does not have with error 100', async () => {
  expect(await codeOf(await graph('555/messages/extra'))).toBe(100)
})
