import { beforeAll, describe, expect, it } from 'vitest'
import type { ProfileSnapshot } from '../../../durable/domain/snapshot.ts'
import { migrateD1 } from '../../../durable/kit/testing/migrate-d1.ts'
import { project } from '../../../durable/projection/project.ts'
import { readPackage } from '../../db/packages.ts'
import { packageConfig } from '../../db/push.ts'
import { actors } from '../actors.ts'
import { admin, caller, testEnv } from '../testing/api.ts'
import { fakeGraph } from '../testing/fake-graph.ts'
import { withoutD1 } from '../testing/without-d1.ts'
import { countEvents } from './counted.ts'

const PACKAGES = 4
const NUMBERS = 50
const ids: string[] = []
const LINE = /^[a-z_:][a-z0-9_:]*(\{[a-z_]+="([^"\\\n]|\\.)*"(,[a-z_]+="([^"\\\n]|\\.)*")*\})? -?[0-9.e+-]+$/

const snapshot = (profileId: string, at: number): ProfileSnapshot => ({
  ...{
    profileId,
    at,
    state: 'cooling',
    reason: null,
    eligible: true,
    eligibleAt: null,
    credit: 7,
    health: 90,
    risk: 10,
  },
  ...{ successes: 5, outcomes: 6, usage: 0.25, readyAt: at + 60_000, lastSendAt: at - 1000, queue: 3, inFlight: 1 },
  switchRev: 0,
})

/** Rows as the package's actor has them, without 200 requests to add numbers. */
async function fill(packageId: string, first: number): Promise<void> {
  const row = await readPackage(testEnv, packageId)
  if (row === null) throw new Error('no package')
  const now = Date.now()
  const members = Array.from({ length: NUMBERS }, (_, i) => `1880000${String(first + i).padStart(4, '0')}`)
  const config = packageConfig({ ...row, version: row.version + 1 }, [])
  await actors.package(testEnv, packageId).configure({
    ...config,
    members: members.map((profileId) => ({
      profileId,
      portfolioId: 'pf-88',
      wabaId: '288',
      priority: 0,
      createdAt: now,
    })),
  })
  for (const id of members) await actors.package(testEnv, packageId).snapshot(snapshot(id, now))
}

/** Samples by name and labels. */
async function scrape(token = 'admin', env = testEnv): Promise<Map<string, number>> {
  const answer = await caller(token, env)('GET', '/metrics')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const lines = String(answer.body)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  for (const line of lines) expect(line).toMatch(LINE)
  expect(new Set(lines.map((line) => line.slice(0, line.lastIndexOf(' ')))).size).toBe(lines.length)
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
}

beforeAll(async () => {
  await migrateD1(testEnv.DB)
  fakeGraph()
  for (let n = 0; n < PACKAGES; n++) {
    const { body } = await admin('POST', '/api/v1/packages', { name: `Shop "${n}"\\` })
    ids.push(body.id)
    await fill(body.id, n * NUMBERS)
  }
}, 60_000)

