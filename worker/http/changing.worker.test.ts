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

  it('moves a default end with its time, and names the fields as the change has them', async () => {
    const [soon, end, far] = [3_600_000, 2 * 3_600_000, 48 * 3_600_000].map(later)
    const to = person()
    const free = (await send(template(to, { guard: { sendAt: soon } }))).body.id
    const moved = await admin('PATCH', `/api/v1/messages/${free}`, { sendAt: far })
    expect(moved.status).toBe(200)
    expect(Date.parse(moved.body.expiresAt) - Date.parse(moved.body.notBefore)).toBe(86_400_000)
    const { id } = (await send(template(to, { guard: { sendAt: soon, expiresAt: end } }))).body
    const paths = async (patch: unknown) =>
      (await admin('PATCH', `/api/v1/messages/${id}`, patch)).body.errors.map(({ path }: { path: string }) => path)
    expect(await paths({ sendAt: far })).toEqual(['sendAt'])
    expect(await paths({ expiresAt: soon })).toEqual(['expiresAt'])
    expect(await paths({ message: template(person()) })).toEqual(['message.to'])
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

describe('opt-outs', () => {
  it.each(['recipient', 'to', 'address'])('takes the user as %s', async (name) => {
    const user = '+16505558811'
    expect(await admin('POST', '/api/v1/opt-outs', { [name]: user })).toMatchObject({
      status: 201,
      body: { recipients: [user] },
    })
    expect(await admin('POST', '/api/v1/opt-outs', { [name]: '12' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: name }] },
    })
    const two = await admin('POST', '/api/v1/opt-outs', { [name]: user, recipients: [user] })
    expect(two.body.errors[0].path).toBe('recipient')
  })

  it('stop sends at once, are listed, and are lifted', async () => {
    const recipient = person()
    const out = await admin('POST', '/api/v1/opt-outs', { recipient, scope: 'all' })
    expect(out.status).toBe(201)
    expect(out.body.recipients).toEqual([recipient])
    const refused = await send(template(recipient))
    expect(refused.status).toBe(422)
    expect(refused.body.type).toBe('opted-out')
    const query = `recipient=${encodeURIComponent(recipient)}`
    await until(async () => {
      const { body } = await admin('GET', `/api/v1/opt-outs?${query}`)
      expect(body.items).toMatchObject([{ recipient, scope: 'all', source: 'operator' }])
    })
    expect((await admin('DELETE', `/api/v1/opt-outs?${query}`)).status).toBe(200)
    await until(async () => {
      expect((await send(template(recipient))).status).toBe(202)
    })
  })
})

describe('erasing a recipient', () => {
  it('takes address and text from everywhere, and keeps the opt-out as a hash', async () => {
    const to = person()
    const { id } = (await send(template(to, { filler: 'erase me' }))).body
    await admin('POST', `/api/v1/messages/${id}/cancel`)
    await until(async () => {
      expect((await admin('GET', `/api/v1/messages?recipient=${encodeURIComponent(to)}`)).body.items).toHaveLength(1)
    })
    await admin('POST', '/api/v1/opt-outs', { recipient: to })
    await until(async () => {
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
    await until(async () => {
      expect((await admin('GET', `/api/v1/messages/${made.id}`)).body.status).toBe('cancelled')
    })
  })

  it('leaves its history to those who could read it', async () => {
    const id = (await admin('POST', '/api/v1/packages', { name: 'Past' })).body.id
    const number = { phoneNumberId: '1077700002', displayName: 'Two', wabaId: '2077700001', accessToken: 'EAA' }
    await admin('POST', `/api/v1/packages/${id}/profiles`, number)
    const path = `/api/v1/packages/${id}/messages`
    const made = (await admin('POST', path, template(person(), { guard: { sendAt: later(3_600_000) } }))).body
    const [mine, other] = await Promise.all(
      [id, packageId].map(async (only) => {
        const asked = { name: 'limited', role: 'viewer', packageIds: [only] }
        return caller((await admin('POST', '/api/v1/api-keys', asked)).body.key)
      }),
    )
    expect((await admin('DELETE', `/api/v1/packages/${id}?queue=cancel`)).status).toBe(202)
    const listed = `/api/v1/messages?packageId=${id}`
    await until(async () => {
      expect((await admin('GET', `${listed}&status=cancelled`)).body.items).toMatchObject([{ id: made.id }])
    })
    const lists = [listed, `/api/v1/messages?profileId=${number.phoneNumberId}`, `/api/v1/stats?packageId=${id}`]
    for (const list of lists) {
      expect((await admin('GET', list)).status, list).toBe(200)
      expect((await mine?.('GET', list))?.status, list).toBe(200)
      expect((await other?.('GET', list))?.status, list).toBe(404)
      expect((await admin('GET', list.replace(/=.*/, '=1099999999'))).status, list).toBe(404)
    }
  })
})
