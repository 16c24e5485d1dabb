import { describe, expect, it, vi } from 'vitest'
import { findings } from '../../durable/kit/testing/explain.ts'
import { NodeD1 } from '../../durable/kit/testing/node-d1.ts'
import { normal, statementsIn } from '../../durable/kit/testing/statements.ts'
import type { Env } from '../env.ts'
import * as alerts from './alerts.ts'
import * as keys from './api-keys.ts'
import * as audit from './audit.ts'
import * as erase from './erase.ts'
import * as media from './media.ts'
import * as messages from './messages.ts'
import * as metrics from './metrics.ts'
import * as optOuts from './opt-outs.ts'
import * as packages from './packages.ts'
import * as profiles from './profiles.ts'
import * as sessions from './sessions.ts'
import * as settings from './settings.ts'
import * as stats from './stats.ts'
import * as templates from './templates.ts'
import { RecordedD1 } from './testing/recorder.ts'
import * as wabas from './wabas.ts'

/** Places in the source at which a query was begun: `worker/db/file.ts:line`. */
const begun = vi.hoisted(() => new Set<string>())

vi.mock('./client.ts', async (original) => {
  const client = await original<typeof import('./client.ts')>()
  const noted = (db: object): object =>
    new Proxy(db, {
      get(target, name, receiver) {
        if (/^(select|insert|update|delete)$/.test(String(name)))
          for (const [, file, line] of (new Error().stack ?? '').matchAll(
            /(worker\/db\/(?!client|plans)[\w-]+\.ts):(\d+)/g,
          ))
            begun.add(`${file}:${line}`)
        return Reflect.get(target, name, receiver)
      },
    })
  return { ...client, database: (env: Env) => noted(client.database(env)) }
})

const NOW = 1_700_000_000_000
const ALL = { limit: 50, cursor: null, visible: null }
const SOME = { ...ALL, visible: new Set(['p']) }
const NEXT = { ...ALL, cursor: [NOW, 'x'] as const }
const number = {
  ...{ id: '1', packageId: 'p', portfolioId: 'f', wabaId: 'w', displayName: 'One', config: '{}', token: '{}' },
  ...{ tokenId: 't', graphUrl: 'https://graph.test' },
}
const key = { id: 'k', name: 'k', role: 'viewer', packageIds: null, hash: 'h', createdAt: NOW }

/** Every query of the edge, once with whatever changes its text. A new one without a line here fails the test below. */
async function everything(env: Env): Promise<void> {
  await packages.insertPackage(env, { id: 'p', name: 'P', config: '{}', now: NOW })
  await packages.readPackage(env, 'p')
  for (const page of [ALL, SOME, NEXT]) await packages.listPackages(env, page)
  await packages.updatePackage(env, 'p', 1, { name: 'P', config: '{}', now: NOW })
  await packages.touchPackage(env, 'p', NOW)
  await packages.packageApplied(env, 'p', 1)
  for (const visible of [null, SOME.visible]) await packages.livingPackages(env, visible)
  await packages.allPackageIds(env)
  await packages.packagesBehind(env)
  await profiles.insertProfile(env, number, NOW)
  await profiles.readProfile(env, '1')
  await profiles.profilesOfPackage(env, 'p')
  for (const page of [ALL, SOME, NEXT, { ...ALL, packageId: 'p' }]) await profiles.listProfiles(env, page)
  for (const visible of [null, SOME.visible]) await profiles.membersByPackage(env, visible)
  await profiles.updateProfile(env, '1', 1, { displayName: 'Two' }, NOW)
  for (const id of ['p', null]) await profiles.touchProfiles(env, id, NOW)
  await profiles.profileApplied(env, '1', 1)
  await profiles.allProfileIds(env)
  await profiles.profilesBehind(env)
  await profiles.deleteProfile(env, '1', NOW)
  await packages.deletePackage(env, 'p', NOW)
  await wabas.tieWaba(env, 'w', 'f', NOW)
  await wabas.portfolioOfWaba(env, 'w')
  await wabas.allPortfolios(env)
  await templates.templatesOfPackage(env, 'p')
  await settings.firstSetting(env, 'x', '{}', NOW)
  await settings.writeSettings(env, settings.defaultSettings(env), NOW)
  await settings.readSettings(env)
  await keys.insertApiKey(env, key)
  await keys.readApiKeyByHash(env, 'h')
  for (const page of [ALL, NEXT]) await keys.listApiKeys(env, page)
  await keys.revokeApiKey(env, 'k', NOW)
  await sessions.insertSession(env, { id: 's', hash: 'h', keyId: 'k', proof: null, createdAt: NOW, expiresAt: NOW })
  await sessions.readSessionByHash(env, 'h')
  await sessions.prolongSession(env, 's', NOW)
  await sessions.deleteSession(env, 's')
  await metrics.lateAlarms(env, NOW, 20)
  await media.tieMedia(env, 'f', '1', NOW)
  await media.tieReceived(env, new Map([['f', '1']]), NOW)
  await media.numberOfMedia(env, 'g', NOW)
  await media.numbersOfMedia(env, ['f'])
  await media.forgetMedia(env, 'f')
  await media.numberPerAccount(env, 8)
  await media.numbersOfPackages(env, SOME.visible, 8)
  for (const filter of [{}, { userKeys: ['+491'] }, { portfolioId: 'f' }])
    for (const page of [ALL, { ...ALL, cursor: [0, 'x'] as const }]) await optOuts.listOptOuts(env, filter, page)
  for (const ids of [
    { packageId: null, profileId: null, visible: null },
    { packageId: 'p', profileId: '1', visible: SOME.visible },
  ])
    await stats.readStats(env, { from: 0, to: NOW, stepMs: 300_000, ...ids })
  await messages.readMessage(env, 'm')
  for (const filter of [{}, { packageId: 'p' }, { recipient: '+1' }, { reference: 'r' }, { statuses: ['held'] }])
    for (const page of [ALL, SOME, NEXT]) await messages.listMessages(env, filter, page)
  for (const filter of [{}, { rule: 'x' }, { packageId: 'p', open: true, read: false, profileId: '1' }]) {
    for (const page of [ALL, SOME, NEXT]) await alerts.listAlerts(env, filter, page)
    await alerts.countAlerts(env, filter, null)
    await alerts.markAllRead(env, filter, SOME.visible, NOW)
  }
  await alerts.readAlert(env, 'a')
  await alerts.markAlertRead(env, 'a', NOW)
  await alerts.dismissAlert(env, 'a', NOW)
  for (const filter of [
    {},
    { action: 'x', subjectKind: 'profile', subjectId: '1', packageId: 'p' },
    { actorKinds: ['key', 'session'], actorId: 'k' },
  ])
    for (const page of [ALL, SOME, NEXT]) await audit.listAudit(env, filter, page)
  await erase.eraseHistory(env, '+491', 'hash')
}

