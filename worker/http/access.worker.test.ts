import { beforeAll, describe, expect, it, vi } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { admin, caller, testEnv } from './testing/api.ts'

beforeAll(async () => {
  await migrateD1(testEnv.DB)
  // nothing here may leave the machine, and test-connection would
  vi.stubGlobal('fetch', async () => new Response('{"error":{"code":190}}', { status: 400 }))
})

describe('keys', () => {
  it('are shown once, stored hashed, listed without', async () => {
    const made = await admin('POST', '/api/v1/api-keys', { name: 'once', role: 'viewer' })
    expect(made.status).toBe(201)
    expect(made.body.key).toMatch(/^wg_[A-Za-z0-9_-]{43}$/)
    const listed = await admin('GET', '/api/v1/api-keys?limit=200')
    expect(JSON.stringify(listed.body)).not.toContain(made.body.key)
    const stored = await testEnv.DB.prepare('SELECT * FROM api_keys').all()
    expect(JSON.stringify(stored.results)).not.toContain(made.body.key.slice(3))
  })

  it('are refused at once where they were revoked, and stay revoked', async () => {
    const { body } = await admin('POST', '/api/v1/api-keys', { name: 'short-lived', role: 'viewer' })
    const holder = caller(body.key)
    expect((await holder('GET', '/api/v1/packages')).status).toBe(200)
    const revoked = await admin('DELETE', `/api/v1/api-keys/${body.id}`)
    expect(revoked.status).toBe(200)
    expect(revoked.body.revokedAt).not.toBeNull()
    expect((await holder('GET', '/api/v1/packages')).status).toBe(401)
    expect((await admin('DELETE', `/api/v1/api-keys/${body.id}`)).body.revokedAt).toBe(revoked.body.revokedAt)
    expect((await admin('DELETE', '/api/v1/api-keys/key_nobody')).status).toBe(404)
  })

  it('for packages that do not exist are not made', async () => {
    const { status, body } = await admin('POST', '/api/v1/api-keys', {
      name: 'x',
      role: 'viewer',
      packageIds: ['pkg_no'],
    })
    expect(status).toBe(400)
    expect(body.errors).toEqual([{ path: 'packageIds.0', message: 'is no package' }])
  })

  it('limited to a package know of no other one', async () => {
    const one = (await admin('POST', '/api/v1/packages', { name: 'One' })).body.id
    const two = (await admin('POST', '/api/v1/packages', { name: 'Two' })).body.id
    const { key } = (await admin('POST', '/api/v1/api-keys', { name: 'of one', role: 'admin', packageIds: [one] })).body
    const holder = caller(key)
    const listed = await holder('GET', '/api/v1/packages')
    expect(listed.body.items.map((item: { id: string }) => item.id)).toEqual([one])
    expect((await holder('GET', `/api/v1/packages/${one}`)).status).toBe(200)
    for (const [method, path, body] of [
      ['GET', `/api/v1/packages/${two}`, undefined],
      ['PATCH', `/api/v1/packages/${two}`, { name: 'Mine' }],
      ['DELETE', `/api/v1/packages/${two}`, undefined],
      ['GET', `/api/v1/packages/${two}/stats`, undefined],
      ['GET', `/api/v1/stats?packageId=${two}`, undefined],
      ['GET', `/api/v1/messages?packageId=${two}`, undefined],
      ['POST', `/api/v1/packages/${two}/messages`, { to: '+16505551234', text: { body: 'a' } }],
    ] as const)
      expect((await holder(method, path, body)).status, `${method} ${path}`).toBe(404)
  })

  it('of a limited admin stop their own package, never everything', async () => {
    const one = (await admin('POST', '/api/v1/packages', { name: 'Stoppable' })).body.id
    const made = await admin('POST', '/api/v1/api-keys', { name: 'x', role: 'operator', packageIds: [one] })
    expect((await caller(made.body.key)('POST', '/api/v1/stop', { scope: 'all' })).status).toBe(403)
  })
})

describe('ADMIN_TOKEN', () => {
  it.each([
    ['with a space in it', 'open sesame'],
    ['longer than a key', 'a'.repeat(4_000)],
    ['with spaces around it', ' padded '],
  ])('%s opens as bearer and at the sign-in', async (_, ADMIN_TOKEN) => {
    const mine = { ...testEnv, ADMIN_TOKEN }
    expect((await caller(ADMIN_TOKEN, mine)('GET', '/api/v1/packages')).status).toBe(200)
    const wrong = ADMIN_TOKEN.trim().slice(0, -1)
    expect((await caller(wrong, mine)('GET', '/api/v1/packages')).status).toBe(401)
    const signIn = (token: string) => caller(null, mine)('POST', '/api/v1/session', { token })
    expect((await signIn(ADMIN_TOKEN)).status).toBe(201)
    expect((await signIn(wrong)).status).toBe(401)
  })

  it('is not found in a header without one, however long', async () => {
    const headers = ['Bearer', 'Bearer  ', `Bearer${' '.repeat(8_000)}a`, `Bearer ${'a '.repeat(6_000)}`, 'Basic admin']
    for (const authorization of headers)
      expect((await caller(null)('GET', '/api/v1/packages', undefined, { authorization })).status).toBe(401)
  })
})

describe('throttle', () => {
  it('counts per token when set, says when to come back, and is off when unset', async () => {
    const made = await admin('POST', '/api/v1/api-keys', { name: 'busy', role: 'viewer' })
    const busy = caller(made.body.key)
    expect((await admin('PUT', '/api/v1/settings', { throttle: { requestsPerMinute: 3 } })).status).toBe(200)
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) statuses.push((await busy('GET', '/api/v1/alerts/count')).status)
    expect(statuses).toEqual([200, 200, 200, 429])
    const refused = await busy('GET', '/api/v1/alerts/count')
    expect(refused.body.type).toBe('rate-limited')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect((await admin('PUT', '/api/v1/settings', { throttle: null })).body.throttle).toBeNull()
    expect((await busy('GET', '/api/v1/alerts/count')).status).toBe(200)
  })
})
