import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client, until } from './client.ts'
import { codeOf, type Foreign, greatDetail, kapso, type Sent, whatsappApiJs } from './foreign.ts'
import { type Product, startProduct } from './product.ts'

/** Clients of the Cloud API from the package registry, as they are, pointed at the guard. */
const NUMBERS = ['10557000001', '10557000002'] as const
const [FIRST, SECOND] = NUMBERS
const CLIENTS = [kapso, greatDetail, whatsappApiJs]
const FILE = new Blob([Buffer.alloc(300_000, '%PDF-1.7 ')], { type: 'application/pdf' })
const QUICK_MS = 60_000

let product: Product
let api: Client
let sandbox: Client
let packageId = ''
let key = ''
let users = 0

const user = (): string => `4917055${String(++users).padStart(5, '0')}`
const idOf = (sent: Sent): string => sent.messages[0]?.id ?? ''

/** Somebody who wrote to a number, so that free-form may go to him; the guard has heard of it. */
async function talker(phoneNumberId: string, text = 'Hello'): Promise<{ to: string; wamid: string }> {
  const to = user()
  const { id } = await sandbox.expect(200, 'POST', '/sandbox/inbound', { phoneNumberId, from: `+${to}`, text })
  await until(`${to} has a route`, QUICK_MS, async () => {
    const routes = await api.list<{ recipient: string }>(`/api/v1/packages/${packageId}/routes`)
    return routes.some((one) => one.recipient === `+${to}`) || undefined
  })
  return { to, wamid: String(id) }
}

/** What left for Meta for this user: the sandbox's own rows. */
async function leftFor(to: string): Promise<{ phoneNumberId: string; wamid: string; type: string; outcome: string }[]> {
  const page = await sandbox.expect(200, 'GET', '/sandbox/ledger?limit=10000')
  const items = page['items'] as {
    to: string | null
    phoneNumberId: string
    wamid: string
    type: string
    outcome: string
  }[]
  return items.filter((one) => one.to === `+${to}`)
}

beforeAll(async () => {
  product = await startProduct()
  api = new Client(product.api, product.adminToken)
  sandbox = new Client(product.sandbox, null)
  packageId = String((await api.expect(201, 'POST', '/api/v1/packages', { name: 'foreign' }))['id'])
  for (const id of NUMBERS) {
    await sandbox.expect(200, 'POST', `/sandbox/numbers/${id}`, { wabaId: '2057', businessId: 'pf57', tier: 'TIER_2K' })
    await api.expect(201, 'POST', `/api/v1/packages/${packageId}/profiles`, {
      ...{ phoneNumberId: id, displayName: id, wabaId: '2057', portfolioId: 'pf57', accessToken: `EAAG-${id}` },
      ...{ preset: 'high_throughput', limits: { perSecond: 30, perRecipientGapSeconds: 0.2 } },
    })
  }
  await sandbox.expect(200, 'POST', '/sandbox/rules', {
    numbers: Object.fromEntries(NUMBERS.map((id) => [id, { perSecond: 30, pairGapMs: 200 }])),
    portfolios: { pf57: { limit: 2000, numbers: NUMBERS } },
  })
  const made = await api.expect(201, 'POST', '/api/v1/api-keys', {
    name: 'shop',
    role: 'sender',
    packageIds: [packageId],
  })
  key = String(made['key'])
})
afterAll(async () => {
  await product.stop()
})

/**
 * workerd ends a connection that was idle for 5 s, the guard's as well as the stand-in's: a request of that very moment is
 * lost, and the guard rightly does not know what became of it. So each test begins with a connection that was just used,
 * by a look-up that goes to Meta: of a file that nobody has heard of.
 */
beforeEach(async () => {
  await codeOf(kapso(product.api, key).lookUp(`1000000000${user()}`)).catch(() => null)
})

