import type { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { META, SYSTEM } from '../domain/reason.ts'
import { migrate } from '../kit/migrate.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { findings, normal, tablesOf } from '../kit/testing/explain.ts'
import { NodeD1 } from '../kit/testing/node-d1.ts'
import { statementsIn } from '../kit/testing/statements.ts'
import type { Kind } from '../kit/testing/world-types.ts'
import { PORTFOLIO_STEPS } from '../portfolio/schema.ts'
import { STEPS as PROFILE_STEPS } from '../profile/schema.ts'
import { STEPS as PACKAGE_STEPS } from './schema.ts'
import { fleet, NUMBERS } from './testing/fleet.ts'
import { accepted, CALLER, item, PACKAGE } from './testing/scene.ts'

const HOUR = 3_600_000
const ACTORS: [Kind, string][] = [
  ['package', PACKAGE],
  ['portfolio', 'folio'],
  ['portfolio', '~deployment'],
  ...NUMBERS.map((id): [Kind, string] => ['profile', id]),
]

type Schema = 'profile' | 'package' | 'portfolio' | 'd1'

/** Read from end to end on purpose: `schema what table: statement` -> why that is no harm. */
const ALLOWED: [RegExp, string][] = [
  [/^profile scan (never|inbound|user|alias|reach): DELETE FROM \w+ WHERE /, 'forgetting, once in six hours'],
  [/^portfolio scan reach: DELETE FROM reach WHERE until <= \?/, 'forgetting, once an hour'],
  [/^portfolio scan reach: SELECT MAX\(until\) /, 'at most the limit of recipients, once in an object`s life'],
  [/^profile scan (message|inbound): SELECT .* IN \(SELECT value FROM json_each\(\?\)\)$/, 'a person is erased: rare'],
  [/^(package|profile|portfolio) scan audit: UPDATE audit SET body = json_set\(/, 'a person is erased: rare'],
  [/^profile scan user: UPDATE user SET hold_until = 0 WHERE hold_until = \?$/, 'a person resumes the number: rare'],
  [/^profile scan message: .* WHERE body ->> 'startedAt' > \?$/, 'Meta limits the reach of a portfolio anew: rare'],
  [/^(package|profile|portfolio) scan \w+: SELECT COUNT\(\*\) AS n FROM \w+$/, 'diagnostics, asked for by a person'],
  [
    /^(package|profile|portfolio) scan page: SELECT n, json_array_length\(entries\) AS count FROM page ORDER BY n$/,
    'what D1 has not taken, once in an object`s life',
  ],
  [
    /^package scan messages: SELECT COUNT\(\*\) AS n FROM messages WHERE conv = 1$/,
    'open ones, once in an object`s life',
  ],
  [/^d1 scan raw_webhooks: DELETE .* \(SELECT id FROM raw_webhooks ORDER BY id LIMIT \?2\)/, 'the oldest few by id'],
  [
    /^profile scan reach: SELECT user_key, lease FROM reach /,
    'a number`s recipients of a day, once in an object`s life',
  ],
  [/^d1 scan media: DELETE .* \(SELECT rowid FROM media ORDER BY rowid LIMIT \?2\)/, 'the oldest few by rowid'],
  [/^d1 sort stats: SELECT package_id AS packageId, /, 'the slots of the day, old ones once in five minutes'],
  [
    /^d1 (scan|sort) alerts: SELECT .* \(SELECT id FROM alerts ORDER BY first_at DESC, id DESC LIMIT \?3\)/,
    'the newest few',
  ],
]

const FEW = 'as many as the deployment has numbers, packages or accounts'
const ONE = 'one row'

/** Every table of each schema: a row per message, user, minute or event, or why there are few. */
const TABLES: Record<Schema, { grow: string[]; small: Record<string, string> }> = {
  profile: {
    grow: ['message', 'never', 'minute', 'user', 'alias', 'reach', 'inbound', 'page', 'alert', 'audit'],
    small: {
      actor_schema: ONE,
      state: 'a few',
      template: 'an account`s',
      lease: 'ten minutes`',
    },
  },
  package: {
    grow: ['messages', 'slots', 'routes', 'aliases', 'opt_outs', 'page', 'alert', 'audit'],
    small: {
      ...{
        actor_schema: ONE,
        meta: ONE,
        tally: ONE,
        members: FEW,
        portfolios: FEW,
        templates: FEW,
      },
      offers: 'unanswered ones: one at a time to each number, and its credit is spent',
    },
  },
  portfolio: {
    grow: ['reach', 'alias', 'consent', 'page', 'alert', 'audit'],
    small: {
      ...{
        actor_schema: ONE,
        meta: ONE,
        registration: FEW,
        subscriber: FEW,
        member: FEW,
        waba: FEW,
        unlimited: FEW,
      },
      ...{ limit_report: FEW, hold: 'a few for each account', word: 'of holds lifted, kept 8 days' },
      ...{ lease: 'one for each number, kept a day', template: 'as many as the accounts have' },
    },
  },
  d1: {
    grow: ['messages', 'alerts', 'audit', 'stats', 'opt_outs', 'raw_webhooks', 'media'],
    small: {
      ...{ packages: FEW, profiles: FEW, portfolios: FEW, wabas: FEW, wakes: FEW },
      ...{ settings: 'a few', api_keys: 'as many as people made', templates: 'as many as the accounts have' },
      sessions: 'of people, for hours',
    },
  },
}

const { statements: STATEMENTS } = statementsIn(['durable', 'worker'])
const SCHEMAS: Record<Schema, DatabaseSync> = {
  profile: schemaOf(PROFILE_STEPS),
  package: schemaOf(PACKAGE_STEPS),
  portfolio: schemaOf(PORTFOLIO_STEPS),
  d1: new NodeD1().db,
}

function schemaOf(steps: readonly string[]): DatabaseSync {
  const host = new BareHost()
  migrate(host, steps)
  return host.sql.db
}

/** What every actor shares is explained in each of them. */
function schemasOf(where: string): Schema[] {
  const folder = where.split('/')[1]
  if (folder === 'profile' || folder === 'package' || folder === 'portfolio') return [folder]
  return where.startsWith('durable/kit/') ? ['profile', 'package', 'portfolio'] : ['d1']
}

describe('every statement of the actors and of D1', () => {
  it('is found in the source whole: nothing is put together at run time', () => {
    expect(STATEMENTS.length).toBeGreaterThan(200)
    expect(STATEMENTS.filter((one) => !one.whole)).toEqual([])
  })

  it('names tables that are known to grow or to stay small', () => {
    for (const [name, db] of Object.entries(SCHEMAS)) {
      const { grow, small } = TABLES[name as keyof typeof TABLES]
      expect([...grow, ...Object.keys(small)].sort()).toEqual(tablesOf(db))
    }
  })

  it('reads and sorts no table from end to end that grows, but for what is listed here with its reason', () => {
    const found = STATEMENTS.flatMap(({ where, query }) =>
      schemasOf(where).flatMap((name) =>
        findings(SCHEMAS[name], query, new Set(TABLES[name].grow)).map((one) => `${name} ${one}: ${normal(query)}`),
      ),
    )
    expect(found.filter((one) => !ALLOWED.some(([pattern]) => pattern.test(one)))).toEqual([])
    // a reason that nothing needs any more goes
    expect(ALLOWED.filter(([pattern]) => !found.some((one) => pattern.test(one)))).toEqual([])
  })

  it('is one of those found, whatever a busy day runs', async () => {
    const { world, pass } = await fleet(5, (attempt) => (attempt % 7 === 0 ? 'throttled' : 'ok'))
    const guard = world.package(PACKAGE)
    const results = await guard.accept(
      Array.from({ length: 20 }, (_, n) => item(`+49151000000${n + 10}`)),
      CALLER,
    )
    await pass(30_000)
    const inbound = {
      kind: 'inbound',
      wamid: 'wamid.in1',
      at: world.clock,
      from: '4915100000010',
      userId: 'DE.1',
      name: null,
      type: 'text',
      words: 'stop',
      contextId: null,
      raw: '{}',
    } as const
    await world.profile('101').observe([inbound])
    for (let n = 1; n <= 20; n++)
      for (const id of NUMBERS)
        await world.profile(id).observe([
          {
            kind: 'status',
            wamid: `wamid.${n}`,
            status: 'delivered',
            at: world.clock,
            recipient: null,
            userId: null,
            opaque: null,
            errors: [],
            pricing: null,
          },
        ])
    await world
      .portfolio('folio')
      .optOut([{ address: '+4915100000011', scope: 'all', source: 'operator', at: world.clock }], META)
    await world.portfolio('folio').limitSeen('101', 250)
    await guard.pause('x', SYSTEM)
    const waiting = await guard.accept([item('+4915100000050'), item('+4915100000051')], CALLER)
    await guard.cancel(accepted(waiting[0]).id, SYSTEM)
    await guard.resume(null, SYSTEM)
    await guard.listQueue({ limit: 10, cursor: null })
    await guard.listScheduled({ limit: 10, cursor: null })
    await guard.routes({ limit: 10, cursor: null })
    await guard.message(accepted(results[0]).id)
    await world.profile('102').pause('x', SYSTEM)
    await pass(60_000)
    for (const [kind, id] of ACTORS) world.crash(kind, id)
    await pass(7 * HOUR)
    for (const [kind, id] of ACTORS) await world[kind](id).wake(null)
    await pass(HOUR)

    const steps = [...PROFILE_STEPS, ...PACKAGE_STEPS, ...PORTFOLIO_STEPS].flatMap((step) => step.split(';\n'))
    const known = new Set([...STATEMENTS.map(({ query }) => query), ...steps].map(normal))
    const ran = ACTORS.flatMap(([kind, id]) => world.sql(kind, id).statements.map(normal))
    expect(ran.filter((query) => /^(SELECT|UPDATE|DELETE|INSERT|WITH)\b/i.test(query) && !known.has(query))).toEqual([])
    expect(new Set(ran).size).toBeGreaterThan(100)
    expect(world.faults).toEqual([])
  })
})
