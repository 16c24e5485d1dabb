import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { until } from '../../durable/kit/testing/until.ts'
import { type Answer, admin, testEnv } from './testing/api.ts'
import { type FakeGraph, fakeGraph } from './testing/fake-graph.ts'

let graph: FakeGraph
let count = 0

/** Ids that no other test has. */
const number = () => `10555${String(++count).padStart(6, '0')}`
const waba = () => `20666${String(++count).padStart(6, '0')}`

const input = (more: { [key: string]: unknown } = {}) => ({
  phoneNumberId: number(),
  displayName: 'Sales',
  wabaId: waba(),
  accessToken: 'EAAsecrettoken',
  ...more,
})

async function newPackage(more: { [key: string]: unknown } = {}): Promise<string> {
  const made = await admin('POST', '/api/v1/packages', { name: 'Config', ...more })
  expect(made.status).toBe(201)
  return made.body.id
}

async function add(packageId: string, profile: { [key: string]: unknown }) {
  return await admin('POST', `/api/v1/packages/${packageId}/profiles`, profile)
}

beforeAll(async () => {
  await migrateD1(testEnv.DB)
})
beforeEach(() => {
  graph = fakeGraph()
})

describe('packages', () => {
  it('need only a name, and are applied when the POST answers', async () => {
    const made = await admin('POST', '/api/v1/packages', { name: 'First' })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      name: 'First',
      distribution: 'round_robin',
      failover: { enabled: true, stickyPatienceSeconds: 900 },
      applied: true,
      version: 1,
      profileIds: [],
      live: { paused: false, open: 0 },
    })
    expect(made.headers.get('location')).toBe(`/api/v1/packages/${made.body.id}`)
    expect((await admin('GET', `/api/v1/packages/${made.body.id}`)).body).toEqual(made.body)
  })

  it('are patched member by member, versioned, applied and audited', async () => {
    const id = await newPackage({ limits: { hourly: 10, daily: 100 } })
    const patched = await admin('PATCH', `/api/v1/packages/${id}`, {
      limits: { hourly: null },
      distribution: 'smart',
      failover: false,
    })
    expect(patched.status).toBe(200)
    expect(patched.body).toMatchObject({
      limits: { hourly: null, daily: 100 },
      distribution: 'smart',
      failover: { enabled: false },
      applied: true,
      version: 2,
    })
    const audit = await admin('GET', `/api/v1/audit?packageId=${id}&subjectKind=package`)
    expect(audit.body.items.map((item: { action: string }) => item.action)).toEqual([
      'package.changed',
      'package.created',
    ])
    expect(audit.body.items[0].actor).toEqual({ kind: 'key', id: 'admin-token', name: 'ADMIN_TOKEN' })
    expect(audit.body.items[0].detail).toEqual({
      members: ['distribution', 'failover', 'limits'],
      changes: [
        { member: 'limits.hourly', from: 10, to: null },
        { member: 'distribution', to: 'smart' },
        { member: 'failover', to: false },
      ],
    })
  })

  it('whose halves are right and whose sum is wrong are refused by the field', async () => {
    const id = await newPackage({ cooldown: { min: 5, max: 9 } })
    const patched = await admin('PATCH', `/api/v1/packages/${id}`, { cooldown: { max: 4 } })
    expect(patched.status).toBe(400)
    expect(patched.body.errors[0].path).toBe('cooldown.max')
    expect((await admin('GET', `/api/v1/packages/${id}`)).body.cooldown).toEqual({ min: 5, max: 9 })
  })

  it('are paused and resumed by their actor', async () => {
    const id = await newPackage()
    const paused = await admin('POST', `/api/v1/packages/${id}/pause`, { reason: 'lunch' })
    expect(paused.body).toMatchObject({ packageId: id, paused: true, pausedReason: 'lunch' })
    expect((await admin('GET', `/api/v1/packages/${id}`)).body.live.paused).toBe(true)
    expect((await admin('POST', `/api/v1/packages/${id}/resume`)).body.paused).toBe(false)
    expect((await admin('POST', '/api/v1/stop', { scope: 'package', id })).body).toMatchObject({ paused: true, id })
    expect((await admin('POST', '/api/v1/start', { scope: 'package', id })).body).toMatchObject({ paused: false, id })
  })

  it('are listed page by page, each once', async () => {
    const made = [await newPackage(), await newPackage(), await newPackage()]
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await admin('GET', `/api/v1/packages?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
      expect(page.body.items.length).toBeLessThanOrEqual(2)
      seen.push(...page.body.items.map((item: { id: string }) => item.id))
      cursor = page.body.nextCursor
    } while (cursor !== null)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(expect.arrayContaining(made))
  })

  it('that are empty are deleted with their numbers, and gone everywhere', async () => {
    const id = await newPackage()
    const profile = input()
    await add(id, profile)
    const deleted = await admin('DELETE', `/api/v1/packages/${id}`)
    expect(deleted.status).toBe(200)
    expect(deleted.body).toMatchObject({ id, open: 0, applied: true })
    expect((await admin('GET', `/api/v1/packages/${id}`)).status).toBe(404)
    expect((await admin('GET', `/api/v1/profiles/${profile.phoneNumberId}`)).status).toBe(404)
    const late = await admin('POST', `/api/v1/packages/${id}/messages`, { to: '+16505551234', text: { body: 'a' } })
    expect(late.status).toBe(404)
    expect((await admin('DELETE', `/api/v1/packages/${id}`)).status).toBe(404)
  })
})

describe('templates', () => {
  it('are synced from Meta on demand', async () => {
    const id = await newPackage()
    const profile = input()
    await add(id, profile)
    const synced = await admin('POST', `/api/v1/packages/${id}/templates/sync`)
    expect(synced.body.results).toEqual([{ wabaId: profile.wabaId, ok: true, count: 1, detail: null }])
    await until(async () => {
      const { body } = await admin('GET', `/api/v1/packages/${id}/templates`)
      expect(body.items).toMatchObject([
        { name: 'hello_world', language: 'en_US', category: 'utility', status: 'APPROVED' },
      ])
    })
  })

  it('are listed page by page, by name and language, each once', async () => {
    const id = await newPackage()
    const profile = input()
    await add(id, profile)
    const kept = ['a/de', 'a/en', 'a_b/de', 'b/de']
    for (const one of kept.toReversed()) {
      const [name, language] = one.split('/')
      const row = [`${profile.wabaId}/${one}`, profile.wabaId, name, language]
      await testEnv.DB.prepare(
        `INSERT INTO templates (id, portfolio_id, waba_id, name, language, category, status, gone, rev)
         VALUES (?1, 'folio', ?2, ?3, ?4, 'utility', 'APPROVED', 0, 1)`,
      )
        .bind(...row)
        .run()
    }
    const path = `/api/v1/packages/${id}/templates`
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const { body }: Answer = await admin('GET', `${path}?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`)
      seen.push(...body.items.map((one: { name: string; language: string }) => `${one.name}/${one.language}`))
      cursor = body.nextCursor
    } while (cursor !== null)
    expect(seen.filter((one) => !one.startsWith('hello_world'))).toEqual(kept)
    const foreign = (await admin('GET', '/api/v1/packages?limit=1')).body.nextCursor
    for (const [query, field] of [
      ['limit=0', 'limit'],
      ['cursor=nonsense', 'cursor'],
      [`cursor=${foreign}`, 'cursor'],
    ]) {
      const refused = await admin('GET', `${path}?${query}`)
      expect([refused.status, refused.body.errors?.[0]?.path], query).toEqual([400, field])
    }
  })
})

describe('settings', () => {
  it('have the defaults of the design, and keep what is left out', async () => {
    const before = await admin('GET', '/api/v1/settings')
    expect(before.body).toMatchObject({
      retention: { contentDays: 30, messageDays: 90, auditDays: 400 },
      throttle: null,
    })
    const after = await admin('PUT', '/api/v1/settings', { retention: { contentDays: 0 } })
    expect(after.body.retention).toEqual({ contentDays: 0, messageDays: 90, auditDays: 400 })
    expect((await admin('GET', '/api/v1/settings')).body).toEqual(after.body)
    const told = await admin('GET', '/api/v1/audit?action=settings.changed&limit=1')
    expect(told.body.items[0].detail.changes).toEqual([{ member: 'retention.contentDays', from: 30, to: 0 }])
    expect((await admin('PUT', '/api/v1/settings', { retention: { messageDays: 0 } })).body.errors[0].path).toBe(
      'retention.messageDays',
    )
    await admin('PUT', '/api/v1/settings', { retention: { contentDays: 30 } })
  })

  it('reach every number', async () => {
    const profile = input()
    await add(await newPackage(), profile)
    await admin('PUT', '/api/v1/settings', { reconcileWindowSeconds: 33 })
    expect((await admin('GET', `/api/v1/profiles/${profile.phoneNumberId}`)).body).toMatchObject({
      reconcileWindowSeconds: 33,
      applied: true,
    })
    await admin('PUT', '/api/v1/settings', { reconcileWindowSeconds: 600 })
  })

  it('test the connection', async () => {
    expect((await admin('POST', '/api/v1/settings/test-connection')).body).toMatchObject({ ok: true, httpStatus: 200 })
    graph.down = true
    expect((await admin('POST', '/api/v1/settings/test-connection')).body).toMatchObject({
      ok: false,
      httpStatus: null,
    })
  })
})
