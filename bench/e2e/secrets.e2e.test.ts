import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pause, type Result, until } from './client.ts'
import { enlist, type FleetNumber, template } from './fleet.ts'
import {
  begin,
  besideSecrets,
  ECHO,
  echo,
  everyGet,
  finals,
  heard,
  here,
  inbound,
  isLog,
  keysMade,
  listening,
  live,
  NUMBERS,
  printed,
  restart,
  SECRETS,
  stateDir,
  stored,
  TEXTS,
  THIRD,
  webhook,
} from './marked.ts'
import { type Found, formsOf, search, searchFiles } from './marks.ts'

/*
 * Longer than others: the rotation goes on with the very state whose marks were searched, and is searched again.
 */
let packageId = ''

beforeAll(async () => {
  await begin([SECRETS.masterKey], [SECRETS.appSecret], { dashboard: true })
  await here.sandbox.expect(200, 'POST', '/sandbox/config', {
    delays: { sent: [5, 20], delivered: [10, 50], read: [20, 80] },
    retryBaseMs: 100,
    retryMaxMs: 500,
  })
  packageId = await enlist(here.api, here.sandbox, NUMBERS)
}, 180_000)

afterAll(async () => {
  await here.product.stop()
  echo.close()
  rmSync(stateDir, { recursive: true, force: true })
})

