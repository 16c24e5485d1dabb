import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { findingsIn, INDEXES, normal } from '../../durable/kit/testing/explain.ts'
import { migrateD1 } from '../../durable/kit/testing/migrate-d1.ts'
import { testEnv } from '../http/testing/api.ts'
import { listAlerts } from './alerts.ts'
import { readApiKeyByHash } from './api-keys.ts'
import { listAudit } from './audit.ts'
import { listMessages, readMessage } from './messages.ts'
import { listOptOuts } from './opt-outs.ts'
import { profilesOfPackage } from './profiles.ts'
import { readStats } from './stats.ts'
import { beside, everything, GROWING, OPT_OUT } from './testing/queries.ts'

/** Every statement that `work` prepares, with how D1's own SQLite means to run it. */
async function explained(work: () => Promise<unknown>): Promise<{ query: string; plan: { detail: string }[] }[]> {
  const seen: { query: string; values: unknown[] }[] = []
  const prepare = testEnv.DB.prepare.bind(testEnv.DB)
  vi.spyOn(testEnv.DB, 'prepare').mockImplementation((query) => {
    const statement = prepare(query)
    const bind = statement.bind.bind(statement)
    statement.bind = (...values) => {
      seen.push({ query, values })
      return bind(...values)
    }
    return statement
  })
  await work()
  vi.restoreAllMocks()
  expect(seen.length).toBeGreaterThan(0)
  const found: { query: string; plan: { detail: string }[] }[] = []
  for (const { query, values } of seen) {
    const plan = await testEnv.DB.prepare(`EXPLAIN QUERY PLAN ${query}`)
      .bind(...values)
      .all<{ detail: string }>()
    found.push({ query, plan: plan.results })
  }
  return found
}

/** All of those plans, a line for each step. */
async function plans(work: () => Promise<unknown>): Promise<string> {
  return (await explained(work)).flatMap(({ plan }) => plan.map((row) => row.detail)).join('\n')
}

const page = { limit: 50, cursor: null, visible: null } as const
const after = { ...page, cursor: [1, 'x'] as const }

beforeAll(async () => {
  await migrateD1(testEnv.DB)
})
afterEach(() => vi.restoreAllMocks())

/** A table read from end to end, or sorted after reading, grows with the history. */
const SLOW = /SCAN (messages|alerts|audit|stats|opt_outs|api_keys|profiles)(?! USING (COVERING )?INDEX)/

describe('every query of the edge', () => {
  it('reads no table from end to end that grows, on D1 itself', async () => {
    await testEnv.DB.prepare(OPT_OUT).run()
    const all = await explained(() => everything(testEnv))
    const { results } = await testEnv.DB.prepare(INDEXES).all<{ name: string; sql: string }>()
    const indexes = new Map(results.map(({ name, sql }) => [name, sql]))
    expect(indexes.size).toBeGreaterThan(5)
    const found = all.flatMap(({ query, plan }) =>
      findingsIn(plan, query, GROWING, indexes).map((one) => `${one}: ${normal(query)}`),
    )
    expect(beside(found)).toEqual({ found: [], idle: [] })
  })
})

describe('lists go along an index', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['all messages', () => listMessages(testEnv, {}, after), 'messages_time'],
    ['of a package', () => listMessages(testEnv, { packageId: 'p' }, after), 'messages_package_time'],
    ['of a recipient', () => listMessages(testEnv, { recipient: '+1' }, after), 'messages_recipient'],
    ['of a reference', () => listMessages(testEnv, { reference: 'r' }, page), 'messages_reference'],
    ['of a status', () => listMessages(testEnv, { statuses: ['failed'] }, after), 'messages_time'],
    ['held', () => listMessages(testEnv, { statuses: ['held'] }, after), 'messages_held'],
    ['held of a package', () => listMessages(testEnv, { packageId: 'p', statuses: ['held'] }, after), 'messages_held'],
    [
      'of a package and a number',
      () => listMessages(testEnv, { packageId: 'p', profileId: '1' }, after),
      'messages_package_time',
    ],
    [
      'of a recipient of a package',
      () => listMessages(testEnv, { packageId: 'p', recipient: '+1' }, after),
      'messages_recipient',
    ],
    [
      'of a reference of a package and a recipient',
      () => listMessages(testEnv, { packageId: 'p', recipient: '+1', reference: 'r' }, page),
      'messages_reference',
    ],
    ['alerts', () => listAlerts(testEnv, { rule: 'x' }, after), 'alerts_time'],
    ['audit', () => listAudit(testEnv, { action: 'x' }, after), 'audit_time'],
    [
      'audit of one actor',
      () => listAudit(testEnv, { actorKinds: ['key', 'session'], actorId: 'k' }, after),
      'audit_time',
    ],
  ])('%s', async (_, work, index) => {
    const found = await plans(work)
    expect(found).toContain(index)
    expect(found).not.toMatch(SLOW)
  })

  it('rows of a page are fetched by id, not found by walking the history', async () => {
    for (const filter of [{}, { packageId: 'p' }, { statuses: ['held'] }, { recipient: '+1', direction: 'in' }])
      expect(await plans(() => listMessages(testEnv, filter, after))).toMatch(
        /^SEARCH messages USING PRIMARY KEY \(id=\?\)/,
      )
  })

  it('single things are looked up', async () => {
    const found = [
      await plans(() => readMessage(testEnv, 'm')),
      await plans(() => readApiKeyByHash(testEnv, 'h')),
      await plans(() => profilesOfPackage(testEnv, 'p')),
      await plans(() => listOptOuts(testEnv, { userKeys: ['+1'] }, { limit: 50, cursor: null })),
      await plans(() =>
        readStats(testEnv, { from: 0, to: 1, stepMs: 1, packageId: null, profileId: null, visible: null }),
      ),
    ].join('\n')
    expect(found).not.toMatch(/SCAN (messages|alerts|audit|stats|opt_outs|api_keys|profiles)\b/)
  })
})
