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
import { type Schema, schemasOf, TABLES, unreasoned } from './testing/plans.ts'
import { accepted, CALLER, item, PACKAGE } from './testing/scene.ts'

const HOUR = 3_600_000
const ACTORS: [Kind, string][] = [
  ['package', PACKAGE],
  ['portfolio', 'folio'],
  ['portfolio', '~deployment'],
  ...NUMBERS.map((id): [Kind, string] => ['profile', id]),
]

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
    // a reason that nothing needs any more goes
    expect(unreasoned(found)).toEqual({ found: [], idle: [] })
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
    await guard.route('+4915100000050')
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
