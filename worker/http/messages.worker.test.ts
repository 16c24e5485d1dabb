import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
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
afterAll(() => vi.unstubAllGlobals())

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
    await vi.waitFor(async () => {
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

describe('changing', () => {
  it('cancels what has not left, once', async () => {
    const { id } = (await send(template(person()))).body
    const cancelled = await admin('POST', `/api/v1/messages/${id}/cancel`)
    expect(cancelled.status).toBe(200)
    expect(cancelled.body.status).toBe('cancelled')
    expect((await admin('GET', `/api/v1/messages/${id}`)).body.status).toBe('cancelled')
    expect((await admin('POST', `/api/v1/messages/${id}/cancel`)).status).toBe(409)
    expect((await admin('POST', `/api/v1/messages/${id}/release`)).body.type).toBe('state-conflict')
  })

  it('schedules, lists, moves and rewrites', async () => {
    const to = person()
    const sendAt = later(3_600_000)
    const made = await send(template(to, { guard: { sendAt } }))
    expect(made.body).toMatchObject({ status: 'queued', profileId: null, notBefore: sendAt })
    const listed = await admin('GET', `/api/v1/scheduled?packageId=${packageId}&limit=200`)
    expect(listed.body.items.map((item: { id: string }) => item.id)).toContain(made.body.id)
    const path = `/api/v1/messages/${made.body.id}`
    const moved = await admin('PATCH', path, { sendAt: later(7_200_000) })
    expect(moved.status).toBe(200)
    expect(Date.parse(moved.body.notBefore)).toBeGreaterThan(Date.parse(sendAt))
    const message = { to, type: 'template', template: { name: 'other', language: { code: 'de' } } }
    const rewritten = await admin('PATCH', path, { message })
    expect(rewritten.body.content).toMatchObject({ template: { name: 'other' } })
    expect((await admin('PATCH', path, { sendAt: later(-61_000) })).body.errors[0].path).toBe('sendAt')
    expect((await admin('PATCH', path, {})).status).toBe(400)
    expect((await admin('PATCH', path, { message: { to, type: 'template' } })).body.errors[0].path).toBe(
      'message.template',
    )
    expect((await admin('PATCH', path, { message: { ...message, guard: {} } })).body.errors[0].path).toBe(
      'message.guard',
    )
  })

  it('content is for those who may send; an operator may still move and cancel', async () => {
    const { key } = (await admin('POST', '/api/v1/api-keys', { name: 'op', role: 'operator' })).body
    const { id } = (await send(template(person(), { guard: { sendAt: later(3_600_000) } }))).body
    const operator = caller(key)
    expect((await operator('PATCH', `/api/v1/messages/${id}`, { sendAt: later(7_200_000) })).status).toBe(200)
    expect((await operator('PATCH', `/api/v1/messages/${id}`, { message: template(person()) })).status).toBe(403)
    expect((await operator('POST', `/api/v1/messages/${id}/cancel`)).status).toBe(200)
  })

  it('pages through scheduled messages of several packages, each once', async () => {
    const other = (await admin('POST', '/api/v1/packages', { name: 'Second' })).body.id
    const made: string[] = []
    for (const id of [packageId, other, other, other])
      made.push(
        (
          await admin(
            'POST',
            `/api/v1/packages/${id}/messages`,
            template(person(), { guard: { sendAt: later(9_000_000) } }),
          )
        ).body.id,
      )
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await admin('GET', `/api/v1/scheduled?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
      seen.push(...page.body.items.map((item: { id: string }) => item.id))
      cursor = page.body.nextCursor
    } while (cursor !== null)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(expect.arrayContaining(made))
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
    await vi.waitFor(async () => {
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
    await vi.waitFor(async () => {
      const { body } = await one('GET', '/api/v1/messages')
      expect(body.items.map((item: { id: string }) => item.id)).toEqual([mine])
    })
    expect((await one('POST', `/api/v1/messages/${mine}/cancel`)).status).toBe(403)
  })
})

describe('opt-outs', () => {
  it('stop sends at once, are listed, and are lifted', async () => {
    const recipient = person()
    const out = await admin('POST', '/api/v1/opt-outs', { recipient, scope: 'all' })
    expect(out.status).toBe(201)
    expect(out.body.recipients).toEqual([recipient])
    const refused = await send(template(recipient))
    expect(refused.status).toBe(422)
    expect(refused.body.type).toBe('opted-out')
    const query = `recipient=${encodeURIComponent(recipient)}`
    await vi.waitFor(async () => {
      const { body } = await admin('GET', `/api/v1/opt-outs?${query}`)
      expect(body.items).toMatchObject([{ recipient, scope: 'all', source: 'operator' }])
    })
    expect((await admin('DELETE', `/api/v1/opt-outs?${query}`)).status).toBe(200)
    await vi.waitFor(async () => {
      expect((await send(template(recipient))).status).toBe(202)
    })
  })
})

describe('erasing a recipient', () => {
  it('takes address and text from everywhere, and keeps the opt-out as a hash', async () => {
    const to = person()
    const { id } = (await send(template(to, { filler: 'erase me' }))).body
    await admin('POST', `/api/v1/messages/${id}/cancel`)
    await vi.waitFor(async () => {
      expect((await admin('GET', `/api/v1/messages?recipient=${encodeURIComponent(to)}`)).body.items).toHaveLength(1)
    })
    await admin('POST', '/api/v1/opt-outs', { recipient: to })
    await vi.waitFor(async () => {
      expect((await admin('GET', `/api/v1/opt-outs?recipient=${encodeURIComponent(to)}`)).body.items).toHaveLength(1)
    })
    const erased = await admin('DELETE', `/api/v1/recipients/${encodeURIComponent(to)}`)
    expect(erased.status).toBe(200)
    expect(erased.body.complete).toBe(true)
    expect(erased.body.erased).toBeGreaterThan(0)
    const { body } = await admin('GET', `/api/v1/messages/${id}`)
    expect(JSON.stringify(body)).not.toContain(to.slice(1))
    expect(body.content).toBeNull()
    for (const table of ['messages', 'opt_outs', 'raw_webhooks', 'audit']) {
      const rows = await testEnv.DB.prepare(`SELECT * FROM ${table}`).all()
      expect(JSON.stringify(rows.results), table).not.toContain(to.slice(1))
    }
    expect((await send(template(to))).body.type).toBe('opted-out')
    expect((await admin('DELETE', '/api/v1/recipients/nobody')).body.errors[0].path).toBe('address')
  })
})

describe('deleting a package with work in it', () => {
  it('is refused with the count, and cancels when asked to', async () => {
    const id = (await admin('POST', '/api/v1/packages', { name: 'Busy' })).body.id
    const at = { guard: { sendAt: later(3_600_000) } }
    const made = (await admin('POST', `/api/v1/packages/${id}/messages`, template(person(), at))).body
    await admin('POST', `/api/v1/packages/${id}/messages`, template(person(), at))
    const refused = await admin('DELETE', `/api/v1/packages/${id}`)
    expect(refused.status).toBe(409)
    expect(refused.body).toMatchObject({ type: 'not-empty', open: 2 })
    const cancelled = await admin('DELETE', `/api/v1/packages/${id}?queue=cancel`)
    expect(cancelled.status).toBe(202)
    await vi.waitFor(async () => {
      expect((await admin('GET', `/api/v1/messages/${made.id}`)).body.status).toBe('cancelled')
    })
  })
})
