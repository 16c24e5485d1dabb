import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { admin, caller, testEnv } from './testing/api.ts'
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

describe('numbers', () => {
  it('are checked at Meta, and usable when the POST answers', async () => {
    const id = await newPackage()
    const profile = input({ preset: 'standard', limits: { hourly: 7 }, timezone: 'Asia/Kolkata', priority: 2 })
    const made = await add(id, profile)
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      id: profile.phoneNumberId,
      packageId: id,
      preset: 'standard',
      limits: { hourly: 7, threeHourly: 1200, daily: 4000 },
      timezone: 'Asia/Kolkata',
      priority: 2,
      portfolioId: 'default',
      applied: true,
      state: 'active',
      status: {
        displayPhoneNumber: '+1 555 0100',
        metaStatus: 'CONNECTED',
        quality: 'GREEN',
        webhooks: { lastAt: null },
      },
    })
    expect(graph.tokens.get(profile.phoneNumberId)).toBe('Bearer EAAsecrettoken')
    const listed = await admin('GET', `/api/v1/packages/${id}/profiles`)
    expect(listed.body.items.map((item: { id: string }) => item.id)).toEqual([profile.phoneNumberId])
    expect((await admin('GET', `/api/v1/packages/${id}`)).body.profileIds).toEqual([profile.phoneNumberId])
  })

  it('never show their token: not in an answer, the audit or the database', async () => {
    const id = await newPackage()
    const profile = input({ accessToken: 'EAAveryspecialsecret' })
    const answers = [await add(id, profile)]
    const path = `/api/v1/profiles/${profile.phoneNumberId}`
    answers.push(await admin('GET', path), await admin('PATCH', path, { accessToken: 'EAAveryspecialsecret2' }))
    answers.push(await admin('GET', `${path}/health`), await admin('GET', `/api/v1/audit?packageId=${id}`))
    answers.push(await admin('GET', '/api/v1/diagnostics'))
    expect(JSON.stringify(answers.map((answer) => answer.body))).not.toContain('EAAveryspecial')
    const rows = await testEnv.DB.prepare('SELECT * FROM profiles').all()
    expect(JSON.stringify(rows.results)).not.toContain('EAAveryspecial')
  })

  it.each([
    ['Meta refuses the token', { refuse: 190 }],
    ['Meta cannot be reached', { down: true }],
  ])('are stored as disconnected with the reason when %s', async (_, trouble) => {
    const id = await newPackage()
    Object.assign(graph, trouble)
    const made = await add(id, input())
    expect(made.status).toBe(201)
    expect(made.body.state).toBe('disconnected')
    expect(made.body.reason).toEqual(expect.any(String))
  })

  it('come back by a new token', async () => {
    const id = await newPackage()
    graph.refuse = 190
    const profile = input()
    expect((await add(id, profile)).body.state).toBe('disconnected')
    graph.refuse = null
    const patched = await admin('PATCH', `/api/v1/profiles/${profile.phoneNumberId}`, { accessToken: 'EAAnew' })
    expect(patched.body.state).toBe('active')
    expect(graph.tokens.get(profile.phoneNumberId)).toBe('Bearer EAAnew')
  })

  it('belong to one package', async () => {
    const [one, two] = [await newPackage(), await newPackage()]
    const profile = input()
    expect((await add(one, profile)).status).toBe(201)
    for (const id of [one, two]) {
      const again = await add(id, profile)
      expect(again.status).toBe(409)
      expect(again.body.type).toBe('number-taken')
    }
  })

  it('move when they were deleted: same row, higher version, any package', async () => {
    const [one, two] = [await newPackage(), await newPackage()]
    const profile = input()
    const first = await add(one, profile)
    const deleted = await admin('DELETE', `/api/v1/profiles/${profile.phoneNumberId}`)
    expect(deleted.body).toMatchObject({ id: profile.phoneNumberId, applied: true })
    expect((await admin('GET', `/api/v1/profiles/${profile.phoneNumberId}`)).status).toBe(404)
    const moved = await add(two, { ...profile, displayName: 'Moved' })
    expect(moved.status).toBe(201)
    expect(moved.body).toMatchObject({ packageId: two, displayName: 'Moved', state: 'active', applied: true })
    expect(moved.body.version).toBeGreaterThan(first.body.version)
    expect((await admin('GET', `/api/v1/packages/${one}`)).body.profileIds).toEqual([])
    const rows = await testEnv.DB.prepare('SELECT count(*) AS n FROM profiles WHERE id = ?')
      .bind(profile.phoneNumberId)
      .first<{ n: number }>()
    expect(rows?.n).toBe(1)
  })

  it('keep their business account and portfolio', async () => {
    const id = await newPackage()
    const profile = input()
    await add(id, profile)
    for (const field of ['wabaId', 'portfolioId', 'phoneNumberId']) {
      const patched = await admin('PATCH', `/api/v1/profiles/${profile.phoneNumberId}`, { [field]: '1' })
      expect(patched.status, field).toBe(400)
      expect(patched.body.errors[0].path).toBe(field)
    }
  })

  it('of one business account have one portfolio', async () => {
    const id = await newPackage()
    const wabaId = waba()
    expect((await add(id, input({ wabaId, portfolioId: 'p1' }))).body.portfolioId).toBe('p1')
    const other = await add(id, input({ wabaId, portfolioId: 'p2' }))
    expect(other.status).toBe(409)
    expect(other.body.type).toBe('state-conflict')
    expect((await add(id, input({ wabaId }))).body.portfolioId).toBe('p1')
  })

  it('are of the portfolio that Meta names when the caller names none', async () => {
    graph.owner = '4477'
    expect((await add(await newPackage(), input())).body.portfolioId).toBe('4477')
  })

  it('go only where GRAPH_URL_ALLOW lets them, and only with a token given in the same request', async () => {
    const id = await newPackage()
    for (const graphUrl of [
      'https://evil.example',
      'http://graph.facebook.com',
      'https://u:p@graph.facebook.com',
      'https://graph.facebook.com?x=1',
    ]) {
      const made = await add(id, input({ graphUrl }))
      expect(made.status, graphUrl).toBe(400)
      expect(made.body.errors[0].path).toBe('graphUrl')
    }
    const profile = input({ graphUrl: 'https://graph.facebook.com/' })
    expect((await add(id, profile)).body.graphUrl).toBe('https://graph.facebook.com')
    const path = `/api/v1/profiles/${profile.phoneNumberId}`
    const alone = await admin('PATCH', path, { graphUrl: 'https://graph.facebook.com' })
    expect(alone.status).toBe(400)
    expect(alone.body.errors[0].path).toBe('accessToken')
    const both = { graphUrl: 'https://graph.facebook.com', accessToken: 'EAA2' }
    expect((await admin('PATCH', path, both)).status).toBe(200)
    expect((await admin('PATCH', path, { ...both, graphUrl: 'https://evil.example' })).status).toBe(400)
  })

  it('are paused, quarantined, resumed and asked for by a person', async () => {
    const id = await newPackage()
    const profile = input()
    await add(id, profile)
    const path = `/api/v1/profiles/${profile.phoneNumberId}`
    expect((await admin('POST', `${path}/pause`, { reason: 'check' })).body.state).toBe('paused')
    expect((await admin('GET', `/api/v1/status/${profile.phoneNumberId}`)).body.state).toBe('paused')
    expect((await admin('POST', `${path}/resume`)).body.state).toBe('active')
    expect((await admin('POST', `${path}/quarantine`, { reason: 'odd' })).body.state).toBe('quarantined')
    expect((await admin('POST', `${path}/resume`)).body.state).toBe('active')
    expect((await admin('POST', `${path}/reconnect`)).body.metaStatus).toBe('CONNECTED')
  })

  it('tell everything in their health report', async () => {
    const profile = input()
    await add(await newPackage(), profile)
    const { status, body } = await admin('GET', `/api/v1/profiles/${profile.phoneNumberId}/health`)
    expect(status).toBe(200)
    expect(body.limits.map((limit: { window: string }) => limit.window).sort()).toEqual([
      'day',
      'hour',
      'reach',
      'second',
      'threeHours',
    ])
    expect(body).toMatchObject({ warmup: null, blockIndicators: [] })
  })

  it('take known windows, within a day', async () => {
    const profile = input()
    await add(await newPackage(), profile)
    const path = `/api/v1/profiles/${profile.phoneNumberId}/windows`
    const until = new Date(Date.now() + 3_600_000).toISOString()
    expect((await admin('POST', path, { windows: [{ address: '+16505551234', until }] })).body).toEqual({ opened: 1 })
    const far = new Date(Date.now() + 25 * 3_600_000).toISOString()
    const late = await admin('POST', path, { windows: [{ address: '+16505551234', until: far }] })
    expect(late.body.errors).toEqual([{ path: 'windows.0.until', message: 'must lie ahead by 24 hours at most' }])
  })

  it('run a change of their package', async () => {
    const id = await newPackage()
    const profile = input()
    await add(id, profile)
    const patched = await admin('PATCH', `/api/v1/packages/${id}`, { preset: 'high_throughput' })
    expect(patched.body.applied).toBe(true)
    const after = await admin('GET', `/api/v1/profiles/${profile.phoneNumberId}`)
    expect(after.body).toMatchObject({
      preset: 'high_throughput',
      limits: { maxInFlight: 32, hourly: null },
      applied: true,
    })
  })
})

