import { describe, expect, it } from 'vitest'
import type { Hold, Template } from '../domain/hold.ts'
import { type PortfolioRow, UserStore } from './store-users.ts'
import { emptyTables, readsOf, undo } from './testing/stores.ts'

const fresh = () => new UserStore(emptyTables())

describe('aliases', () => {
  it('lead from each address to one user, and back', () => {
    const store = fresh()
    store.setAlias('+491', 'DE.1')
    store.setAlias('491', 'DE.1')
    store.setAlias('+492', 'DE.2')
    expect(['+491', '491', '+492', 'DE.1'].map((one) => store.alias(one))).toEqual(['DE.1', 'DE.1', 'DE.2', undefined])
    expect(store.addressesOf('DE.1').toSorted()).toEqual(['+491', '491', 'DE.1'])
    expect([store.isJoined('DE.2'), store.isJoined('+492'), store.addressesOf('+492')]).toEqual([true, false, ['+492']])
  })

  it('follow an address to another user, and are deleted one by one', () => {
    const store = fresh()
    store.setAlias('+491', 'DE.1')
    store.setAlias('+492', 'DE.1')
    store.setAlias('+491', 'DE.2')
    expect([store.alias('+491'), store.alias('+492')]).toEqual(['DE.2', 'DE.1'])
    store.deleteAlias('+491')
    expect([store.alias('+491'), store.alias('+492')]).toEqual([undefined, 'DE.1'])
    expect([store.isJoined('DE.1'), store.isJoined('DE.2')]).toEqual([true, false])
  })

  it('join a user from the first one on, as long as one leads to him', () => {
    const store = fresh()
    const joined = () => ['DE.1', 'DE.2'].map((user) => store.isJoined(user))
    expect(joined()).toEqual([false, false])
    store.setAlias('+491', 'DE.1')
    expect(joined()).toEqual([true, false])
    store.setAlias('+491', 'DE.2')
    expect(joined()).toEqual([false, true])
    store.deleteAlias('+491')
    expect(joined()).toEqual([false, false])
  })
})

describe('what is known of users', () => {
  it('is looked for by many at once: of whom nothing is known is not asked about again', () => {
    const host = emptyTables()
    const before = new UserStore(host)
    before.setAlias('+491', 'DE.1')
    before.setOptOut('DE.1', 'P', 'all', 7)
    const store = new UserStore(host)
    const reads = readsOf(host, () => {
      store.siftAliases(['+491', '+492', '+493'])
      expect([store.alias('+492'), store.alias('+493')]).toEqual([undefined, undefined])
      store.siftOptOuts(['DE.1', 'DE.2', 'DE.3'])
      expect([store.optOuts('DE.2'), store.optOuts('DE.3')]).toEqual([[], []])
    })
    expect(reads).toBe(2)
    expect([store.alias('+491'), store.optOuts('DE.1')]).toEqual(['DE.1', before.optOuts('DE.1')])
  })

  it('is what was known before a transaction that was undone', () => {
    const host = emptyTables()
    const store = new UserStore(host)
    const known = () => [
      store.alias('+491'),
      store.isJoined('DE.1'),
      store.optOuts('hash:ff').length,
      store.hasErasedOptOut(),
    ]
    undo(host, () => {
      store.setAlias('+491', 'DE.1')
      store.setOptOut('hash:ff', 'P', 'all', 1)
      expect(known()).toEqual(['DE.1', true, 1, true])
    })
    store.forget()
    expect(known()).toEqual([undefined, false, 0, false])
  })
})

