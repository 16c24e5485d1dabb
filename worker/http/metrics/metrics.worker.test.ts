import { beforeAll, describe, expect, it } from 'vitest'
import type { ProfileSnapshot } from '../../../durable/domain/snapshot.ts'
import { migrateD1 } from '../../../durable/kit/testing/migrate-d1.ts'
import { project } from '../../../durable/projection/project.ts'
import { readPackage } from '../../db/packages.ts'
import { packageConfig } from '../../db/push.ts'
import { actors } from '../actors.ts'
import { feedOf } from '../live-feed.ts'
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
    expect(found.get(`whats_guard_package_outbox_stalled_seconds{package="${own.package}"}`)).toBeGreaterThanOrEqual(0)
    expect(found.get('whats_guard_packages')).toBe(PACKAGES)
    expect(found.get('whats_guard_packages_shown')).toBe(PACKAGES)
    expect(found.get(`whats_guard_number_credit${labels}`)).toBe(7)
    expect(found.get(`whats_guard_number_cooldown_seconds${labels}`)).toBeGreaterThan(0)
    expect(found.get(`whats_guard_number_state${labels.replace('}', ',state="cooling"}')}`)).toBe(1)
    expect(found.get(`whats_guard_package_queue{package="${own.package}",lane="high"}`)).toBe(0)
    const queues = [...found.keys()].flatMap((key) => /^whats_guard_number_queue\{package="(\w+)"/.exec(key)?.[1] ?? [])
    expect(queues.filter((id) => ids.includes(id))).toHaveLength(PACKAGES * NUMBERS)
    expect(found.get('whats_guard_database_up')).toBe(1)
    expect(found.get('whats_guard_alarm_late_seconds_max')).toBeGreaterThanOrEqual(0)
  })

  it('come soon for 200 numbers that have counted all day, also on a machine that does other things (the bench measures it)', async () => {
    const midnight = Math.floor(Date.now() / 86_400_000) * 86_400_000
    await testEnv.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 57599)
       INSERT INTO stats (owner, at, package_id, profile_id, accepted, sent, delivered, read, failed, received, rev)
       SELECT 'profile:' || (i % 200), ?1 + (i / 200) * 300000, ?2, 'of-the-day-' || (i % 200), 0, 1, 1, 1, 0, 0, 3 FROM n
       WHERE ?1 + (i / 200) * 300000 <= ?3`,
    )
      .bind(midnight, ids[0] ?? '', Date.now())
      .run()
    let best = Number.POSITIVE_INFINITY
    for (let i = 0; i < 5; i++) {
      const from = performance.now()
      await scrape()
      best = Math.min(best, performance.now() - from)
    }
    expect(best).toBeLessThan(2_000)
  })

  it('count messages of the day by package and number, as the feed tells every isolate', async () => {
    const now = Date.now()
    const row = (rev: number) => ({
      ...{ owner: 'profile:0', at: now - (now % 300_000), packageId: ids[1] ?? '', profileId: '18800000050', rev },
      ...{ accepted: 0, sent: rev, delivered: 4, read: 3, failed: 1, received: 2 },
    })
    const sent = `whats_guard_messages_total{package="${ids[1]}",number="18800000050",event="sent"}`
    expect((await scrape()).get(sent)).toBeUndefined()
    await project(testEnv.DB, { stats: [row(5)] })
    expect((await scrape()).get(sent)).toBe(5)
    await project(testEnv.DB, { stats: [row(9)] })
    expect((await scrape()).get(sent)).toBe(9)
    expect((await feedOf(testEnv).countsOfToday())?.find((one) => one.profileId === '18800000050')?.sent).toBe(9)
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
    expect(after.get(`whats_guard_webhook_lag_seconds_sum{package="${ids[0]}",number="18800000000"}`)).toBe(2)
    expect(after.get(`whats_guard_webhook_lag_seconds_count{package="${ids[0]}",number="18800000000"}`)).toBe(2)
    expect([...after.keys()].join()).not.toContain('nobody')
    expect((after.get(refused) ?? 0) - before).toBeGreaterThanOrEqual(1)
    expect(after.get(`whats_guard_messages_refused_total{package="${ids[2]}",code="service-window-closed"}`)).toBe(1)
    expect(after.get('whats_guard_requests_refused_total{code="service-window-closed"}')).toBeGreaterThanOrEqual(1)
  })

  it("count Meta's refusals by code, those of a package that is not there left out", async () => {
    const keys = {
      [`${ids[3]} 1 131026`]: 2,
      [`${ids[3]} 1 424242`]: 1,
      [`${ids[3]} 1 424243`]: 1,
      'pkg_x 1 131026': 1,
    }
    await feedOf(testEnv).publish([], keys)
    await feedOf(testEnv).publish([], { [`${ids[3]} 1 131026`]: 1 })
    const found = [...(await scrape())].filter(([key]) => key.startsWith('whats_guard_refused_by_meta_total'))
    const labels = (code: string) => `whats_guard_refused_by_meta_total{package="${ids[3]}",number="1",code="${code}"}`
    expect(found).toEqual([
      [labels('131026'), 3],
      [labels('other'), 2],
    ])
  })

  it('show a key its own packages only, and nothing of the deployment', async () => {
    const { key } = (await admin('POST', '/api/v1/api-keys', { name: 'grafana', role: 'viewer', packageIds: [ids[0]] }))
      .body
    const found = await scrape(key)
    const text = [...found.keys()].join('\n')
    expect(text).toContain(String(ids[0]))
    for (const other of ids.slice(1)) expect(text).not.toContain(other)
    expect([found.get('whats_guard_packages'), found.get('whats_guard_packages_shown')]).toEqual([1, 1])
    expect(text).not.toMatch(/portfolio|alarm|requests_refused/)
  })

  it('say that the database is away, and nothing that they cannot know', async () => {
    await scrape()
    const found = await scrape('admin', withoutD1(testEnv))
    expect(found.get('whats_guard_database_up')).toBe(0)
    expect([...found.keys()].filter((key) => key.includes('number_'))).toEqual([])
  })
})
