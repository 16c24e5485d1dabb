import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { FeedActor } from '../../../durable/feed/feed.ts'
import { FEED_NAME } from '../../../durable/kit/env.ts'
import { migrateD1 } from '../../../durable/kit/testing/migrate-d1.ts'
import { until } from '../../../durable/kit/testing/until.ts'
import { prune } from '../../cron/prune.ts'
import { feedOf } from '../live-feed.ts'
import { type Answer, admin, caller, raw, testEnv } from '../testing/api.ts'
import { withoutD1 } from '../testing/without-d1.ts'

const HOUR = 3_600_000
const OWN = { origin: 'https://guard.test', 'x-requested-with': 'whats-guard' }
const nobody = caller(null)

let tries = 0
/** Each from an address of its own: ten a minute are enough for one only. */
const signIn = (token: string, more: Record<string, string> = {}): Promise<Answer> =>
  nobody('POST', '/api/v1/session', { token }, { 'cf-connecting-ip': `192.0.2.${++tries % 250}`, ...more })

async function session(token: string): Promise<{ cookie: string; body: Answer['body'] }> {
  const answer = await signIn(token)
  expect(answer.status).toBe(201)
  return { cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '', body: answer.body }
}

async function newKey(role: string, more: object = {}): Promise<{ id: string; key: string }> {
  return (await admin('POST', '/api/v1/api-keys', { name: `${role} at a desk`, role, ...more })).body
}

const who = async (cookie: string, at = testEnv) =>
  (await caller(null, at)('GET', '/api/v1/session', undefined, { cookie })).status

beforeAll(async () => {
  await migrateD1(testEnv.DB)
})

describe('signing in', () => {
  it('says who that is, and gives a cookie that no script reads and no other site sends', async () => {
    const { id, key } = await newKey('operator')
    const answer = await signIn(key)
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({
      actor: { kind: 'session', id, name: 'operator at a desk' },
      role: 'operator',
      packageIds: null,
    })
    expect(Date.parse(answer.body.expiresAt) - Date.now()).toBeGreaterThan(11 * HOUR)
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-wg_session=wgs_[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/,
    )
  })

  it('leaves Secure away on plain http of this machine alone', async () => {
    const ask = async (origin: string) => {
      const { app } = await import('../app.ts')
      const { createExecutionContext } = await import('cloudflare:test')
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'cf-connecting-ip': `192.0.2.${++tries % 250}` },
        body: '{"token":"admin"}',
      }
      const answer = await app().fetch(new Request(`${origin}/api/v1/session`, init), testEnv, createExecutionContext())
      await answer.text()
      return answer.headers.get('set-cookie') ?? ''
    }
    expect(await ask('http://127.0.0.1:8788')).toMatch(/^wg_session=.*SameSite=Strict$/)
    expect(await ask('http://localhost:8788')).toMatch(/^wg_session=.*SameSite=Strict$/)
    expect(await ask('http://guard.test')).toMatch(/^__Host-wg_session=.*; Secure$/)
  })

  it('keeps neither the token nor the cookie anywhere', async () => {
    const { key } = await newKey('viewer')
    const { cookie } = await session(key)
    const boot = await session('admin')
    const stored = JSON.stringify((await testEnv.DB.prepare('SELECT * FROM sessions').all()).results)
    const audit = JSON.stringify((await testEnv.DB.prepare('SELECT * FROM audit').all()).results)
    for (const secret of [key, cookie.split('=')[1] ?? '', boot.cookie.split('=')[1] ?? ''])
      for (const text of [stored, audit]) expect(text).not.toContain(secret.slice(4))
  })

  it('is refused for a token that is none, and for the eleventh try of a minute', async () => {
    for (const token of ['nobody', `wg_${'A'.repeat(43)}`]) expect((await signIn(token)).status).toBe(401)
    expect((await signIn('')).status).toBe(400)
    const from = { 'cf-connecting-ip': '198.51.100.1' }
    for (let i = 0; i < 10; i++) expect((await signIn('wrong', from)).status).toBe(401)
    const late = await signIn('admin', from)
    expect([late.status, late.body.type]).toEqual([429, 'rate-limited'])
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('is refused for tries that other isolates have seen, and counted here while the feed does not answer', async () => {
    const feed = feedOf(testEnv)
    for (let i = 0; i < 10; i++) expect(await feed.trySignIn('198.51.100.2')).toBe(0)
    expect((await signIn('admin', { 'cf-connecting-ip': '198.51.100.2' })).status).toBe(429)
    const from = { 'cf-connecting-ip': '198.51.100.3' }
    const FEED = new Proxy(testEnv.FEED, {
      get() {
        throw new Error('the feed is away')
      },
    })
    const alone = caller(null, { ...testEnv, FEED })
    vi.spyOn(console, 'error').mockReturnValue()
    const statuses: number[] = []
    for (let i = 0; i < 11; i++)
      statuses.push((await alone('POST', '/api/v1/session', { token: 'wrong' }, from)).status)
    vi.restoreAllMocks()
    expect(statuses).toEqual([...Array(10).fill(401), 429])
  })

  it('is refused from a foreign page, before the try counts', async () => {
    const answer = await signIn('admin', { origin: 'https://evil.test' })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('set-cookie')).toBeNull()
  })
})

