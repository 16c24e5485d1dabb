import { describe, expect, it, vi } from 'vitest'
import { findings, normal } from '../../durable/kit/testing/explain.ts'
import { NodeD1 } from '../../durable/kit/testing/node-d1.ts'
import { statementsIn } from '../../durable/kit/testing/statements.ts'
import type { Env } from '../env.ts'
import * as messages from './messages.ts'
import { ALL, beside, everything, GROWING, NEXT, NOW, OPT_OUT, SOME } from './testing/queries.ts'
import { RecordedD1 } from './testing/recorder.ts'

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

/** The filters of the message list (api.md), given or not: those that an index could answer, and the rest, which none has. */
const FILTERS: messages.MessageFilter[] = [
  { packageId: 'p' },
  { recipient: '+1' },
  { reference: 'r' },
  { from: 1 },
  { to: NOW },
  { profileId: '1', statuses: ['failed', 'held'] },
  { statuses: ['held'] },
  { direction: 'in', acceptedBy: 'k' },
]

/** The index that answers a list: the narrowest of what was asked for. */
function indexFor(filter: messages.MessageFilter): string {
  if (filter.reference !== undefined) return 'messages_reference'
  if (filter.recipient !== undefined) return 'messages_recipient'
  if (filter.statuses?.join() === 'held') return 'messages_held'
  return filter.packageId === undefined ? 'messages_time' : 'messages_package_time'
}

describe('every query of the edge', () => {
  it('has run here, and reads no table from end to end that grows', async () => {
    const { db } = new NodeD1()
    const recorded = new RecordedD1(db)
    const env: Env = Object.assign(Object.create(null), { DB: recorded })
    db.exec(OPT_OUT)
    await everything(env)
    const { sites } = statementsIn(['worker'])
    expect(sites.length).toBeGreaterThan(50)
    expect(sites.map((one) => one.where).filter((where) => !where.some((line) => begun.has(line)))).toEqual([])
    const found = [...new Set(recorded.queries)].flatMap((query) =>
      findings(db, query, GROWING).map((one) => `${one}: ${normal(query)}`),
    )
    expect(beside(found)).toEqual({ found: [], idle: [] })
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