describe('status', () => {
  it('shows every number with the time of its figures, and the sum', async () => {
    const id = await newPackage()
    const profile = input()
    await add(id, profile)
    const { body } = await admin('GET', '/api/v1/status')
    const item = body.items.find((one: { profileId: string }) => one.profileId === profile.phoneNumberId)
    expect(item).toMatchObject({ packageId: id, state: 'active' })
    expect(Date.parse(item.at)).toBeGreaterThan(0)
    const summary = (await admin('GET', '/api/v1/status/summary')).body
    expect(summary.profiles.total).toBe(body.items.length)
    const { total, ...states } = summary.profiles
    expect(Object.values<number>(states).reduce((sum, n) => sum + n, 0)).toBe(total)
  })

  it('names the packages that do not answer', async () => {
    const [well, mute] = [await newPackage(), await newPackage()]
    await add(well, input())
    await add(mute, input())
    const { key } = (await admin('POST', '/api/v1/api-keys', { name: 'x', role: 'viewer', packageIds: [well, mute] }))
      .body
    const PACKAGE = {
      ...testEnv.PACKAGE,
      idFromName: (name: string) => name,
      get: (name: string) =>
        name === mute
          ? { status: async () => Promise.reject(new Error('silent')) }
          : testEnv.PACKAGE.get(testEnv.PACKAGE.idFromName(name)),
    } as object as typeof testEnv.PACKAGE
    const { body } = await caller(key, { ...testEnv, PACKAGE })('GET', '/api/v1/status')
    expect(body.silent).toEqual([mute])
    expect(body.items.map((item: { packageId: string }) => item.packageId)).toEqual([well])
    expect((await caller(key)('GET', '/api/v1/status')).body.silent).toEqual([])
  })

  it('of another package is not told', async () => {
    const [one, two] = [await newPackage(), await newPackage()]
    const [mine, theirs] = [input(), input()]
    await add(one, mine)
    await add(two, theirs)
    const { key } = (await admin('POST', '/api/v1/api-keys', { name: 'x', role: 'viewer', packageIds: [one] })).body
    const { body } = await caller(key)('GET', '/api/v1/status')
    expect(body.items.map((item: { profileId: string }) => item.profileId)).toEqual([mine.phoneNumberId])
    expect((await caller(key)('GET', `/api/v1/status/${theirs.phoneNumberId}`)).status).toBe(404)
    expect((await caller(key)('GET', '/api/v1/profiles')).body.items).toHaveLength(1)
  })
})
