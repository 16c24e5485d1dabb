import { beforeAll, expect, it } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { until } from '../../durable/kit/testing/until.ts'
import { DEPLOYMENT } from '../../durable/portfolio/rpc.ts'
import { admin, testEnv } from './testing/api.ts'
import { fakeGraph } from './testing/fake-graph.ts'

const PEOPLE = ['+16505550951', '+16505550952', '+16505550953']
const list = async (query = '') => (await admin('GET', `/api/v1/opt-outs?${query}`)).body
const recipients = async (query = '') => (await list(query)).items.map((one: { recipient: string }) => one.recipient)

beforeAll(async () => {
  await migrateD1(testEnv.DB)
  fakeGraph()
})

it('opt-outs are listed before the first number is added, and once each when it is there', async () => {
  expect(await list()).toEqual({ items: [], nextCursor: null })
  const out = await admin('POST', '/api/v1/opt-outs', { recipients: PEOPLE, scope: 'all' })
  expect(out).toMatchObject({ status: 201, body: { portfolios: [DEPLOYMENT] } })
  const [first, second, third] = PEOPLE.map(encodeURIComponent)
  const one = await list(`recipient=${first}`)
  expect(one.items).toMatchObject([{ recipient: PEOPLE[0], portfolioId: DEPLOYMENT, scope: 'all', source: 'operator' }])

  const page = await list('limit=2')
  expect(page.items).toHaveLength(2)
  expect(await recipients(`limit=2&cursor=${page.nextCursor}`)).toEqual([PEOPLE[2]])
  expect(await recipients(`portfolioId=${encodeURIComponent(DEPLOYMENT)}`)).toEqual(PEOPLE)
  expect(await recipients('portfolioId=other')).toEqual([])
  const foreign = btoa(JSON.stringify(['id', 'x/+1'])).replaceAll('=', '')
  expect((await admin('GET', `/api/v1/opt-outs?cursor=${foreign}`)).body.errors[0].path).toBe('cursor')

  expect((await admin('DELETE', `/api/v1/opt-outs?recipient=${second}`)).status).toBe(200)
  expect(await recipients()).toEqual([PEOPLE[0], PEOPLE[2]])
  expect((await admin('DELETE', `/api/v1/recipients/${third}`)).body.complete).toBe(true)
  expect((await recipients())[1]).toMatch(/^hash:/)

  const { id } = (await admin('POST', '/api/v1/packages', { name: 'First' })).body
  const number = { phoneNumberId: '1077700951', displayName: 'One', wabaId: '2077700951', accessToken: 'EAA' }
  await admin('POST', `/api/v1/packages/${id}/profiles`, { ...number, portfolioId: 'folio' })
  await until(async () => {
    const { items } = await list()
    expect(items).toHaveLength(2)
    expect(items).toMatchObject([{ recipient: PEOPLE[0], portfolioId: 'folio', scope: 'all', source: 'operator' }, {}])
  })
})

it('a package without numbers refuses who has opted out, wherever that was said, until it is lifted', async () => {
  const to = '+16505550961'
  const send = async (id: string) =>
    await admin('POST', `/api/v1/packages/${id}/messages`, {
      ...{ to, type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
    })
  const made = async (name: string): Promise<string> => (await admin('POST', '/api/v1/packages', { name })).body.id
  const early = await made('Early')
  expect((await send(early)).body).toMatchObject({ status: 'accepted', reasons: [{ code: 'no-numbers' }] })
  // said to a number of another package
  await admin('POST', '/api/v1/opt-outs', { recipient: to, scope: 'all' })
  await until(async () => expect(await send(early)).toMatchObject({ status: 422, body: { type: 'opted-out' } }))
  // known to one that is made now as soon as it is made
  expect(await send(await made('Late'))).toMatchObject({ status: 422, body: { type: 'opted-out' } })
  await admin('DELETE', `/api/v1/opt-outs?recipient=${encodeURIComponent(to)}`)
  await until(async () => expect((await send(early)).status).toBe(202))
})