describe('a run with marked tokens and texts', () => {
  it('finds a mark in any form, or it would prove nothing', () => {
    for (const [form, bytes] of formsOf(SECRETS.accessToken))
      expect(search(bytes, form, SECRETS), form).toContainEqual({ mark: 'accessToken', form, where: form })
    const wrapped = ['', 'x', 'xy'].map((before) => Buffer.from(`${before}${SECRETS.accessToken}!`).toString('base64'))
    for (const text of wrapped) expect(search(Buffer.from(text), text, SECRETS)).not.toEqual([])
    expect(searchFiles(stateDir, SECRETS, (name) => !besideSecrets(name)).map((one) => one.mark)).toContain('appSecret')
  })

  it('goes its way', async () => {
    const frames = await live()
    const made = await here.api.expect(201, 'POST', '/api/v1/api-keys', { name: 'sender', role: 'sender' })
    // shown once, by design: that answer is the only one that may hold it
    heard.pop()
    keysMade.push(String(made['key']))
    const sender = listening(String(made['key']))

    // people at a desk, by the dashboard's own process: the cookie is told to that browser alone
    const desk = here.product.dashboard
    for (const token of [SECRETS.mistypedToken, SECRETS.adminToken, made['key']]) {
      const signIn = await fetch(`${desk}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: desk },
        body: JSON.stringify({ token }),
      })
      heard.push(await signIn.text())
      expect(signIn.status).toBe(token === SECRETS.mistypedToken ? 401 : 201)
      if (signIn.status === 401) continue
      const cookie = (signIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      keysMade.push(cookie.split('=')[1] ?? '')
      const page = { cookie, origin: desk, 'x-requested-with': 'whats-guard' }
      for (const [method, path, body] of [
        ['GET', '/packages'],
        ['GET', `/nowhere/${SECRETS.mistypedToken}?access_token=${SECRETS.mistypedToken}`],
        ['GET', '/api/v1/session'],
        ['POST', `/api/v1/packages/${packageId}/messages`, `{"to": "${TEXTS.broken}`],
        ['PATCH', `/api/v1/profiles/${NUMBERS[0]?.id}`, JSON.stringify({ accessToken: [SECRETS.mistypedToken] })],
        ['DELETE', '/api/v1/session'],
      ] as const) {
        const answer = await fetch(desk + path, {
          method,
          headers: { ...page, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body }),
        })
        heard.push(await answer.text())
      }
    }

    // a number whose Graph repeats every word, one with a token that Meta refuses, bodies and tokens that are wrong
    const echoed = await here.api.expect(201, 'POST', '/api/v1/packages', { name: 'echo' })
    const add = { displayName: 'n', preset: 'high_throughput' }
    await here.api.expect(201, 'POST', `/api/v1/packages/${String(echoed['id'])}/profiles`, {
      ...{ ...add, phoneNumberId: ECHO.id, wabaId: ECHO.wabaId, portfolioId: ECHO.portfolioId },
      ...{ graphUrl: echo.origin, accessToken: SECRETS.echoedToken },
    })
    await here.sandbox.expect(200, 'POST', '/sandbox/tokens', { token: SECRETS.refusedToken, dead: true })
    await here.api.expect(201, 'POST', `/api/v1/packages/${String(echoed['id'])}/profiles`, {
      ...{
        ...add,
        phoneNumberId: '10556000008',
        wabaId: '208',
        portfolioId: 'dead',
        accessToken: SECRETS.refusedToken,
      },
    })
    const one = `/api/v1/profiles/${NUMBERS[0]?.id}`
    for (const body of [
      { accessToken: [SECRETS.mistypedToken] },
      { accessToken: SECRETS.mistypedToken, graphUrl: 'https://elsewhere.example' },
      { accessToken: SECRETS.mistypedToken, limits: { hourly: -1 } },
      { graphUrl: `https://${SECRETS.mistypedToken}@graph.facebook.com` },
    ])
      expect((await here.api.call('PATCH', one, body)).status, JSON.stringify(Object.keys(body))).toBe(400)
    for (const token of [
      SECRETS.mistypedToken,
      `wg_${SECRETS.mistypedToken}`,
      SECRETS.verifyToken,
      SECRETS.accessToken,
    ])
      expect((await listening(token).call('GET', '/api/v1/packages')).status).toBe(401)
    const handshake = `/webhooks/meta?hub.mode=subscribe&hub.challenge=1&hub.verify_token=`
    heard.push(await (await fetch(`${here.product.api}${handshake}${SECRETS.mistypedToken}`)).text())
    heard.push(
      await (
        await fetch(`${here.product.api}/nowhere/${SECRETS.mistypedToken}?access_token=${SECRETS.mistypedToken}`)
      ).text(),
    )

    // what users write, in webhooks that are taken, that are refused and that nobody can read
    await here.sandbox.expect(200, 'POST', '/sandbox/inbound', {
      phoneNumberId: NUMBERS[0]?.id,
      from: '+573006000077',
      text: TEXTS.received,
    })
    expect(await webhook(inbound(TEXTS.received, 'wamid.refused'), SECRETS.mistypedToken)).toBe(401)
    expect(await webhook(`{"${TEXTS.broken}": not JSON`, SECRETS.appSecret)).toBe(200)
    expect(
      await webhook(
        inbound(TEXTS.broken, 'wamid.odd').replace('"from":"573006000077"', `"from":{"${TEXTS.broken}":1}`),
        SECRETS.appSecret,
      ),
    ).toBe(200)
    await here.sandbox.expect(200, 'POST', '/sandbox/webhook', {
      wabaId: '206',
      field: 'account_update',
      value: { event: TEXTS.error, violation_info: { violation_type: TEXTS.error } },
    })
    await until(
      'the window is known',
      60_000,
      async () => (await here.api.list(`/api/v1/packages/${packageId}/routes`)).length > 0 || undefined,
    )

    // what goes out: taken, refused by Meta with the text in its words, failing later, and never taken here at all
    await here.sandbox.expect(200, 'POST', '/sandbox/faults', [
      { to: '+573006000101', kind: { type: 'error', code: 131009 } },
      { to: '+573006000102', kind: { type: 'lostAnswer', how: 'reset' } },
      { to: '+573006000103', kind: { type: 'status', http: 500 } },
      { to: '+573006000104', kind: { type: 'webhook', how: 'failed', code: 131026 } },
    ])
    const post = `/api/v1/packages/${packageId}/messages`
    const spoken = (to: string) => ({
      ...{
        to,
        type: 'template',
        guard: { policy: 'at_most_once', expiresAt: new Date(Date.now() + 4_000).toISOString() },
      },
      template: { ...(template(to, 'hello_world')['template'] as object), note: TEXTS.param },
    })
    const ids: string[] = []
    const send = async (path: string, body: unknown): Promise<void> => {
      const answer = (await sender.expect(202, 'POST', path, body)) as Result
      ids.push(answer.id ?? '')
    }
    await send(post, { to: '+573006000077', type: 'text', text: { body: TEXTS.sent } })
    for (let n = 100; n < 108; n++) await send(post, spoken(`+573006000${n}`))
    for (let n = 0; n < 6; n++)
      await send(`/api/v1/packages/${String(echoed['id'])}/messages`, spoken(`+57300600020${n}`))
    for (const body of [
      { to: '+573006000300', type: 'text', text: TEXTS.broken },
      { to: TEXTS.broken, type: 'text', text: { body: TEXTS.broken } },
      { to: '+573006000301', type: TEXTS.broken },
      { to: '+573006000302', type: 'text', text: { body: TEXTS.broken } },
    ])
      expect((await sender.call('POST', post, body)).status).toBeGreaterThanOrEqual(400)
    // the same by the drop-in face, at the number whose Graph repeats every word too
    for (const number of [NUMBERS[0]?.id, ECHO.id])
      for (const body of [
        { to: '+573006000303', type: 'text', text: { body: TEXTS.broken } },
        { to: TEXTS.broken, type: 'text', text: { body: TEXTS.broken } },
        { messaging_product: 'whatsapp', status: 'read', message_id: `wamid.${TEXTS.broken}` },
      ])
        await sender.call('POST', `/v26.0/${number}/messages`, body)
    for (const path of ['/v26.0/4711', '/v26.0/4711/download'])
      for (const method of ['GET', 'DELETE']) await sender.call(method, `${path}?phone_number_id=${ECHO.id}`)
    const misplaced = await fetch(`${here.product.api}/v26.0/${SECRETS.mistypedToken}`, {
      headers: { authorization: `Bearer ${SECRETS.adminToken}` },
    })
    heard.push(await misplaced.text())
    for (const headers of [{ 'content-type': 'text/plain' }, { 'content-type': 'application/json' }])
      heard.push(
        await (
          await fetch(here.product.api + post, {
            method: 'POST',
            body: `{"to": "${TEXTS.broken}`,
            headers: { ...headers, authorization: `Bearer ${keysMade[0]}` },
          })
        ).text(),
      )

    await until('every message has its end', 60_000, () => finals(ids))
    await here.sandbox.expect(200, 'DELETE', '/sandbox/faults')
    expect(echo.sends).toBeGreaterThan(2)
    await everyGet(packageId, ids[0] ?? '')
    await until('the feed told of it', 60_000, async () => (frames.length > 3 ? true : undefined))
    heard.push(...frames)
  }, 180_000)

  it('leaves no secret in any file, answer, event or command line', () => {
    const found: Found[] = searchFiles(stateDir, stored(), besideSecrets)
    for (const [n, text] of heard.entries())
      found.push(...search(Buffer.from(text), `answer ${n}: ${text.slice(0, 200)}`, stored()))
    for (const pid of here.product.pids()) {
      const line = `/proc/${pid}/cmdline`
      if (existsSync(line)) found.push(...search(readFileSync(line), line, stored()))
    }
    // `npm start` shows the sign-in token to the person who started it, and nothing else
    found.push(...search(Buffer.from(here.product.output().replace(SECRETS.adminToken, '')), 'output', stored()))
    expect(found).toEqual([])
  })

  it('leaves no text in any log, though the stores have it', () => {
    expect(
      searchFiles(stateDir, { sent: TEXTS.sent, received: TEXTS.received }, (name) => name.startsWith('api')).length,
    ).toBeGreaterThan(0)
    expect(readdirSync(join(stateDir, 'logs'))).toEqual(expect.arrayContaining(['api.log', 'dashboard.log']))
    const logs = searchFiles(stateDir, TEXTS, isLog)
    expect([...logs, ...search(Buffer.from(here.product.output()), 'output', TEXTS)]).toEqual([])
  })
})

