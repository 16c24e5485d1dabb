import { beforeAll, describe, expect, it, vi } from 'vitest'
import { migrateD1 } from '../../../durable/kit/testing/migrate-d1.ts'
import { type Answer, admin, caller, raw, testEnv } from '../testing/api.ts'
import { type FakeGraph, fakeGraph } from '../testing/fake-graph.ts'
import { withoutD1 } from '../testing/without-d1.ts'

/** Answers are held against the published document by caller(): here it is their very words. */
let graph: FakeGraph
let packageId = ''
let token = ''
let sender: ReturnType<typeof caller>
let users = 0

const ONE = '1770000000001'
const TWO = '1770000000002'
const later = (): string => new Date(Date.now() + 3_600_000).toISOString()
const to = (): string => `1650556${String(++users).padStart(4, '0')}`
const hello = (more: object = {}) => ({
  ...{ messaging_product: 'whatsapp', to: to(), type: 'template' },
  ...{ template: { name: 'hello_world', language: { code: 'en_US' } }, ...more },
})
const face = (path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<Answer> =>
  sender(method, `/v26.0/${path}`, body)

/** The body of an answer to a path with a slash at its end, which the published document does not name. */
const slashed = async (method: string, path: string, body?: string): Promise<Answer['body']> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return await (await raw(method, `/v26.0/${path}/`, { headers, ...(body === undefined ? {} : { body }) })).json()
}

/** What left by our numbers: those of other files share this Graph. */
const sent = () => graph.sent.filter(({ phoneNumberId }) => phoneNumberId === ONE || phoneNumberId === TWO)

async function addNumber(phoneNumberId: string, at = packageId): Promise<void> {
  const made = await admin('POST', `/api/v1/packages/${at}/profiles`, {
    ...{
      phoneNumberId,
      displayName: phoneNumberId,
      wabaId: '277',
      portfolioId: 'pf-77',
      accessToken: `EAAG-${phoneNumberId}-secret`,
    },
    preset: 'high_throughput',
  })
  expect(made.status).toBe(201)
}

async function uploaded(at = ONE): Promise<string> {
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('file', new Blob(['bytes'], { type: 'text/plain' }), 'a.txt')
  const answer = await raw('POST', `/v26.0/${at}/media`, { headers: { authorization: `Bearer ${token}` }, body: form })
  expect(answer.status).toBe(200)
  return (await answer.json<{ id: string }>()).id
}

beforeAll(async () => {
  await migrateD1(testEnv.DB)
  graph = fakeGraph()
  packageId = (await admin('POST', '/api/v1/packages', { name: 'Face' })).body.id
  for (const id of [ONE, TWO]) await addNumber(id)
  token = (await admin('POST', '/api/v1/api-keys', { name: 'shop', role: 'sender' })).body.key
  sender = caller(token)
})

const mark = (message_id: string) => ({ messaging_product: 'whatsapp', status: 'read', message_id })