describe('metrics', () => {
  it('tell of every package and number what their packages know', async () => {
    // the numbers themselves were never configured, and say so as soon as they are asked
    await actors.package(testEnv, ids[0] ?? '').snapshot(snapshot('18800000000', Date.now() + 60_000))
    const found = await scrape()
    const own = { package: ids[0], number: '18800000000' }
    const labels = `{package="${own.package}",number="${own.number}"}`
    expect(found.get(`whats_guard_package_info{package="${own.package}",name="Shop \\"0\\"\\\\"}`)).toBe(1)
    expect(found.get(`whats_guard_number_queue${labels}`)).toBe(3)
    expect(found.get(`whats_guard_number_in_flight${labels}`)).toBe(1)
    expect(found.get(`whats_guard_number_credit${labels}`)).toBe(7)
    expect(found.get(`whats_guard_number_cooldown_seconds${labels}`)).toBeGreaterThan(0)
    expect(found.get(`whats_guard_number_state${labels.replace('}', ',state="cooling"}')}`)).toBe(1)
    expect(found.get(`whats_guard_package_queue{package="${own.package}",lane="high"}`)).toBe(0)
    const queues = [...found.keys()].flatMap((key) => /^whats_guard_number_queue\{package="(\w+)"/.exec(key)?.[1] ?? [])
    expect(queues.filter((id) => ids.includes(id))).toHaveLength(PACKAGES * NUMBERS)
    expect(found.get('whats_guard_database_up')).toBe(1)
    expect(found.get('whats_guard_alarm_late_seconds_max')).toBeGreaterThanOrEqual(0)
  })

  it('come within 300 ms for 200 numbers', async () => {
    let best = Number.POSITIVE_INFINITY
    for (let i = 0; i < 5; i++) {
      const from = performance.now()
      await scrape()
      best = Math.min(best, performance.now() - from)
    }
    expect(best).toBeLessThan(300)
  })

  it('count messages of the day by package and number, also what an earlier scrape has seen', async () => {
    const now = Date.now()
    const midnight = now - (now % 86_400_000)
    const rows = [midnight, now - (now % 300_000)].map((at, n) => ({
      ...{ owner: `profile:${n}`, at, packageId: ids[1] ?? '', profileId: '18800000050', rev: 1 },
      ...{ accepted: 0, sent: 5, delivered: 4, read: 3, failed: 1, received: 2 },
    }))
    const before = await scrape()
    const sent = `whats_guard_messages_total{package="${ids[1]}",number="18800000050",event="sent"}`
    expect(before.get(sent)).toBeUndefined()
    await project(testEnv.DB, { stats: rows.slice(1) })
    expect((await scrape()).get(sent)).toBe(5)
    await project(testEnv.DB, { stats: [{ ...rows[1], sent: 9, rev: 2 } as (typeof rows)[number]] })
    expect((await scrape()).get(sent)).toBe(9)
  })

  it('count refusals by code, and the lag of webhooks', async () => {
    const refused = 'whats_guard_requests_refused_total{code="not-found"}'
    const before = (await scrape()).get(refused) ?? 0
    await admin('GET', '/api/v1/packages/pkg_zzzzzzzzzz')
    await caller('admin')('GET', '/v26.0/me')
    await admin('POST', `/api/v1/packages/${ids[2]}/messages`, {
      to: '+16505551234',
      type: 'text',
      text: { body: 'x' },
    })
    const now = Date.now()
    const status = { kind: 'echo' as const, wamid: 'w', to: null }
    countEvents(
      '18800000000',
      [
        { ...status, at: now - 2000 },
        { ...status, at: now + 5000 },
      ],
      now,
    )
    countEvents('nobody', [{ ...status, at: now }], now)
    const after = await scrape()
    expect(after.get('whats_guard_webhook_lag_seconds_sum{number="18800000000"}')).toBe(2)
    expect(after.get('whats_guard_webhook_lag_seconds_count{number="18800000000"}')).toBe(2)
    expect([...after.keys()].join()).not.toContain('nobody')
    expect((after.get(refused) ?? 0) - before).toBeGreaterThanOrEqual(1)
    expect(after.get(`whats_guard_messages_refused_total{package="${ids[2]}",code="service-window-closed"}`)).toBe(1)
    expect(after.get('whats_guard_requests_refused_total{code="service-window-closed"}')).toBeGreaterThanOrEqual(1)
  })

  it("tell Meta's refusals of the last minutes by code", async () => {
    const message = (id: string, code: number | null, at: number) => ({
      ...{ id, packageId: ids[3] ?? '', profileId: '18800000150', direction: 'out', status: 'failed', recipient: '+1' },
      ...{ type: 'text', category: null, reference: null, wamid: null, notBefore: null, acceptedAt: at, updatedAt: at },
      ...{ expiresAt: null, attempts: 1, duplicateConfirmed: false, content: null, rev: 1, timeline: [] },
      error: { code, title: 't', detail: null },
    })
    const now = Date.now()
    await project(testEnv.DB, {
      messages: [
        message('wgm1', 131026, now),
        message('wgm2', 131026, now),
        message('wgm3', 424242, now),
        message('wgm4', null, now),
        message('wgm5', 131026, now - 3_600_000),
      ],
    } as object as Parameters<typeof project>[1])
    const found = await scrape()
    const code = (name: string) =>
      found.get(`whats_guard_refused_by_meta{package="${ids[3]}",number="18800000150",code="${name}"}`)
    expect([code('131026'), code('other'), code('null')]).toEqual([2, 1, undefined])
  })

  it('show a key its own packages only, and nothing of the deployment', async () => {
    const { key } = (await admin('POST', '/api/v1/api-keys', { name: 'grafana', role: 'viewer', packageIds: [ids[0]] }))
      .body
    const found = await scrape(key)
    const text = [...found.keys()].join('\n')
    expect(text).toContain(String(ids[0]))
    for (const other of ids.slice(1)) expect(text).not.toContain(other)
    expect(text).not.toMatch(/portfolio|alarm|requests_refused/)
  })

  it('say that the database is away, and nothing that they cannot know', async () => {
    await scrape()
    const found = await scrape('admin', withoutD1(testEnv))
    expect(found.get('whats_guard_database_up')).toBe(0)
    expect([...found.keys()].filter((key) => key.includes('number_'))).toEqual([])
  })
})