describe('a rotation of MASTER_KEY and META_APP_SECRET', () => {
  const acknowledged: string[] = []
  let thirdPackage = ''
  let loading: Promise<void>[] = []
  let loads = true
  let nth = 0

  /** Posts all along; what was not answered is posted again under its key. */
  async function load(path: () => string, name: string): Promise<void> {
    for (let n = 0; loads; n++) {
      const to = `+5730061${name}${String(n).padStart(4, '0')}`
      const headers = { 'idempotency-key': `${name}-${n}` }
      await until(
        `message ${n} of ${name} is taken`,
        60_000,
        async () => {
          const answer = await here.api.call('POST', path(), template(to, 'hello_world'), headers)
          if (answer.status !== 202) return undefined
          acknowledged.push(String(answer.body['id']))
          return true
        },
        50,
      )
      await pause(60)
    }
  }

  const later = (n = 10): Promise<unknown> => {
    const before = acknowledged.length
    return until(`${n} more are taken`, 60_000, async () => acknowledged.length >= before + n || undefined, 20)
  }

  const state = async (id: string): Promise<unknown> =>
    (await here.api.expect(200, 'GET', `/api/v1/status/${id}`))['state']

  /** A message that came in after this moment reached Meta. */
  const sends = async (number: FleetNumber): Promise<void> => {
    const of = number === THIRD ? thirdPackage : packageId
    nth += 1
    const made = (await here.api.expect(202, 'POST', `/api/v1/packages/${of}/messages`, {
      ...template(`+57300690${String(nth).padStart(5, '0')}`, 'hello_world'),
      guard: { profileId: number.id, priority: 'high' },
    })) as Result
    await until(
      `${number.id} sends`,
      60_000,
      async () => {
        const status = String((await here.api.expect(200, 'GET', `/api/v1/messages/${made.id}`))['status'])
        return ['sent', 'delivered', 'read'].includes(status) || undefined
      },
      100,
    )
  }

  /** A tick of the clock, ahead of its time. */
  const fire = async (cron: string): Promise<void> => {
    const query = new URLSearchParams({ cron, time: String(Date.now()) })
    await fetch(`${here.product.api}/cdn-cgi/local/scheduled?${query}`)
  }

  const sealed = async (): Promise<unknown> => (await here.api.expect(200, 'GET', '/api/v1/diagnostics'))['sealed']

  it('two of each: both secrets sign, tokens of the former key go on, new ones take the new key', async () => {
    loading = [load(() => `/api/v1/packages/${packageId}/messages`, '11')]
    await later()
    await restart([SECRETS.nextMasterKey, SECRETS.masterKey], [SECRETS.nextAppSecret, SECRETS.appSecret])
    expect(await webhook(inbound('one', 'wamid.old-secret'), SECRETS.appSecret)).toBe(200)
    expect(await webhook(inbound('two', 'wamid.new-secret'), SECRETS.nextAppSecret)).toBe(200)
    expect(await webhook(inbound('three', 'wamid.no-secret', null), SECRETS.mistypedToken)).toBe(401)
    thirdPackage = await enlist(here.api, here.sandbox, [THIRD], { name: 'third' })
    loading.push(load(() => `/api/v1/packages/${thirdPackage}/messages`, '12'))
    await later()
    await Promise.all([...NUMBERS, THIRD].map(sends))
    expect(await sealed()).toEqual({ current: 1, older: 5, unknown: 0 })
  }, 180_000)

  it('the former key gone too early: its numbers say so, and everything else goes on', async () => {
    await restart([SECRETS.nextMasterKey], [SECRETS.nextAppSecret, SECRETS.appSecret])
    for (const { id } of NUMBERS) {
      await until(`${id} says it`, 60_000, async () => (await state(id)) === 'disconnected' || undefined, 100)
      const health = JSON.stringify(await here.api.expect(200, 'GET', `/api/v1/profiles/${id}/health`))
      expect(health).toContain('MASTER_KEY')
    }
    await sends(THIRD)
    expect(await webhook(inbound('four', 'wamid.wrong-key'), SECRETS.nextAppSecret)).toBe(200)
    await later()
    // nothing is sent by these two: they notice when somebody asks
    for (const id of ['10556000008', ECHO.id]) await here.api.expect(200, 'POST', `/api/v1/profiles/${id}/reconnect`)
    const alerts = await until('the alerts are there', 60_000, async () => {
      const open = await here.api.list<{ rule: string; severity: string; subject: { id: string } }>(
        '/api/v1/alerts?rule=token-unreadable&open=true',
      )
      return open.length >= 4 ? open : undefined
    })
    expect(alerts.map((one) => [one.subject.id, one.severity]).toSorted()).toEqual(
      [...NUMBERS.map(({ id }) => id), '10556000008', ECHO.id].map((id) => [id, 'critical']).toSorted(),
    )
    expect((await here.api.call('DELETE', '/api/v1/recipients/+573006999999')).body['detail']).toContain('MASTER_KEY')
    expect(await sealed()).toEqual({ current: 1, older: 0, unknown: 5 })
    const log = readFileSync(join(stateDir, 'logs', 'api.log'), 'utf8')
    expect(log).toContain('wrong-master-key')
    expect(searchFiles(stateDir, stored(), isLog)).toEqual([])
  }, 180_000)

  it('the former key back beside the new one: the numbers go on by themselves, and what is sealed moves', async () => {
    await restart([SECRETS.nextMasterKey, SECRETS.masterKey], [SECRETS.nextAppSecret, SECRETS.appSecret])
    await fire('*/5 * * * *')
    await Promise.all(NUMBERS.map(sends))
    await fire('17 * * * *')
    expect(await sealed()).toEqual({ current: 6, older: 0, unknown: 0 })
  }, 180_000)

  it('the new ones alone: everything flows, nothing was lost or sent twice, and the former secret signs no more', async () => {
    await restart([SECRETS.nextMasterKey], [SECRETS.nextAppSecret])
    expect(await webhook(inbound('five', 'wamid.former', null), SECRETS.appSecret)).toBe(401)
    expect(await webhook(inbound('six', 'wamid.latter'), SECRETS.nextAppSecret)).toBe(200)
    await Promise.all([...NUMBERS, THIRD].map(sends))
    await later()
    loads = false
    await Promise.all(loading)
    const known = await until('every message has its end', 60_000, () => finals(acknowledged))
    const ends = Object.groupBy(acknowledged, (id) => known.get(id) ?? 'nowhere')
    expect(Object.keys(ends).filter((status) => !['sent', 'delivered', 'read'].includes(status))).toEqual([])
    const { items } = (await here.sandbox.expect(200, 'POST', '/sandbox/ledger/messages', {
      messageIds: acknowledged,
    })) as {
      items: { messageId: string; outcome: string }[]
    }
    const taken = items.filter((row) => row.outcome === 'accepted' || row.outcome === 'lost')
    expect(taken.length).toBe(acknowledged.length)
    expect(searchFiles(stateDir, stored(), besideSecrets)).toEqual([])
    const shown = [...printed, here.product.output()].join('\n').replaceAll(SECRETS.adminToken, '')
    expect(search(Buffer.from(shown), 'output', { ...stored(), ...TEXTS })).toEqual([])
    expect(search(Buffer.from(heard.join('\n')), 'answers', stored())).toEqual([])
  }, 180_000)
})