const GROWING = new Set(['messages', 'alerts', 'audit', 'stats', 'opt_outs', 'raw_webhooks', 'media'])

/** Read or sorted on purpose: `what table: statement` -> why that is no harm. */
const ALLOWED: [RegExp, string][] = [
  [
    /^(scan|sort) messages: select .* in \(select id from \(select "id", "accepted_at" .* limit \?\) "scan"\)/i,
    'rows of a bounded walk along an index, fetched by id',
  ],
  [/^(scan|sort) messages: select .* OVER \(\) from \(select .* limit \?\) "scan"/, 'the end of that walk'],
  [/^scan opt_outs: select .* order by "opt_outs"."id" asc limit/, 'by id; only lifted ones are passed over'],
  [/^sort stats: /, 'the slots of the range that is asked for'],
  [
    /^(scan|sort) (alerts|audit): /,
    'one alert for each rule and subject at a time, audit entries for what people change: both kept for a time, and read by people',
  ],
  [/^scan raw_webhooks: delete .* instr\(body/, 'a person is erased: rare, and bodies that nobody took are few'],
]

/** The filters of the message list (api.md), given or not: those that an index could answer, and the rest, which none has. */
const FILTERS: messages.MessageFilter[] = [
  { packageId: 'p' },
  { recipient: '+1' },
  { reference: 'r' },
  { from: 1 },
  { to: NOW },
  { profileId: '1', statuses: ['held'] },
  { direction: 'in', acceptedBy: 'k' },
]

/** The index that answers a list: the narrowest of what was asked for. */
function indexFor(filter: messages.MessageFilter): string {
  if (filter.reference !== undefined) return 'messages_reference'
  if (filter.recipient !== undefined) return 'messages_recipient'
  return filter.packageId === undefined ? 'messages_time' : 'messages_package_time'
}

describe('every query of the edge', () => {
  it('has run here, and reads no table from end to end that grows', async () => {
    const { db } = new NodeD1()
    const recorded = new RecordedD1(db)
    const env: Env = Object.assign(Object.create(null), { DB: recorded })
    db.exec("INSERT INTO opt_outs VALUES ('f/+491', 'f', '+491', 'all', 'word', 0, 1)")
    await everything(env)
    const { sites } = statementsIn(['worker'])
    expect(sites.length).toBeGreaterThan(50)
    expect(sites.map((one) => one.where).filter((where) => !where.some((line) => begun.has(line)))).toEqual([])
    const found = [...new Set(recorded.queries)].flatMap((query) =>
      findings(db, query, GROWING).map((one) => `${one}: ${normal(query)}`),
    )
    expect(found.filter((one) => !ALLOWED.some(([pattern]) => pattern.test(one)))).toEqual([])
    expect(ALLOWED.filter(([pattern]) => !found.some((one) => pattern.test(one)))).toEqual([])
  })

  it('goes along the narrowest index, whatever combination of filters the message list is asked with', async () => {
    const { db } = new NodeD1()
    const recorded = new RecordedD1(db)
    const env: Env = Object.assign(Object.create(null), { DB: recorded })
    const wrong: string[] = []
    for (let bits = 0; bits < 2 ** FILTERS.length; bits++) {
      const filter = Object.assign({}, ...FILTERS.filter((_, n) => (bits >> n) & 1))
      for (const page of [ALL, { ...SOME, cursor: NEXT.cursor }]) {
        recorded.queries.length = 0
        await messages.listMessages(env, filter, page)
        for (const query of recorded.queries) {
          const plan = db
            .prepare(`EXPLAIN QUERY PLAN ${query}`)
            .all()
            .map((row) => String(row.detail))
          const inner = plan.filter((one) => /^(SCAN|SEARCH) messages/.test(one) && !/PRIMARY KEY \(id=\?\)/.test(one))
          const good = inner.length === 1 && `${inner[0]} `.includes(` ${indexFor(filter)} `)
          if (!good) wrong.push(`${Object.keys(filter)} ${page === ALL ? '' : 'more'}: ${inner.join()}`)
        }
      }
    }
    expect([...new Set(wrong)]).toEqual([])
  })
})