describe('a session', () => {
  it('may what its key may, and its doings carry its kind', async () => {
    const own = (await admin('POST', '/api/v1/packages', { name: 'Own' })).body.id
    const other = (await admin('POST', '/api/v1/packages', { name: 'Other' })).body.id
    const { key, id } = await newKey('operator', { packageIds: [own] })
    const { cookie, body } = await session(key)
    expect(body.packageIds).toEqual([own])
    expect((await nobody('GET', `/api/v1/packages/${own}`, undefined, { cookie })).status).toBe(200)
    expect((await nobody('GET', `/api/v1/packages/${other}`, undefined, { cookie })).status).toBe(404)
    expect((await nobody('GET', '/api/v1/settings', undefined, { cookie })).status).toBe(403)
    expect((await nobody('POST', `/api/v1/packages/${own}/pause`, {}, { cookie, ...OWN })).status).toBe(200)
    const opened = await admin('GET', '/api/v1/audit?action=session.opened')
    expect(opened.body.items[0]).toMatchObject({ actor: { kind: 'session', id }, subject: { kind: 'session' } })
    const paused = await until(async () => {
      const { body: audit } = await admin('GET', `/api/v1/audit?packageId=${own}`)
      const entry = audit.items.find((one: { actor: { kind: string } }) => one.actor.kind === 'session')
      expect(entry).toBeDefined()
      return entry
    })
    expect(paused.actor).toEqual({ kind: 'session', id, name: 'operator at a desk' })
  })

  it('changes something only from a page of ours', async () => {
    const { cookie } = await session('admin')
    const change = async (headers: Record<string, string>) =>
      (await nobody('PUT', '/api/v1/settings', {}, { cookie, ...headers })).status
    expect(await change({})).toBe(403)
    expect(await change({ origin: OWN.origin })).toBe(403)
    expect(await change({ 'x-requested-with': 'whats-guard' })).toBe(403)
    expect(await change({ ...OWN, 'x-requested-with': 'XMLHttpRequest' })).toBe(403)
    for (const origin of ['https://evil.test', 'null', 'http://guard.test', 'https://guard.test.evil.test'])
      expect(await change({ ...OWN, origin })).toBe(403)
    expect(await change(OWN)).toBe(200)
    const read = async (headers: Record<string, string>) =>
      (await nobody('GET', '/api/v1/packages', undefined, { cookie, ...headers })).status
    expect(await read({})).toBe(200)
    expect(await read({ origin: 'https://evil.test' })).toBe(403)
    const socket = await raw('GET', '/api/v1/live', {
      headers: { cookie, upgrade: 'websocket', origin: 'https://evil.test' },
    })
    expect(socket.status).toBe(403)
    await socket.text()
  })

  it('gives way to a bearer token, whatever that is worth', async () => {
    const { cookie } = await session('admin')
    const { key } = await newKey('viewer')
    expect((await caller(key)('PUT', '/api/v1/settings', {}, { cookie, ...OWN })).status).toBe(403)
    expect((await caller('nobody')('GET', '/api/v1/packages', undefined, { cookie })).status).toBe(401)
  })

  it('ends at sign-out, here at once, and its cookie is taken away', async () => {
    const { cookie } = await session('admin')
    const other = await session('admin')
    expect(await who(cookie)).toBe(200)
    expect((await nobody('DELETE', '/api/v1/session', undefined, { cookie })).status).toBe(403)
    const out = await nobody('DELETE', '/api/v1/session', undefined, { cookie, ...OWN })
    expect(out.status).toBe(204)
    expect(out.headers.get('set-cookie')).toMatch(/^__Host-wg_session=; Path=\/; Max-Age=0; HttpOnly/)
    expect(await who(cookie)).toBe(401)
    expect((await nobody('DELETE', '/api/v1/session', undefined, { cookie, ...OWN })).status).toBe(401)
    expect(await who(other.cookie)).toBe(200)
  })

  it('ends with the key that it came from', async () => {
    const { key, id } = await newKey('viewer')
    const { cookie } = await session(key)
    expect(await who(cookie)).toBe(200)
    await admin('DELETE', `/api/v1/api-keys/${id}`)
    expect(await who(cookie)).toBe(401)
  })

  it('ends when ADMIN_TOKEN is another', async () => {
    const { cookie } = await session('admin')
    expect(await who(cookie)).toBe(200)
    expect(await who(cookie, { ...testEnv, ADMIN_TOKEN: 'another' })).toBe(401)
  })

  it('ends 12 hours after its last use, moves on while it is used, and never past a week', async () => {
    const idle = await session('admin')
    const busy = await session('admin')
    const from = Date.now()
    const clock = vi.spyOn(Date, 'now')
    const at = async (hours: number, cookie: string) => {
      clock.mockImplementation(() => from + hours * HOUR)
      return await nobody('GET', '/api/v1/session', undefined, { cookie })
    }
    try {
      const later = await at(6, busy.cookie)
      expect(Date.parse(later.body.expiresAt) - from).toBeGreaterThan(17.9 * HOUR)
      expect(later.headers.get('set-cookie')).toMatch(/^__Host-wg_session=wgs_.*Max-Age=43200/)
      // at most one write an hour
      expect((await at(6.5, busy.cookie)).headers.get('set-cookie')).toBeNull()
      expect((await at(12.1, idle.cookie)).status).toBe(401)
      for (let hours = 12.5; hours < 167; hours += 11) expect((await at(hours, busy.cookie)).status).toBe(200)
      expect((await at(168.1, busy.cookie)).status).toBe(401)
      await prune(testEnv, from + 169 * HOUR)
      expect(await testEnv.DB.prepare('SELECT COUNT(*) AS n FROM sessions').first('n')).toBe(0)
    } finally {
      clock.mockRestore()
    }
  })

  it('goes on while D1 is away, where it is known', async () => {
    const away = withoutD1(testEnv)
    const { cookie } = await session('admin')
    const unseen = await session('admin')
    expect(await who(cookie)).toBe(200)
    expect(await who(cookie, away)).toBe(200)
    expect(await who(unseen.cookie, away)).toBe(503)
  })
})