describe('a send', () => {
  it("is answered with Meta's shape and Meta's wamid, whatever version the path names", async () => {
    for (const version of ['v19.0', 'v26.0', 'v100.12']) {
      const body = hello()
      const answer = await sender('POST', `/${version}/${ONE}/messages`, body)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe('application/json; charset=UTF-8')
      expect(answer.body).toEqual({
        messaging_product: 'whatsapp',
        contacts: [{ input: body.to, wa_id: body.to }],
        messages: [{ id: expect.stringMatching(/^wamid\.\d+$/), message_status: 'accepted' }],
      })
      expect(Object.keys(answer.body)).toEqual(['messaging_product', 'contacts', 'messages'])
    }
    expect((await sender('POST', `/26.0/${ONE}/messages`, hello())).status).toBe(404)
  })

  it("keeps the caller's spelling in `input`, and a business-scoped user id where it was sent to one", async () => {
    const spelt = await face(`${ONE}/messages`, hello({ to: '+1 (650) 556-9001' }))
    expect(spelt.body.contacts).toEqual([{ input: '+1 (650) 556-9001', wa_id: '16505569001' }])
    const byId = await face(`${ONE}/messages`, { ...hello({ to: undefined }), recipient: 'US.13491208655302741918' })
    expect(byId.body.contacts).toEqual([{ input: 'US.13491208655302741918', user_id: 'US.13491208655302741918' }])
  })

  it('that waits for its time is not waited for', async () => {
    const sendAt = new Date(Date.now() + 3_600_000).toISOString()
    const answer = await face(`${packageId}/messages`, hello({ guard: { sendAt } }))
    expect(answer.body.messages).toEqual([{ id: expect.stringMatching(/^wg/), message_status: 'queued' }])
  })

  it('that is repeated under its Idempotency-Key is answered with the same wamid', async () => {
    const body = hello()
    const key = { 'idempotency-key': 'once' }
    const first = await sender('POST', `/v26.0/${ONE}/messages`, body, key)
    const before = sent().length
    expect((await sender('POST', `/v26.0/${ONE}/messages`, body, key)).body).toEqual(first.body)
    expect(sent().length).toBe(before)
  })

  it('by a path with a slash at its end is the same, and only under a version of Graph', async () => {
    const sent = await slashed('POST', `${ONE}/messages`, JSON.stringify(hello()))
    expect(sent.messages[0].id).toMatch(/^wamid/)
    expect((await slashed('GET', 'me')).error.code).toBe(100)
    expect((await raw('GET', '/api/v1/packages/', { headers: { authorization: 'Bearer admin' } })).status).toBe(404)
  })

  it('by a number goes by that number alone, also where `guard` asks for another', async () => {
    expect((await face(`${ONE}/messages`, hello({ guard: { profileId: TWO } }))).body.error.code).toBe(100)
    await face(`${TWO}/messages`, hello({ guard: { profileId: TWO, reference: 'r' } }))
    expect(sent().at(-1)?.phoneNumberId).toBe(TWO)
  })

  it("brings the guard's members to nobody else", async () => {
    await face(`${ONE}/messages`, hello({ guard: { reference: 'r' }, recipient_type: 'individual' }))
    expect(sent().at(-1)?.body).not.toHaveProperty('guard')
  })
})