describe.each(CLIENTS.map((make) => [make('http://localhost', 'x').name, make] as const))('%s', (_, make) => {
  let client: Foreign
  beforeAll(() => {
    client = make(product.api, key)
  })

  it('sends a template through a number, and is answered as by Meta', async () => {
    const to = user()
    const sent = await client.template(FIRST, to)
    expect(sent.contacts).toEqual([{ input: to, wa_id: to }])
    expect(sent.messages).toEqual([{ id: expect.stringMatching(/^wamid\./), message_status: 'accepted' }])
    expect(await leftFor(to)).toMatchObject([{ phoneNumberId: FIRST, wamid: idOf(sent), type: 'template' }])
  })

  it('sends through a package, and the guard picks the number', async () => {
    const to = user()
    const sent = await client.template(packageId, to)
    const [left] = await leftFor(to)
    expect(left?.wamid).toBe(idOf(sent))
    expect(NUMBERS).toContain(left?.phoneNumberId)
  })

  it('answers a user in the open window: text, buttons, and a reply to a message of his', async () => {
    const { to, wamid } = await talker(SECOND)
    const answers = [
      await client.text(packageId, to, 'Good day'),
      await client.buttons(packageId, to),
      await client.text(SECOND, to, 'As to that', wamid),
    ]
    for (const one of answers) expect(one.messages).toEqual([{ id: expect.stringMatching(/^wamid\./) }])
    expect((await leftFor(to)).map((one) => [one.phoneNumberId, one.type, one.wamid])).toEqual([
      [SECOND, 'text', idOf(answers[0] as Sent)],
      [SECOND, 'interactive', idOf(answers[1] as Sent)],
      [SECOND, 'text', idOf(answers[2] as Sent)],
    ])
  })

  it('marks as read, with typing, through the number and through the package', async () => {
    const first = await talker(FIRST)
    const second = await talker(SECOND)
    expect(await client.read(FIRST, first.wamid)).toEqual({ success: true })
    expect(await client.read(packageId, second.wamid)).toEqual({ success: true })
    const page = await sandbox.expect(200, 'GET', '/sandbox/ledger?limit=10000')
    const reads = (page['items'] as { type: string; phoneNumberId: string }[]).filter((one) => one.type === 'read')
    expect(reads.slice(-2).map((one) => one.phoneNumberId)).toEqual([FIRST, SECOND])
  })

  it('uploads, looks up, downloads, sends and deletes a file, which goes by its own number', async () => {
    const { to } = await talker(SECOND)
    const id = await client.upload(SECOND, FILE)
    const found = await client.lookUp(id)
    expect(found.mime_type).toBe('application/pdf')
    const bytes = Buffer.from(await client.download(id, found.url))
    expect(bytes.length).toBe(FILE.size)
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(found.sha256)
    const sent = await client.document(packageId, to, id)
    expect(await leftFor(to)).toMatchObject([{ phoneNumberId: SECOND, wamid: idOf(sent), outcome: 'accepted' }])
    expect(await client.remove(id)).toEqual({ success: true })
    expect(await codeOf(client.lookUp(id))).toBe(100)
  })

  it('uploads to a package, and what shows the file finds its number by itself', async () => {
    const id = await client.upload(packageId, FILE)
    const page = await sandbox.expect(200, 'GET', '/sandbox/ledger?limit=10000')
    const uploads = (page['items'] as { edge: string; phoneNumberId: string; path: string }[]).filter(
      (one) => one.edge === 'media',
    )
    const number = NUMBERS.find((one) => uploads.at(-1)?.path.includes(one)) ?? ''
    const { to } = await talker(number)
    await client.document(packageId, to, id)
    expect(await leftFor(to)).toMatchObject([{ phoneNumberId: number, outcome: 'accepted' }])
  })

  it('is told in Graph codes what is wrong', async () => {
    expect(await codeOf(make(product.api, 'nobody').template(FIRST, user()))).toBe(190)
    expect(await codeOf(client.template('19990001', user()))).toBe(100)
    expect(await codeOf(client.text(FIRST, user(), 'out of the blue'))).toBe(131047)
    const out = user()
    await api.expect(201, 'POST', '/api/v1/opt-outs', { recipient: `+${out}`, scope: 'all' })
    expect(await codeOf(client.template(packageId, out))).toBe(131050)
    expect(await codeOf(client.template(packageId, '12'))).toBe(100)
  })

  it('is told what Meta says, in its own words', async () => {
    const to = user()
    const fault = { phoneNumberId: FIRST, to: `+${to}`, count: 1, kind: { type: 'error', code: 131026 } }
    await sandbox.expect(200, 'POST', '/sandbox/faults', fault)
    expect(await codeOf(client.template(FIRST, to))).toBe(131026)
  })
})

