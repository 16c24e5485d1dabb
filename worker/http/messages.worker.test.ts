import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { until } from '../../durable/kit/testing/until.ts'
import { admin, caller, testEnv } from './testing/api.ts'
import { fakeGraph } from './testing/fake-graph.ts'

let packageId = ''
let profileId = ''
let people = 0

/** A recipient that no other test writes to. */
const person = () => `+1650555${String(1000 + ++people)}`
const template = (to: string, more: { [key: string]: unknown } = {}) => ({
  to,
  type: 'template',
  template: { name: 'hello_world', language: { code: 'en_US' } },
  ...more,
})
const later = (ms: number) => new Date(Date.now() + ms).toISOString()
const send = (body: unknown, headers: Record<string, string> = {}) =>
  admin('POST', `/api/v1/packages/${packageId}/messages`, body, headers)

beforeAll(async () => {
  await migrateD1(testEnv.DB)
  fakeGraph()
  packageId = (await admin('POST', '/api/v1/packages', { name: 'Sending' })).body.id
  profileId = '1077700001'
  const profile = { phoneNumberId: profileId, displayName: 'One', wabaId: '2077700001', accessToken: 'EAA' }
  expect((await admin('POST', `/api/v1/packages/${packageId}/profiles`, profile)).body.state).toBe('active')
  // nothing leaves while a test looks: what is accepted stays where it can be cancelled
  await admin('POST', `/api/v1/packages/${packageId}/pause`, { reason: 'test' })
})
beforeEach(() => void fakeGraph())

describe('sending', () => {
  it('is accepted with id, place and reasons, and its story is told at once', async () => {
    const to = person()
    const made = await send(template(to, { guard: { reference: 'order-1' } }))
    expect(made.status).toBe(202)
    expect(made.body.reasons.length).toBeGreaterThan(0)
    expect(made.headers.get('location')).toBe(`/api/v1/messages/${made.body.id}`)
    const { body } = await admin('GET', `/api/v1/messages/${made.body.id}`)
    expect(body).toMatchObject({ id: made.body.id, packageId, recipient: to, reference: 'order-1', direction: 'out' })
    expect(body.content).toMatchObject({ to, template: { name: 'hello_world' } })
    expect(body.timeline[0]).toMatchObject({ actor: { kind: 'key', id: 'admin-token' } })
  })

  it('answers a repeated key word for word, and refuses it for another body', async () => {
    const to = person()
    const first = await send(template(to), { 'idempotency-key': 'k1' })
    const again = await send({ ...template(to), type: 'template' }, { 'idempotency-key': 'k1' })
    expect(again.status).toBe(202)
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    const other = await send(template(person()), { 'idempotency-key': 'k1' })
    expect(other.status).toBe(409)
    expect(other.body.type).toBe('idempotency-mismatch')
    const both = await send(template(to, { guard: { idempotencyKey: 'k2' } }), { 'idempotency-key': 'k1' })
    expect(both.body.errors[0].path).toBe('guard.idempotencyKey')
    expect((await send(template(to), { 'idempotency-key': 'x'.repeat(256) })).body.errors[0].path).toBe(
      'Idempotency-Key',
    )
  })

  it('refuses free-form without a known window, and a pin to a foreign number', async () => {
    const closed = await send({ to: person(), text: { body: 'hi' } })
    expect(closed.status).toBe(422)
    expect(closed.body.type).toBe('service-window-closed')
    const pinned = await send(template(person(), { guard: { profileId: '999' } }))
    expect(pinned.status).toBe(400)
    expect(pinned.body.errors[0].path).toBe('guard.profileId')
  })

  it('takes free-form while a window is open', async () => {
    const address = person()
    await admin('POST', `/api/v1/profiles/${profileId}/windows`, { windows: [{ address, until: later(3_600_000) }] })
    await until(async () => {
      expect((await send({ to: address, text: { body: 'hi' } })).status).toBe(202)
    })
  })
})

describe('a batch', () => {
  it('has a result for each item, in order, with paths of its own', async () => {
    const messages = [
      template(person()),
      { to: '12', text: { body: 'a' } },
      'none',
      template(person(), { guard: { colour: 1 } }),
      template(person()),
    ]
    const { status, body } = await admin('POST', `/api/v1/packages/${packageId}/messages/batch`, { messages })
    expect(status).toBe(202)
    expect(body.results.map((one: { id?: string }) => one.id !== undefined)).toEqual([true, false, false, false, true])
    expect(body.results[1].problem.errors[0].path).toBe('to')
    expect(body.results[2].problem.errors[0].path).toBe('')
    expect(body.results[3].problem.errors[0].path).toBe('guard.colour')
  })

  it('is safe to repeat by one key, and an item by its own', async () => {
    const messages = [template(person()), template(person(), { guard: { idempotencyKey: 'mine' } })]
    const path = `/api/v1/packages/${packageId}/messages/batch`
    const first = await admin('POST', path, { messages }, { 'idempotency-key': 'b1' })
    expect((await admin('POST', path, { messages }, { 'idempotency-key': 'b1' })).body).toEqual(first.body)
    const alone = await send(messages[0], { 'idempotency-key': 'b1#0' })
    expect(alone.body).toEqual(first.body.results[0])
    const own = await admin('POST', path, { messages: [messages[1]] })
    expect(own.body.results[0]).toEqual(first.body.results[1])
  })

  it('holds 1 to 1,000 messages', async () => {
    const path = `/api/v1/packages/${packageId}/messages/batch`
    for (const body of [{ messages: [] }, {}, { messages: Array.from({ length: 1001 }, () => 1) }])
      expect((await admin('POST', path, body)).body.errors[0].path).toBe('messages')
    const full = await admin('POST', path, { messages: Array.from({ length: 1000 }, () => template(person())) })
    expect(full.body.results).toHaveLength(1000)
    expect(full.body.results.filter((one: { id?: string }) => one.id === undefined)).toEqual([])
    expect(new Set(full.body.results.map((one: { id: string }) => one.id)).size).toBe(1000)
  })
})