describe('opt-outs', () => {
  it('stand by user and portfolio, as they were last said', () => {
    const store = fresh()
    store.setOptOut('+491', 'P', 'marketing', 1)
    store.setOptOut('+491', 'Q', 'all', 2)
    store.setOptOut('+492', 'P', 'all', 3)
    store.setOptOut('+491', 'P', 'all', 4)
    expect(store.optOuts('+491')).toEqual([
      { portfolioId: 'P', scope: 'all', at: 4 },
      { portfolioId: 'Q', scope: 'all', at: 2 },
    ])
    expect(store.optOuts('+492')).toEqual([{ portfolioId: 'P', scope: 'all', at: 3 }])
    expect(store.optOuts('+493')).toEqual([])
  })

  it('are lifted in one portfolio for one user', () => {
    const store = fresh()
    store.setOptOut('+491', 'P', 'all', 1)
    store.setOptOut('+491', 'Q', 'all', 2)
    store.setOptOut('+492', 'P', 'all', 3)
    store.setOptOut('+491', 'P', null, 4)
    expect(store.optOuts('+491')).toEqual([{ portfolioId: 'Q', scope: 'all', at: 2 }])
    expect(store.optOuts('+492')).toHaveLength(1)
  })

  it('of erased users are known by their hash', () => {
    for (const [key, is] of [
      ['+491', false],
      ['DE.1', false],
      ['hash', false],
      ['hash;', false],
      ['hashes', false],
      ['hash:', true],
      ['hash:00ff', true],
      ['hash:ff', true],
    ] as const) {
      const store = fresh()
      expect(store.hasErasedOptOut()).toBe(false)
      store.setOptOut(key, 'P', 'all', 1)
      expect(store.hasErasedOptOut(), key).toBe(is)
    }
  })
})

describe('portfolios', () => {
  const HOLD: Hold = {
    key: 'waba:W:368',
    subject: { kind: 'waba', id: 'W' },
    code: '368',
    reach: 'all',
    class: 'integrity',
    autoResume: 'never',
    since: 1,
    until: null,
    detail: 'blocked',
  }
  const row: PortfolioRow = {
    portfolioId: 'P',
    subscribed: true,
    usersRev: 1,
    holdsRev: 2,
    holds: [HOLD],
    templatesRev: 3,
  }

  it('are read as they were last put', () => {
    const store = fresh()
    expect(store.portfolios()).toEqual([])
    const other: PortfolioRow = { ...row, portfolioId: 'Q', subscribed: false, holds: [] }
    store.putPortfolio(row)
    store.putPortfolio(other)
    expect(store.portfolios()).toEqual([row, other])
    const later: PortfolioRow = { ...row, subscribed: false, usersRev: 7, holdsRev: 8, holds: [], templatesRev: 9 }
    store.putPortfolio(later)
    expect(store.portfolios()).toEqual([later, other])
  })
})

describe('templates', () => {
  const template = (wabaId: string, name: string): Template => ({
    wabaId,
    name,
    language: 'en',
    metaId: null,
    category: 'marketing',
    status: 'APPROVED',
    parameters: null,
  })
  const sorted = (templates: readonly Template[]) => templates.map((one) => `${one.wabaId} ${one.name}`).toSorted()

  it('are kept whole by portfolio: each set takes the place of the one before', () => {
    const store = fresh()
    expect(store.templates()).toEqual([])
    const own = [template('W', 'a'), template('V', 'b'), template('W', 'c')]
    store.putTemplates('P', own)
    store.putTemplates('Q', [template('U', 'd')])
    expect(sorted(store.templates())).toEqual(['U d', 'V b', 'W a', 'W c'])
    expect(store.templates()).toContainEqual(template('W', 'c'))
    store.putTemplates('P', [template('W', 'e')])
    expect(sorted(store.templates())).toEqual(['U d', 'W e'])
    store.putTemplates('P', [])
    expect(sorted(store.templates())).toEqual(['U d'])
  })

  it('of one WABA share a row: what a set costs is its WABAs', () => {
    const host = emptyTables()
    const store = new UserStore(host)
    const before = host.sql.rowsWritten
    store.putTemplates('P', [template('W', 'a'), template('V', 'b'), template('W', 'c')])
    expect(host.sql.rowsWritten - before).toBe(2)
  })
})