describe('a number that cannot send now', () => {
  it("answers with the guard's id after ten seconds; that id can be replied to once Meta has taken the message", async () => {
    const client = kapso(product.api, key)
    const { to } = await talker(FIRST)
    await api.expect(200, 'POST', `/api/v1/profiles/${FIRST}/pause`, {})
    // and at the same time somebody else waits for an answer that was lost on its way
    const other = user()
    const fault = { to: `+${other}`, count: 1, kind: { type: 'lostAnswer', how: 'reset' } }
    await sandbox.expect(200, 'POST', '/sandbox/faults', fault)
    await sandbox.expect(200, 'POST', '/sandbox/config', { webhooksHeld: true })
    const begun = performance.now()
    const lost = whatsappApiJs(product.api, key).template(SECOND, other)
    const sent = await client.text(FIRST, to, 'later')
    expect(performance.now() - begun).toBeGreaterThan(9_500)
    expect(performance.now() - begun).toBeLessThan(30_000)
    expect(sent.messages).toEqual([{ id: expect.stringMatching(/^wg[0-9a-z]{26}$/), message_status: 'queued' }])
    expect((await lost).messages).toEqual([{ id: expect.stringMatching(/^wg/), message_status: 'queued' }])
    expect(await leftFor(other)).toMatchObject([{ outcome: 'lost' }])
    await sandbox.expect(200, 'POST', '/sandbox/config', { webhooksHeld: false })
    const id = idOf(sent)
    expect(await codeOf(client.text(FIRST, to, 'to what?', id))).toBe(100)
    expect(await leftFor(to)).toEqual([])
    await api.expect(200, 'POST', `/api/v1/profiles/${FIRST}/resume`, {})
    const [left] = await until('it leaves', QUICK_MS, async () => {
      const rows = await leftFor(to)
      return rows.length > 0 ? rows : undefined
    })
    const reply = await client.text(packageId, to, 'as I said', id)
    expect(idOf(reply)).toMatch(/^wamid\./)
    // the sandbox takes a wamid in context and nothing else
    expect((await leftFor(to)).map((one) => one.outcome)).toEqual(['accepted', 'accepted'])
    const asRaw = await fetch(`${product.api}/v26.0/${packageId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ messaging_product: 'whatsapp', to, type: 'reaction' },
        reaction: { message_id: id, emoji: '👍' },
      }),
    })
    expect(asRaw.status).toBe(200)
    expect((await api.expect(200, 'GET', `/api/v1/messages/${id}`))['wamid']).toBe(left?.wamid)
  })

  it('tells the wamid when it is free again within the ten seconds', async () => {
    const client = greatDetail(product.api, key)
    await api.expect(200, 'POST', `/api/v1/profiles/${FIRST}/pause`, {})
    const to = user()
    const sending = client.template(FIRST, to)
    await until('it waits', QUICK_MS, async () => {
      const queue = await api.list<{ recipient: string }>(`/api/v1/messages?recipient=%2B${to}`)
      return queue.length > 0 || undefined
    })
    await api.expect(200, 'POST', `/api/v1/profiles/${FIRST}/resume`, {})
    expect(idOf(await sending)).toMatch(/^wamid\./)
  })
})

describe('a file', () => {
  it('goes up in pieces without an announced length', async () => {
    const boundary = 'x7MA4YWxkTrZu0gW'
    const part = (name: string, more: string, value: string): string =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const sent = request(`${product.api}/v22.0/${FIRST}/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': `multipart/form-data; boundary=${boundary}` },
    })
    sent.on('error', reject).on('response', async (answer) => {
      let text = ''
      for await (const chunk of answer) text += String(chunk)
      resolve(text)
    })
    sent.write(part('messaging_product', '', 'whatsapp'))
    sent.write(part('file', '; filename="a.txt"\r\nContent-Type: text/plain', 'a'.repeat(200_000)))
    sent.end(`--${boundary}--\r\n`)
    expect(JSON.parse(await promise)).toEqual({ id: expect.stringMatching(/^\d{16}$/) })
  })

  it('that a user sent is found without a word on its number, and only by who may see that number', async () => {
    const made = await sandbox.expect(200, 'POST', '/sandbox/media', {
      ...{ phoneNumberId: SECOND, mimeType: 'image/png', text: 'a picture' },
    })
    const client = greatDetail(product.api, key)
    const { url } = await client.lookUp(String(made['id']))
    expect(Buffer.from(await client.download('', url)).toString()).toBe('a picture')
    const other = await api.expect(201, 'POST', '/api/v1/packages', { name: 'other' })
    const stranger = await api.expect(201, 'POST', '/api/v1/api-keys', {
      ...{ name: 'stranger', role: 'sender', packageIds: [other['id']] },
    })
    const theirs = greatDetail(product.api, String(stranger['key']))
    expect(await codeOf(theirs.lookUp(String(made['id'])))).toBe(100)
    expect(await codeOf(theirs.remove(String(made['id'])))).toBe(100)
    const status = await fetch(url, { headers: { authorization: `Bearer ${String(stranger['key'])}` } })
    expect(status.status).toBe(400)
  })
})

it('everything else of Graph is error 100, and the judge has nothing to say', async () => {
  for (const [method, path] of [
    ['GET', `/v26.0/${FIRST}`],
    ['GET', `/v26.0/${FIRST}/phone_numbers`],
    ['POST', `/v26.0/${FIRST}/register`],
    ['GET', '/v26.0/2057/message_templates'],
    ['GET', '/v26.0'],
  ] as const) {
    const answer = await fetch(product.api + path, { method, headers: { authorization: `Bearer ${key}` } })
    const { error } = (await answer.json()) as { error: { code: number } }
    expect([answer.status, error.code], path).toEqual([400, 100])
  }
  const verdict = await sandbox.expect(200, 'GET', '/sandbox/verdict')
  expect(verdict['violations']).toEqual([])
})
