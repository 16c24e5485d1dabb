import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { STATEMENTS } from 'virtual:statements'
import { beforeAll, describe, expect, it } from 'vitest'
import { createHost } from '../kit/do-host.ts'
import type { ActorEnv } from '../kit/env.ts'
import { migrate } from '../kit/migrate.ts'
import { findingsIn, INDEXES, normal } from '../kit/testing/explain.ts'
import { migrateD1 } from '../kit/testing/migrate-d1.ts'
import { PORTFOLIO_STEPS } from '../portfolio/schema.ts'
import { STEPS as PROFILE_STEPS } from '../profile/schema.ts'
import { STEPS as PACKAGE_STEPS } from './schema.ts'
import { type Schema, schemasOf, TABLES, unreasoned } from './testing/plans.ts'

const actorEnv = env as ActorEnv
const objects = (env as { FEED: DurableObjectNamespace }).FEED
const ACTORS = { profile: PROFILE_STEPS, package: PACKAGE_STEPS, portfolio: PORTFOLIO_STEPS }

interface Index {
  name: string
  sql: string
}
type Step = { detail: string }

/** The texts that run on a schema, each with as many parameters as it takes, all of them NULL. */
function explaining(schema: Schema): { query: string; explain: string; values: null[] }[] {
  return STATEMENTS.filter(({ where }) => schemasOf(where).includes(schema)).map(({ query }) => {
    const bare = query.replaceAll(/'(?:[^']|'')*'/g, "''")
    const numbered = [...bare.matchAll(/\?(\d+)/g)].map(([, n]) => Number(n))
    const count = numbered.length > 0 ? Math.max(...numbered) : bare.split('?').length - 1
    return { query, explain: `EXPLAIN QUERY PLAN ${query}`, values: Array.from({ length: count }, () => null) }
  })
}

/** What they read and sort from end to end. */
function foundIn(schema: Schema, queries: { query: string }[], plans: readonly Step[][], indexes: Index[]): string[] {
  const known = new Map(indexes.map(({ name, sql }) => [name, sql]))
  const growing = new Set(TABLES[schema].grow)
  return queries.flatMap(({ query }, n) =>
    findingsIn(plans[n] ?? [], query, growing, known).map((one) => `${schema} ${one}: ${normal(query)}`),
  )
}

async function onD1(): Promise<string[]> {
  const queries = explaining('d1')
  const db = actorEnv.DB
  const plans = await db.batch<Step>(queries.map(({ explain, values }) => db.prepare(explain).bind(...values)))
  const indexes = await db.prepare(INDEXES).all<Index>()
  return foundIn(
    'd1',
    queries,
    plans.map(({ results }) => results),
    indexes.results,
  )
}

function inObject(schema: keyof typeof ACTORS): Promise<string[]> {
  return runInDurableObject(objects.get(objects.idFromName(schema)), (_, state) => {
    const host = createHost(state, actorEnv)
    migrate(host, ACTORS[schema])
    const queries = explaining(schema)
    const plans = queries.map(({ explain, values }) => host.sql.all<Step>(explain, ...values))
    return foundIn(schema, queries, plans, host.sql.all<Index>(INDEXES))
  })
}

beforeAll(() => migrateD1(actorEnv.DB))

describe('every statement of the actors and of D1', () => {
  it('reads no table from end to end that grows, as D1 and the storage of an object mean to run it', async () => {
    expect(STATEMENTS.length).toBeGreaterThan(200)
    const found = [await onD1(), await inObject('profile'), await inObject('package'), await inObject('portfolio')]
    expect(unreasoned(found.flat())).toEqual({ found: [], idle: [] })
  })
})
