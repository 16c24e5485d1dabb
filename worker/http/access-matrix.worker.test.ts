import { beforeAll, describe, expect, it } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { app } from './app.ts'
import { type Line, MATRIX } from './testing/access-lines.ts'
import { type Place, place, someAddress, UNKNOWN } from './testing/access-places.ts'
import { admin, raw, testEnv } from './testing/api.ts'
import { fakeGraph } from './testing/fake-graph.ts'

/**
 * Every route x every caller x own, foreign and unknown package. The routes are asked of the app, the expectations are
 * written by hand in testing/access-lines.ts and share nothing with access.ts, which they judge.
 */
const ROLES = { viewer: 'v', operator: 'o', sender: 's', admin: 'a' } as const

/** Nobody's: no token, text, keys that were never made or are revoked, the right token in the wrong place. */
const STRANGERS = new Map<string, Record<string, string>>()
interface Known {
  headers: Record<string, string>
  letter: string
  /** only the own package */
  limited: boolean
  /** signs in, where the caller comes with a session's cookie */
  signIn?: () => Promise<Record<string, string>>
}

/** Callers with a token or a session; `letter` = the role. */
const CALLERS = new Map<string, Known>()

let own: Place
let foreign: Place

/** The headers of a page of ours after signing in. */
async function signedIn(token: string): Promise<Record<string, string>> {
  const answer = await raw('POST', '/api/v1/session', {
    headers: { ...someAddress(), 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  expect([await answer.text(), answer.status]).toEqual([expect.any(String), 201])
  return { cookie, origin: 'https://guard.test', 'x-requested-with': 'whats-guard' }
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

beforeAll(async () => {
  await migrateD1(testEnv.DB)
  fakeGraph()
  own = await place('Own', 1)
  foreign = await place('Foreign', 2)
  const key = async (role: string, more: object = {}): Promise<{ id: string; key: string }> =>
    (await admin('POST', '/api/v1/api-keys', { name: role, role, ...more })).body
  const known = async (name: string, token: string, letter: string, limited: boolean): Promise<void> => {
    CALLERS.set(name, { headers: bearer(token), letter, limited })
    const signIn = () => signedIn(token)
    CALLERS.set(`${name} by session`, { headers: await signIn(), letter, limited, signIn })
  }
  await known('ADMIN_TOKEN', 'admin', 'a', false)
  for (const [role, letter] of Object.entries(ROLES)) {
    await known(role, (await key(role)).key, letter, false)
    await known(`${role} of one package`, (await key(role, { packageIds: [own.packageId] })).key, letter, true)
  }
  const out = await signedIn('admin')
  await (await raw('DELETE', '/api/v1/session', { headers: out })).text()
  const revoked = await key('admin')
  await admin('DELETE', `/api/v1/api-keys/${revoked.id}`)
  for (const [name, headers] of Object.entries({
    'no token': {},
    'an empty token': { authorization: 'Bearer ' },
    'a wrong token': bearer('admin2'),
    'a key that was never made': bearer(`wg_${'A'.repeat(43)}`),
    'a revoked key': bearer(revoked.key),
    'a session that was signed out': out,
    'two tokens': { authorization: 'Bearer nobody, Bearer admin' },
    'the token as a password': { authorization: `Basic ${btoa('admin:admin')}` },
    'the token as a cookie': { cookie: 'session=admin; token=admin' },
    'the token in another header': { 'x-api-key': 'admin', 'x-wg-key': 'admin', 'x-wg-packages': '*' },
  }))
    STRANGERS.set(name, headers)
})

/** What the app answers on: `GET /path`, once each. Middleware stands on every path and is no route. */
function routesOf(hono: ReturnType<typeof app>): string[] {
  const routes = hono.routes.filter((one) => !(one.method === 'ALL' && one.path === '/*'))
  return [...new Set(routes.map((one) => `${one.method} ${one.path}`))].toSorted()
}

const unlisted = (hono: ReturnType<typeof app>): string[] => routesOf(hono).filter((key) => !(key in MATRIX))

/** The answer without what differs each time, and without the ids that were asked for. */
async function ask(key: string, line: Line, at: Place, headers: Record<string, string>) {
  const [method = ''] = key.split(' ')
  const { path, body } = line.ask(at)
  const answer = await raw(method, path, {
    headers: { ...headers, ...line.headers?.(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const said = Object.values(at).reduce((left: string, id) => left.replaceAll(String(id), '*'), text)
  return {
    status: answer.status,
    text,
    said: said.replace(/"(requestId|fbtrace_id)":"[^"]*"/, '').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'an instant'),
  }
}

describe('the matrix', () => {
  it('has a line for each route of the app, and no line without one', () => {
    expect(unlisted(app())).toEqual([])
    const known = new Set(routesOf(app()))
    expect(Object.keys(MATRIX).filter((key) => !known.has(key))).toEqual([])
  })

  it('is red for a route that nobody has listed, however it was mounted', () => {
    const planted = app()
    planted.get('/api/v1/planted/:id', (context) => context.text('open to everybody'))
    planted.all('/api/v1/any', (context) => context.text('open to everybody'))
    expect(unlisted(planted)).toEqual(['ALL /api/v1/any', 'GET /api/v1/planted/:id'])
  })
})

describe.each(Object.entries(MATRIX))('%s', (key, line) => {
  if (line.may !== 'everybody')
    it(`is closed to strangers, who learn nothing of what is there`, async () => {
      for (const [name, headers] of STRANGERS) {
        // one kind of stranger asks for all three: who is told 401 before anything is looked up is told it anywhere
        const places = name === 'a wrong token' ? [own, foreign, UNKNOWN] : [own]
        const answers = places.map((at) => ask(key, line, at, headers))
        const [first, ...others] = await Promise.all(answers)
        expect(first?.status, name).toBe(line.may === 'meta' ? line.ok : 401)
        for (const other of others) expect(other.said, name).toBe(first?.said)
      }
    })

  it('answers each caller by its right and its packages', async () => {
    const everywhere: [string, Place][] = [
      ['own', own],
      ['foreign', foreign],
      ['unknown', UNKNOWN],
    ]
    const places = line.placeless === true ? everywhere.slice(0, 1) : everywhere
    for (const [name, { headers, letter, limited, signIn }] of CALLERS) {
      const asking = line.okBySession === undefined || signIn === undefined ? headers : await signIn()
      const ok = signIn === undefined ? line.ok : (line.okBySession ?? line.ok)
      const strange = line.bearerOnly === true && signIn !== undefined
      const open = line.may === 'everybody' || line.may === 'meta'
      const may = open || (line.may.includes(letter) && !(limited && line.all === true))
      for (const [where, at] of places) {
        const sees = where === 'own' || (where === 'foreign' && !limited)
        const succeeds = may && (sees || line.placeless === true)
        const hidden = letter === 's' && line.notForSender === true
        const target = succeeds && line.fresh !== undefined ? await line.fresh(at) : at
        const { status, text } = await ask(key, line, target, asking)
        const unseen = line.unseen ?? 404
        const wanted = strange ? 401 : !may ? 403 : hidden || !succeeds ? unseen : ok
        expect(status, `${name}, ${where}: ${text.slice(0, 300)}`).toBe(wanted)
        if (limited)
          for (const id of Object.values(foreign))
            if (!line.ask(at).path.includes(id) && !JSON.stringify(line.ask(at).body ?? '').includes(id))
              expect(text, `${name}, ${where}`).not.toContain(id)
      }
    }
  })

  it('tells a limited key of a foreign package what it tells of an unknown one', async () => {
    for (const [name, { headers, limited }] of CALLERS) {
      if (!limited) continue
      for (const one of [line, ...(line.filters ?? []).map((filter) => ({ ...line, ask: filter }))]) {
        if (line.placeless === true && one === line) continue
        const there = await ask(key, one, foreign, headers)
        const nowhere = await ask(key, one, UNKNOWN, headers)
        expect([there.status, there.said], name).toEqual([nowhere.status, nowhere.said])
      }
    }
  })
})

describe('a body', () => {
  it('that names a foreign number is told what it is told of an unknown one', async () => {
    const { headers = {} } = CALLERS.get('admin of one package') ?? {}
    const to = '+16505557600'
    const template = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }
    const bodies: Record<string, (profileId: string) => object> = {
      'PUT /routes': (profileId) => ({ recipient: to, profileId }),
      'POST /messages': (profileId) => ({ to, ...template, guard: { profileId } }),
      'POST /messages/batch': (profileId) => ({ messages: [{ to, ...template, guard: { profileId } }] }),
    }
    for (const [name, body] of Object.entries(bodies)) {
      const key = name.replace('/', `/api/v1/packages/${own.packageId}/`)
      const line = {
        may: 'a',
        ok: 0,
        ask: (at: Place) => ({ path: key.split(' ')[1] ?? '', body: body(at.profileId) }),
      }
      const [there, nowhere] = [await ask(key, line, foreign, headers), await ask(key, line, UNKNOWN, headers)]
      expect([there.status, there.said], name).toEqual([nowhere.status, nowhere.said])
      expect(there.said).toMatch(/of this package/)
    }
  })
})

describe('beside the routes', () => {
  const paths = [...new Set(Object.keys(MATRIX).map((key) => key.split(' ')[1] ?? ''))]

  it('no method opens a path that has no such route', async () => {
    for (const path of paths)
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
        if (`${method} ${path}` in MATRIX) continue
        // a fixed path may stand where another route has a parameter
        const other = Object.keys(MATRIX).some((key) => {
          const [has, wanted = ''] = key.split(' ')
          return has === method && new RegExp(`^${wanted.replaceAll(/:\w+/g, '[^/]+')}$`).test(path)
        })
        if (other) continue
        const answer = await raw(method, path.replaceAll(/:\w+/g, 'x'), { headers: bearer('admin') })
        expect(answer.status, `${method} ${path}`).toBe(404)
        await answer.text()
      }
  })

  it('HEAD is as closed as GET, and says as little', async () => {
    for (const [key, line] of Object.entries(MATRIX)) {
      if (!key.startsWith('GET ') || line.may === 'everybody' || line.may === 'meta') continue
      const answer = await raw('HEAD', line.ask(own).path, {})
      expect(answer.status, key).toBe(401)
      expect(await answer.text()).toBe('')
    }
  })

  it('no other spelling of a path gets past the check', async () => {
    for (const [key, line] of Object.entries(MATRIX)) {
      const [method = ''] = key.split(' ')
      if (line.may === 'everybody' || line.may === 'meta') continue
      const { path } = line.ask(own)
      const [bare = ''] = path.split('?')
      for (const odd of [
        `${bare}/`,
        `/${bare}`,
        bare.replace('/v1/', '/V1/'),
        bare.replace('/v1/', '//v1/'),
        `${bare}%00`,
        `${bare};x`,
        `/healthz/..${bare}`,
        `${bare}?token=admin&access_token=admin&api_key=admin`,
        `${bare}#x`,
      ]) {
        const answer = await raw(method, odd, {})
        await answer.text()
        expect([401, 404], `${method} ${odd}`).toContain(answer.status)
      }
      const override = await raw('GET', `${bare}?_method=${method}`, { headers: { 'x-http-method-override': method } })
      await override.text()
      expect([401, 404]).toContain(override.status)
    }
  })

  it('a sender reads what it brought in, and nothing else', async () => {
    const sender = CALLERS.get('sender of one package')?.headers ?? {}
    const message = JSON.stringify({
      to: '+16505557001',
      type: 'template',
      template: { name: 'hello_world', language: { code: 'en_US' } },
    })
    const sent = await raw('POST', `/api/v1/packages/${own.packageId}/messages`, {
      headers: { ...sender, 'content-type': 'application/json' },
      body: message,
    })
    const { id } = await sent.json<{ id: string }>()
    const read = async (headers: Record<string, string>, path: string) => {
      const answer = await raw('GET', path, { headers })
      return { status: answer.status, text: await answer.text() }
    }
    expect((await read(sender, `/api/v1/messages/${id}`)).status).toBe(200)
    expect((await read(CALLERS.get('sender')?.headers ?? {}, `/api/v1/messages/${id}`)).status).toBe(404)
    expect((await read(sender, '/api/v1/messages?limit=200')).text).not.toContain(own.messageId)
  })
})
