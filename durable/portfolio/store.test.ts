import { describe, expect, it } from 'vitest'
import { META } from '../domain/reason.ts'
import type { Sql, SqlValue } from '../kit/host.ts'
import { migrate } from '../kit/migrate.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { NodeSql } from '../kit/testing/node-sql.ts'
import { PortfolioCore } from './core.ts'
import type { Registration } from './rpc.ts'
import { PORTFOLIO_STEPS } from './schema.ts'
import { PortfolioStore, type WabaRow } from './store.ts'
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

function fresh() {
  const host = new BareHost()
  migrate(host, PORTFOLIO_STEPS)
  return { host, store: new PortfolioStore(host) }
}

const registration = (profileId: string, wabaId = 'w', graphVersion = 'v24.0'): Registration => ({
  profileId,
  packageId: 'pkg_1',
  wabaId,
  tokenId: 't',
  token: { k: 'k', iv: 'i', ct: 'c' },
  graphUrl: 'https://graph.example',
  graphVersion,
})
const waba = (id: string, change: Partial<WabaRow> = {}): WabaRow => ({
  id,
  syncedAt: 1,
  wantedAt: null,
  calls: [[28_333_333, 2]],
  refusedAt: null,
  ...change,
})

function undone(host: BareHost, body: () => void): void {
  expect(() =>
    host.transaction(() => {
      body()
      throw new Error('undone')
    }),
  ).toThrow('undone')
}

describe('single values', () => {
  it('are as they were set last, a number that was never set is 0', () => {
    const { store } = fresh()
    expect([store.meta('a'), store.number('a')]).toEqual([undefined, 0])
    store.setMeta('a', '1')
    store.setMeta('b', '7')
    store.setMeta('a', '2')
    expect([store.meta('a'), store.number('a'), store.number('b')]).toEqual(['2', 2, 7])
  })
})

describe('registered numbers', () => {
  it('are as they were put last, in the order of their ids, until they are dropped', () => {
    const { host, store } = fresh()
    expect([store.registrations(), store.registration('1')]).toEqual([[], undefined])
    store.putRegistration(registration('2'))
    store.putRegistration(registration('1'))
    expect(store.registrations()).toEqual([registration('1'), registration('2')])
    store.putRegistration(registration('2', 'x', 'v25.0'))
    expect(store.registration('2')).toEqual(registration('2', 'x', 'v25.0'))
    store.dropRegistration('1')
    expect(store.registrations()).toEqual([registration('2', 'x', 'v25.0')])
    expect(new PortfolioStore(host).registrations()).toEqual([registration('2', 'x', 'v25.0')])
  })

  it('are those of the tables again once a transaction was undone', () => {
    const { host, store } = fresh()
    store.putRegistration(registration('1'))
    undone(host, () => {
      store.putRegistration(registration('2'))
      expect(store.registrations()).toHaveLength(2)
    })
    store.forget()
    expect(store.registrations()).toEqual([registration('1')])
  })
})

describe('WABAs', () => {
  it('are as they were put last, in the order of their ids', () => {
    const { host, store } = fresh()
    expect([store.wabas(), store.waba('a')]).toEqual([[], undefined])
    store.putWaba(waba('b'))
    store.putWaba(waba('a'))
    expect(store.wabas()).toEqual([waba('a'), waba('b')])
    const change = { syncedAt: null, wantedAt: 3, calls: [], refusedAt: 4 }
    store.putWaba(waba('b', change))
    expect([store.waba('a'), store.waba('b')]).toEqual([waba('a'), waba('b', change)])
    undone(host, () => {
      store.putWaba(waba('c'))
      expect(store.wabas()).toHaveLength(3)
    })
    store.forget()
    expect(store.wabas()).toEqual([waba('a'), waba('b', change)])
  })
})

describe('who hears of changes', () => {
  it('is new once, of a package and a number of one name each', () => {
    const { store } = fresh()
    const added = (['package', 'profile', 'package'] as const).map((kind) => store.addSubscriber(kind, '1'))
    expect(added).toEqual([true, true, false])
    expect(store.addSubscriber('package', '2')).toBe(true)
    store.settleSubscribers()
    expect([store.addSubscriber('profile', '2'), store.addSubscriber('package', '1')]).toEqual([true, false])
    expect(store.subscribers()).toEqual([
      { kind: 'package', id: '1', fresh: false },
      { kind: 'package', id: '2', fresh: false },
      { kind: 'profile', id: '1', fresh: false },
      { kind: 'profile', id: '2', fresh: true },
    ])
    store.dropSubscriber('package', '1')
    expect(store.subscribers().map(({ kind, id }) => `${kind} ${id}`)).toEqual(['package 2', 'profile 1', 'profile 2'])
  })
})

describe('reports of the limit', () => {
  it('are the last of each source, which counts as present while its number, or one of its WABA, is registered', () => {
    const { store } = fresh()
    expect(store.limitReports()).toEqual([])
    store.putRegistration(registration('1', 'w1'))
    store.putRegistration(registration('2', 'w2'))
    for (const source of ['1', '9', 'w1', 'waba:w1', 'waba:w9']) store.putLimit(source, 250, 5)
    store.putLimit('1', null, 6)
    const reports = new Map(store.limitReports().map((report) => [report.source, report]))
    expect(reports.get('1')).toEqual({ source: '1', limit: null, at: 6, present: true })
    expect(reports.get('9')).toEqual({ source: '9', limit: 250, at: 5, present: false })
    expect(['w1', 'waba:w1', 'waba:w9'].map((source) => reports.get(source)?.present)).toEqual([false, true, false])
  })
})

describe('portfolios that hear of opt-outs by phone', () => {
  it('are added once, and only ever move forward', () => {
    const { host, store } = fresh()
    expect(store.members()).toEqual([])
    store.addMember('p')
    store.addMember('q')
    store.setMember('p', 5)
    store.addMember('p')
    expect(store.members()).toEqual([
      { portfolioId: 'p', rev: 5 },
      { portfolioId: 'q', rev: 0 },
    ])
    const before = host.sql.rowsWritten
    store.setMember('p', 4)
    store.setMember('p', 5)
    store.setMember('nobody', 9)
    expect([store.members()[0]?.rev, host.sql.rowsWritten - before]).toEqual([5, 0])
  })
})
