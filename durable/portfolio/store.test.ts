import { describe, expect, it } from 'vitest'
import { META } from '../domain/reason.ts'
import type { Sql, SqlValue } from '../kit/host.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { NodeSql } from '../kit/testing/node-sql.ts'
import { PortfolioCore } from './core.ts'
import { number, OPERATOR } from './testing/scene.ts'

/** Every statement that runs, so that its plan can be asked for. */
class Overheard extends NodeSql implements Sql {
  readonly queries = new Set<string>()

  override all<Row extends object>(query: string, ...params: SqlValue[]): Row[] {
    this.queries.add(query)
    return super.all<Row>(query, ...params)
  }

  override get<Row extends object>(query: string, ...params: SqlValue[]): Row | undefined {
    this.queries.add(query)
    return super.get<Row>(query, ...params)
  }

  override run(query: string, ...params: SqlValue[]): number {
    this.queries.add(query)
    return super.run(query, ...params)
  }
}

class OverheardHost extends BareHost {
  override readonly sql = new Overheard()
}

/** What grows with the number of users; all other tables have a few hundred rows. */
const LARGE = /\b(SCAN|USE TEMP B-TREE).*\b(alias|consent|reach|ORDER|GROUP)\b/

describe('with a million users', () => {
  it('no statement of everyday work reads a whole table of users', async () => {
    const host = new OverheardHost()
    const core = new PortfolioCore(host, 'P')
    await core.register(number('1'))
    const word = { address: '+49151', scope: 'marketing' as const, source: 'word', at: 1 }
    await core.reachChanged('1', [{ userKey: '+49151', until: host.clock + 1_000 }])
    await core.lease('1', 10)
    // the reading of the whole table after a start, and the pruning every few hours, are not everyday work
    await core.alarm()
    host.clock += 1
    await core.lease('1', 10)
    host.sql.queries.clear()
    await core.optOut([word], META)
    await core.optIn([word], OPERATOR)
    await core.learn([{ addresses: ['DE.1', '+49151', 'x'], at: 1 }])
    await core.optedOut('DE.1')
    await core.usersSince(0, 10)
    host.clock += 1
    const lease = await core.lease('1', 10)
    if (!lease.unlimited) await core.returnLease('1', lease.id, [{ userKey: 'DE.1', until: host.clock + 1_000 }])
    await core.reachChanged('1', [{ userKey: 'x', until: host.clock }])
    await core.erase('+49151', 'ff')
    await core.alarm()
    expect(host.sql.queries.size).toBeGreaterThan(20)
    for (const query of host.sql.queries) {
      if (!/^(SELECT|INSERT|UPDATE|DELETE)/.test(query)) continue
      const params: null[] = Array.from({ length: query.split('?').length - 1 }, () => null)
      const plan = host.sql.db.prepare(`EXPLAIN QUERY PLAN ${query}`).all(...params)
      for (const step of plan) {
        const detail = String(step['detail'])
        // the one row that says whether there is any is no scan
        if (/LIMIT 1$/.test(query)) continue
        expect(detail, query).not.toMatch(LARGE)
      }
    }
  })

  it('counts the rows that it writes, and writes few for each thing it learns', async () => {
    const host = new BareHost()
    const core = new PortfolioCore(host, 'P')
    const before = host.sql.rowsWritten
    for (let i = 0; i < 100; i++) await core.learn([{ addresses: [`+491510000${100 + i}`, `DE.${i}`], at: 1 }])
    // one row of the alias (and two of its indexes where they are billed); no log beside it
    expect(host.sql.rowsWritten - before).toBeLessThanOrEqual(105)
    expect((await core.diagnostics()).counts).toMatchObject({ aliases: 100, usersRev: 100 })
  })
})