describe('the queue and the routes', () => {
  it('are read page by page with cursors of their own', async () => {
    const page = await admin('GET', `/api/v1/packages/${packageId}/queue?limit=2`)
    expect(page.body.items).toHaveLength(2)
    const next = await admin('GET', `/api/v1/packages/${packageId}/queue?limit=2&cursor=${page.body.nextCursor}`)
    expect(next.body.items.map((item: { id: string }) => item.id)).not.toContain(page.body.items[0].id)
    // a cursor of one list is none of another
    expect((await admin('GET', `/api/v1/packages/${packageId}/routes?cursor=${page.body.nextCursor}`)).status).toBe(400)
  })

  it('set, list and forget a recipient’s number', async () => {
    const recipient = person()
    const path = `/api/v1/packages/${packageId}/routes`
    const set = await admin('PUT', path, { recipient, profileId })
    expect(set.status).toBe(200)
    expect(set.body).toMatchObject({ recipient, profileId })
    expect((await admin('PUT', path, { recipient, profileId: '1' })).body.errors[0].path).toBe('profileId')
    const gone = `${path}?recipient=${encodeURIComponent(recipient)}`
    const spaced = recipient.replace('+1650', '+1 650-')
    expect((await admin('GET', gone)).body).toEqual({ items: [set.body], nextCursor: null })
    expect((await admin('GET', `${path}?recipient=${encodeURIComponent(spaced)}`)).body.items).toEqual([set.body])
    expect((await admin('GET', `${path}?recipient=${encodeURIComponent(person())}`)).body.items).toEqual([])
    expect((await admin('GET', `${path}?recipient=nobody`)).body.items).toEqual([])
    expect((await admin('GET', `${path}?recipient=`)).body.errors[0].path).toBe('recipient')
    expect((await admin('DELETE', gone)).status).toBe(204)
    expect((await admin('DELETE', gone)).status).toBe(404)
    expect((await admin('DELETE', path)).body.errors[0].path).toBe('recipient')
  })
})

describe('the history', () => {
  it('lists by every filter, newest first, page by page', async () => {
    const to = person()
    const ids: string[] = []
    for (const reference of ['a', 'b', 'c'])
      ids.push((await send(template(to, { guard: { reference: `list-${reference}`, priority: 'low' } }))).body.id)
    const list = async (query: string) =>
      (await admin('GET', `/api/v1/messages?${query}`)).body.items.map((item: { id: string }) => item.id)
    const recipient = encodeURIComponent(to)
    await until(async () => {
      expect(await list(`recipient=${recipient}`)).toEqual([...ids].reverse())
    })
    expect(await list('reference=list-b')).toEqual([ids[1]])
    expect(await list(`packageId=${packageId}&recipient=${recipient}&direction=out`)).toEqual([...ids].reverse())
    expect(await list(`recipient=${recipient}&direction=in`)).toEqual([])
    expect(
      await list(`recipient=${recipient}&status=queued,accepted&from=${later(-60_000)}&to=${later(60_000)}`),
    ).toEqual([...ids].reverse())
    expect(await list(`recipient=${recipient}&to=${later(-60_000)}`)).toEqual([])
    const first = await admin('GET', `/api/v1/messages?recipient=${recipient}&limit=2`)
    const second = await admin('GET', `/api/v1/messages?recipient=${recipient}&limit=2&cursor=${first.body.nextCursor}`)
    expect([...first.body.items, ...second.body.items].map((item: { id: string }) => item.id)).toEqual(
      [...ids].reverse(),
    )
    expect(second.body.nextCursor).toBeNull()
  })

  it('shows a sender its own messages only', async () => {
    const keys = []
    for (const name of ['s1', 's2'])
      keys.push((await admin('POST', '/api/v1/api-keys', { name, role: 'sender' })).body.key)
    const [one, two] = [caller(keys[0]), caller(keys[1])]
    const to = person()
    const mine = (await one('POST', `/api/v1/packages/${packageId}/messages`, template(to))).body.id
    const theirs = (await two('POST', `/api/v1/packages/${packageId}/messages`, template(to))).body.id
    expect((await one('GET', `/api/v1/messages/${mine}`)).status).toBe(200)
    expect((await one('GET', `/api/v1/messages/${theirs}`)).status).toBe(404)
    await until(async () => {
      const { body } = await one('GET', '/api/v1/messages')
      expect(body.items.map((item: { id: string }) => item.id)).toEqual([mine])
    })
    expect((await one('POST', `/api/v1/messages/${mine}/cancel`)).status).toBe(403)
  })
})