describe('a live socket by session', () => {
  const connect = async (cookie: string) => {
    const answer = await raw('GET', '/api/v1/live', { headers: { cookie, upgrade: 'websocket' } })
    const socket = answer.webSocket
    if (socket === null) throw new Error(`no socket: ${answer.status}`)
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
    socket.accept()
    return { socket, closed }
  }

  it('closes when that session is signed out, and no other does', async () => {
    const leaving = await session('admin')
    const staying = await session('admin')
    const [gone, kept] = [await connect(leaving.cookie), await connect(staying.cookie)]
    await nobody('DELETE', '/api/v1/session', undefined, { cookie: leaving.cookie, ...OWN })
    expect(await gone.closed).toBe(4001)
    kept.socket.send('ping')
    expect(kept.socket.readyState).toBe(WebSocket.OPEN)
    kept.socket.close(1000)
  })

  it('is held with the end of that session, which counts while D1 is away', async () => {
    const { cookie, body } = await session('admin')
    const { socket } = await connect(cookie)
    const { FEED } = env as { FEED: DurableObjectNamespace<FeedActor> }
    const held = await runInDurableObject(FEED.get(FEED.idFromName(FEED_NAME)), (_, state) =>
      state.getWebSockets().map((one): unknown => one.deserializeAttachment()),
    )
    expect(held).toContainEqual(expect.objectContaining({ until: Date.parse(body.expiresAt) }))
    socket.close(1000)
  })

  it('closes when its key is revoked', async () => {
    const { key, id } = await newKey('viewer')
    const { closed } = await connect((await session(key)).cookie)
    await admin('DELETE', `/api/v1/api-keys/${id}`)
    expect(await closed).toBe(4001)
  })
})