describe('an error', () => {
  it('of the token is Graph’s 190, word for word', async () => {
    for (const who of [caller('nobody'), caller(null)]) {
      const answer = await who('POST', `/v26.0/${ONE}/messages`, hello())
      expect(answer.status).toBe(401)
      expect(answer.body).toEqual({
        error: {
          message: 'Invalid OAuth access token - Cannot parse access token',
          type: 'OAuthException',
          code: 190,
          fbtrace_id: answer.headers.get('x-request-id'),
        },
      })
      expect(answer.headers.get('www-authenticate')).toContain('OAuth "Facebook Platform" "invalid_token"')
    }
  })

  it('of a session is the same: a browser has no business here', async () => {
    const signedIn = await caller(null)(
      'POST',
      '/api/v1/session',
      { token: 'admin' },
      { 'cf-connecting-ip': '203.0.113.77' },
    )
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const page = { cookie, origin: 'https://guard.test', 'x-requested-with': 'whats-guard' }
    expect((await caller(null)('POST', `/v26.0/${ONE}/messages`, hello(), page)).body.error.code).toBe(190)
  })

  it('of an object that is not there, or not to be known of, is 100 with subcode 33', async () => {
    const elsewhere = (await admin('POST', '/api/v1/packages', { name: 'Elsewhere' })).body.id
    const { key } = (await admin('POST', '/api/v1/api-keys', { name: 'x', role: 'sender', packageIds: [elsewhere] }))
      .body
    for (const path of [
      '19/messages',
      `${ONE}/messages`,
      `${packageId}/messages`,
      'pkg_zzzzzzzzzz/messages',
      `${ONE}/media`,
    ]) {
      const { status, body } = await caller(key)('POST', `/v26.0/${path}`, hello())
      expect([status, body.error], path).toEqual([
        400,
        {
          message: `Unsupported post request. Object with ID '${path.split('/')[0]}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
          type: 'GraphMethodException',
          code: 100,
          error_subcode: 33,
          fbtrace_id: expect.any(String),
        },
      ])
    }
  })

  it('of the role, the input, the window and an opt-out has its own code', async () => {
    const { key } = (await admin('POST', '/api/v1/api-keys', { name: 'v', role: 'viewer' })).body
    const forbidden = await caller(key)('POST', `/v26.0/${ONE}/messages`, hello())
    expect([forbidden.status, forbidden.body.error.code]).toEqual([403, 10])
    for (const body of [
      [],
      '"x"',
      '{',
      { messaging_product: 'whatsapp' },
      hello({ to: 'x' }),
      hello({ messaging_product: 'x' }),
    ])
      expect((await face(`${ONE}/messages`, body)).body.error.code).toBe(100)
    const long = await face(`${ONE}/messages`, { x: 'x'.repeat(70_000) })
    expect([long.status, long.body.error.code]).toEqual([400, 100])
    const closed = await face(`${ONE}/messages`, { to: to(), type: 'text', text: { body: 'b' } })
    expect([closed.status, closed.body.error]).toEqual([
      400,
      {
        message: '(#131047) Re-engagement message',
        type: 'OAuthException',
        code: 131047,
        error_data: { messaging_product: 'whatsapp', details: expect.stringContaining('window') },
        fbtrace_id: expect.any(String),
      },
    ])
    const out = to()
    await admin('POST', '/api/v1/opt-outs', { recipient: `+${out}` })
    expect((await face(`${ONE}/messages`, hello({ to: out }))).body.error.code).toBe(131050)
  })

  it('of a full queue is 80007', async () => {
    const small = (await admin('POST', '/api/v1/packages', { name: 'Small', backlogCap: 1 })).body.id
    const full = await Promise.all(
      [0, 1, 2].map(() =>
        face(`${small}/messages`, hello({ guard: { sendAt: new Date(Date.now() + 3_600_000).toISOString() } })),
      ),
    )
    const codes = full.map((one) => one.body.error?.code ?? one.status).sort()
    expect(codes).toEqual([200, 80007, 80007])
  })

  it("of Meta comes with Meta's code, also where a number's own rules end the message", async () => {
    graph.refuse = 131026
    const refused = await face(`${ONE}/messages`, hello())
    graph.refuse = null
    expect(refused.body.error).toMatchObject({ code: 131026, type: 'OAuthException' })
  })

  it('of the database is 2, to be tried again, and never for a number that is known here', async () => {
    const away = caller(token, withoutD1(testEnv))
    const known = await away('POST', `/v26.0/${ONE}/messages`, hello())
    expect(known.status).toBe(200)
    const unknown = await away('POST', '/v26.0/19/messages', hello())
    expect([unknown.status, unknown.body.error.code, unknown.body.error.is_transient]).toEqual([503, 2, true])
    expect(unknown.headers.get('retry-after')).not.toBeNull()
  })

  it('of a message that the body names is 100 and names the field', async () => {
    const nobodys = (await face(`${packageId}/messages`, hello({ guard: { sendAt: later() } }))).body.messages[0].id
    const id = `${nobodys.slice(0, -4)}zzzz`
    const reaction = { to: to(), type: 'reaction', reaction: { message_id: id, emoji: 'x' } }
    for (const [path, body] of [
      ['context.message_id', hello({ context: { message_id: id } })],
      ['reaction.message_id', reaction],
      ['message_id', mark(id)],
    ] as const) {
      const { status, body: told } = await face(`${packageId}/messages`, body)
      expect([status, told.error.code, told.error.error_subcode], path).toEqual([400, 100, undefined])
      expect(told.error.error_data.details).toBe(`${path}: there is no such message`)
    }
  })

  it('of a deployment that lacks a variable is Graph’s too', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue()
    const answer = await caller(token, { ...testEnv, MASTER_KEY: '' })('POST', `/v26.0/${ONE}/messages`, hello())
    error.mockRestore()
    expect([answer.status, answer.body.error?.code, answer.body.error?.is_transient]).toEqual([503, 2, true])
  })

  it('answers every other path of Graph, and none of ours', async () => {
    for (const [method, path] of [
      ['GET', 'v26.0/me'],
      ['POST', `v26.0/${ONE}/register`],
      ['PUT', `v26.0/${ONE}/messages`],
      ['GET', `v26.0/${ONE}/messages`],
      ['GET', `v26.0/${ONE}`],
      ['GET', `v26.0/${packageId}`],
    ] as const)
      expect((await sender(method, `/${path}`)).body.error?.code, path).toBe(100)
    expect((await caller('nobody')('GET', '/v26.0/me/accounts')).body.error.code).toBe(190)
    expect((await sender('GET', '/v26/me')).body.type).toBe('not-found')
  })
})

describe('mark-as-read', () => {
  it('goes to the number as it came, typing included', async () => {
    const typing = { ...mark('wamid.in'), typing_indicator: { type: 'text' } }
    expect((await face(`${TWO}/messages`, typing)).body).toEqual({ success: true })
    expect(graph.asked.at(-1)).toBe(`POST ${testEnv.META_GRAPH_URL}/${testEnv.META_GRAPH_VERSION}/${TWO}/messages`)
    expect(graph.tokens.get(TWO)).toBe(`Bearer EAAG-${TWO}-secret`)
  })

  it('of a message that nobody of the pool has is 100', async () => {
    expect((await face(`${packageId}/messages`, mark('wamid.nobody'))).body.error.code).toBe(100)
    expect((await face(`${ONE}/messages`, mark(''))).body.error.code).toBe(100)
  })

  it('that Meta refuses comes back as Meta said it; the number’s own dead token is not the caller’s', async () => {
    graph.refuse = 131009
    expect((await face(`${ONE}/messages`, mark('wamid.x'))).body).toEqual({
      error: { message: 'no', type: 'OAuthException', code: 131009 },
    })
    graph.refuse = 190
    const dead = await face(`${ONE}/messages`, mark('wamid.x'))
    expect([dead.status, dead.body.error.code]).toEqual([403, 10])
    graph.refuse = null
    graph.down = true
    const down = await face(`${ONE}/messages`, mark('wamid.x'))
    graph.down = false
    expect([down.status, down.body.error.code]).toEqual([503, 2])
  })
})

describe('a file', () => {
  it('is looked up with a url that leads through us, by the number that it came through', async () => {
    const id = await uploaded(TWO)
    const found = await face(id)
    expect(found.body).toEqual({
      ...{ messaging_product: 'whatsapp', mime_type: 'text/plain', sha256: 'ab', file_size: 5, id },
      url: `https://guard.test/v26.0/${id}/download`,
    })
    const file = await raw('GET', new URL(found.body.url).pathname, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect([file.status, await file.text(), file.headers.get('content-type')]).toEqual([200, 'bytes', 'text/plain'])
    expect(file.headers.get('set-cookie')).toBeNull()
    expect(graph.tokens.get('attachments')).toBe(`Bearer EAAG-${TWO}-secret`)
    expect((await face(id, undefined, 'DELETE')).body).toEqual({ success: true })
    expect((await face(id)).body.error.code).toBe(100)
  })

  it('is looked up and deleted by a path with a slash at its end', async () => {
    const id = await uploaded(TWO)
    expect((await slashed('GET', id)).url).toBe(`https://guard.test/v26.0/${id}/download`)
    expect(await slashed('DELETE', id)).toEqual({ success: true })
  })

  it('that is at Meta, or gone from there, is so whatever D1 says', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue()
    const id = await uploaded(TWO)
    expect((await face(id)).status).toBe(200)
    expect((await caller(token, withoutD1(testEnv))('DELETE', `/v26.0/${id}`)).body).toEqual({ success: true })
    error.mockRestore()
    expect(graph.files.has(id)).toBe(false)
  })

  it('is asked for once more when the connection breaks; what would count twice is not', async () => {
    const id = await uploaded(TWO)
    graph.lost = 1
    expect((await face(id)).status).toBe(200)
    graph.lost = 2
    expect((await face(id)).status).toBe(503)
    graph.lost = 1
    expect((await face(`${ONE}/messages`, mark('wamid.x'))).status).toBe(503)
    expect(graph.lost).toBe(0)
    graph.lost = 1
    expect((await face(id, undefined, 'DELETE')).body).toEqual({ success: true })
  })

  it('that Meta says lies elsewhere is not fetched: the token would go there too', async () => {
    for (const url of ['https://evil.test/a', 'http://lookaside.fbsbx.com/a', 'https://fbsbx.com.evil.test/a', 'x']) {
      const id = await uploaded()
      graph.files.set(id, url)
      const before = graph.asked.length
      const answer = await raw('GET', `/v26.0/${id}/download`, { headers: { authorization: `Bearer ${token}` } })
      expect(answer.status, url).toBe(503)
      await answer.text()
      expect(graph.asked.slice(before).filter((one) => !one.includes(testEnv.META_GRAPH_URL))).toEqual([])
    }
  })

  it('is sent by its own number, whichever way it is asked for', async () => {
    const id = await uploaded(TWO)
    const recipient = to()
    await admin('POST', `/api/v1/profiles/${TWO}/windows`, {
      windows: [{ address: `+${recipient}`, until: new Date(Date.now() + 3_600_000).toISOString() }],
    })
    const components = [{ type: 'header', parameters: [{ type: 'image', image: { id } }] }]
    await face(`${packageId}/messages`, hello({ template: { name: 'other', language: { code: 'de' }, components } }))
    expect(sent().at(-1)?.phoneNumberId).toBe(TWO)
    const native = await admin('POST', `/api/v1/packages/${packageId}/messages`, {
      ...hello({ template: { name: 'other', language: { code: 'de' }, components } }),
    })
    expect(native.body.profileId).toBe(TWO)
    const batch = await admin('POST', `/api/v1/packages/${packageId}/messages/batch`, {
      messages: [hello({ template: { name: 'other', language: { code: 'de' }, components } }), {}],
    })
    expect(batch.body.results[0].profileId).toBe(TWO)
    expect(batch.body.results[1].problem.type).toBe('invalid-request')
  })

  it('needs form data, and an id that could be one', async () => {
    const json = await face(`${ONE}/media`, { file: 'x' })
    expect(json.body.error.code).toBe(100)
    for (const id of ['..%2Fme', 'a%20b', '%00', 'x'.repeat(200)]) expect((await face(id)).body.error.code).toBe(100)
  })

  it('of nobody is looked for at each number of the key, and found by none', async () => {
    const { key } = (await admin('POST', '/api/v1/api-keys', { name: 'own', role: 'sender', packageIds: [packageId] }))
      .body
    const before = graph.asked.length
    expect((await caller(key)('GET', '/v26.0/123456789')).body.error.code).toBe(100)
    expect(graph.asked.length).toBe(before + 2)
  })

  it('for a package that does not answer is to be uploaded again', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue()
    const broken = { ...testEnv, PACKAGE: new Proxy(testEnv.PACKAGE, { get: () => () => ({}) }) }
    const form = new FormData()
    form.set('file', new Blob(['x']))
    const answer = await raw(
      'POST',
      `/v26.0/${packageId}/media`,
      { headers: { authorization: `Bearer ${token}` }, body: form },
      broken,
    )
    error.mockRestore()
    const told = await answer.json<{ error: { code: number } }>()
    expect([answer.status, told.error.code]).toEqual([503, 2])
  })

  it('that no number is there for cannot be uploaded', async () => {
    const empty = (await admin('POST', '/api/v1/packages', { name: 'Empty' })).body.id
    const form = new FormData()
    form.set('file', new Blob(['x']))
    const answer = await raw('POST', `/v26.0/${empty}/media`, {
      headers: { authorization: `Bearer ${token}` },
      body: form,
    })
    expect((await answer.json<{ error: { code: number } }>()).error.code).toBe(100)
  })
})

it('a fault of ours is said as Graph would, without a word of its cause', async () => {
  const broken = { ...testEnv, PACKAGE: new Proxy(testEnv.PACKAGE, { get: () => null }) }
  const answer = await caller(token, broken)('POST', `/v26.0/${ONE}/messages`, hello())
  expect([answer.status, answer.body.error]).toEqual([
    500,
    { message: '(#1) An unknown error occurred', type: 'OAuthException', code: 1, fbtrace_id: expect.any(String) },
  ])
})

it('who is throttled is told so as Graph would, and when to come back', async () => {
  const { key } = (await admin('POST', '/api/v1/api-keys', { name: 'busy', role: 'sender' })).body
  await admin('PUT', '/api/v1/settings', { throttle: { requestsPerMinute: 1 } })
  const busy = caller(key)
  await busy('GET', '/v26.0/nothing-here')
  const late = await busy('GET', '/v26.0/nothing-here')
  await admin('PUT', '/api/v1/settings', { throttle: null })
  expect([late.status, late.body.error?.code]).toEqual([429, 4])
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0)
})
