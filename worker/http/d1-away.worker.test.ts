import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { DEPLOYMENT } from '../../durable/portfolio/rpc.ts'
import { packagePolicy } from '../contract/package-policy.ts'
import { repeatSwitch } from '../cron/repeat-switch.ts'
import { actors } from './actors.ts'
import { admin, caller, testEnv } from './testing/api.ts'
import { fakeGraph } from './testing/fake-graph.ts'
import { withoutD1 } from './testing/without-d1.ts'

const away = withoutD1(testEnv)
let packageId = ''
let key = ''
let messageId = ''

const template = (to: string) => ({
  to,
  type: 'template',
  template: { name: 'hello_world', language: { code: 'en_US' } },
})

beforeAll(async () => {
  await migrateD1(testEnv.DB)
  fakeGraph()
  vi.spyOn(console, 'error').mockImplementation(() => {})
  packageId = (await admin('POST', '/api/v1/packages', { name: 'Steady' })).body.id
  key = (await admin('POST', '/api/v1/api-keys', { name: 'sender', role: 'sender' })).body.key
  const sent = await caller(key)('POST', `/api/v1/packages/${packageId}/messages`, template('+16505559901'))
  messageId = sent.body.id
})
afterAll(() => {
  vi.useRealTimers()
})

describe('while D1 is away', () => {
  it('messages are still accepted with keys and packages that are known', async () => {
    const path = `/api/v1/packages/${packageId}/messages`
    const one = await caller(key, away)('POST', path, template('+16505559902'))
    expect(one.status).toBe(202)
    const batch = await caller(key, away)('POST', `${path}/batch`, { messages: [template('+16505559903')] })
    expect(batch.body.results[0].id).toEqual(expect.any(String))
  })

  it('a message is still told from its owners', async () => {
    const { status, body } = await admin('GET', `/api/v1/messages/${messageId}`)
    const without = await caller('admin', away)('GET', `/api/v1/messages/${messageId}`)
    expect(status).toBe(200)
    expect(without.status).toBe(200)
    expect(without.body).toEqual(body)
  })

  it('a message is still cancelled', async () => {
    expect((await caller('admin', away)('POST', `/api/v1/messages/${messageId}/cancel`)).status).toBe(200)
  })

  it.each([
    ['GET', '/api/v1/packages'],
    ['GET', '/api/v1/messages'],
    ['GET', '/api/v1/alerts'],
    ['GET', '/api/v1/settings'],
    ['GET', '/api/v1/status'],
    ['POST', '/api/v1/packages'],
  ])('%s %s says so', async (method, path) => {
    const answer = await caller('admin', away)(method, path, method === 'POST' ? { name: 'x' } : undefined)
    expect(answer.status).toBe(503)
    expect(answer.body.type).toBe('unavailable')
    expect(answer.headers.get('retry-after')).toBe('5')
  })

  it('what is not known cannot be told from what is not there: 503, not 401 or 404', async () => {
    expect((await caller('wg_neverseen', away)('GET', '/api/v1/packages')).status).toBe(503)
    const strange = await caller('admin', away)(
      'POST',
      '/api/v1/packages/pkg_neverseen0/messages',
      template('+16505559904'),
    )
    expect(strange.status).toBe(503)
  })

  it('a package that this isolate has never heard of answers for itself', async () => {
    // configured behind the isolate's back: its directory has no entry
    const unheard = 'pkg_unheard000'
    await actors.package(testEnv, unheard).configure({
      packageId: unheard,
      version: 1,
      name: 'Unheard',
      policy: packagePolicy({}),
      members: [],
      deletedAt: null,
    })
    const path = `/api/v1/packages/${unheard}/messages`
    expect((await caller('admin', away)('POST', path, template('+16505559907'))).status).toBe(202)
    const batch = await caller('admin', away)('POST', `${path}/batch`, { messages: [template('+16505559908')] })
    expect(batch.body.results[0].id).toEqual(expect.any(String))
    expect((await caller('admin', away)('POST', path, {})).status).toBe(400)
    expect((await caller('admin', away)('POST', '/api/v1/packages/nonsense/messages', {})).status).toBe(503)
  })

  it('a revoked key stays refused, here and at once', async () => {
    const made = (await admin('POST', '/api/v1/api-keys', { name: 'gone', role: 'viewer' })).body
    expect((await caller(made.key)('GET', '/api/v1/packages')).status).toBe(200)
    await admin('DELETE', `/api/v1/api-keys/${made.id}`)
    expect((await caller(made.key, away)('GET', '/api/v1/packages')).status).toBe(401)
  })

  it('everything is stopped at once, numbers and packages, and its audit follows when D1 is back', async () => {
    const number = { phoneNumberId: '100000000000901', displayName: 'Nine', wabaId: '2077700901', accessToken: 'EAA' }
    const added = await admin('POST', `/api/v1/packages/${packageId}/profiles`, number)
    expect(added).toMatchObject({ status: 201 })
    const known = () => actors.portfolio(testEnv, DEPLOYMENT).members()
    await vi.waitFor(async () => expect((await known()).portfolios).toHaveLength(1))
    const stop = await caller('admin', away)('POST', '/api/v1/stop', { scope: 'all', reason: 'fire' })
    expect(stop).toMatchObject({ status: 200, body: { paused: true, note: 'fire' } })
    expect((await actors.profile(testEnv, '100000000000901').status()).state).toBe('paused')
    expect((await actors.package(testEnv, packageId).status({ live: false })).globalPaused).toBe(true)
    const audited = async () =>
      (await admin('GET', '/api/v1/audit?subjectKind=deployment&subjectId=all')).body.items.map(
        (one: { action: string; detail: object }) => [one.action, one.detail],
      )
    expect(await audited()).toEqual([])
    await repeatSwitch(testEnv, Date.now())
    expect(await audited()).toEqual([['all.stopped', { note: 'fire' }]])
    await repeatSwitch(testEnv, Date.now())
    expect((await caller('admin', away)('POST', '/api/v1/start', { scope: 'all' })).status).toBe(200)
    expect((await actors.profile(testEnv, '100000000000901').status()).state).not.toBe('paused')
    await repeatSwitch(testEnv, Date.now())
    expect(await audited()).toHaveLength(2)
  })

  it('diagnostics tell of it', async () => {
    const { status, body } = await caller('admin', away)('GET', '/api/v1/diagnostics')
    expect(status).toBe(200)
    expect(body.database).toEqual({ ok: false, latencyMs: null })
  })

  it('sending goes on for 16 minutes, and no longer', async () => {
    const path = `/api/v1/packages/${packageId}/messages`
    const begin = Date.now()
    vi.useFakeTimers({ toFake: ['Date'], now: begin + 15 * 60_000 })
    expect((await caller(key, away)('POST', path, template('+16505559905'))).status).toBe(202)
    vi.setSystemTime(begin + 17 * 60_000)
    expect((await caller(key, away)('POST', path, template('+16505559906'))).status).toBe(503)
    vi.useRealTimers()
  })
})
