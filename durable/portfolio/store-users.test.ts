import { describe, expect, it } from 'vitest'
import type { Consent } from '../domain/consent.ts'
import { migrate } from '../kit/migrate.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { PORTFOLIO_STEPS } from './schema.ts'
import { UsersStore } from './store-users.ts'

function fresh() {
  const host = new BareHost()
  migrate(host, PORTFOLIO_STEPS)
  return new UsersStore(host)
}

const BOTH: Consent = {
  marketing: { out: true, at: 5, source: 'word' },
  all: { out: false, at: 6, source: 'operator' },
}

describe('addresses', () => {
  it('of nobody known are their own user, others belong to whom they were put last', () => {
    const users = fresh()
    users.putAlias({ address: '+2', userKey: 'DE.1', at: 1, rev: 1 })
    users.putAlias({ address: '+1', userKey: 'DE.1', at: 2, rev: 2 })
    users.putAlias({ address: '+3', userKey: 'DE.2', at: 3, rev: 3 })
    expect(['+1', '+3', '+9'].map((address) => users.keyOf(address))).toEqual(['DE.1', 'DE.2', '+9'])
    expect(['+1', '+9', 'DE.1'].map((address) => users.hasAlias(address))).toEqual([true, false, false])
    expect(users.aliasesOf('DE.1')).toEqual(['+1', '+2'])
    users.putAlias({ address: '+2', userKey: 'DE.2', at: 4, rev: 4 })
    expect([users.aliasesOf('DE.1'), users.aliasesOf('DE.2'), users.aliasesOf('+1')]).toEqual([
      ['+1'],
      ['+2', '+3'],
      [],
    ])
    expect(fresh().hasAlias('+1')).toBe(false)
  })

  it('are dropped one by one', () => {
    const users = fresh()
    for (const address of ['+1', '+2', '+3']) users.putAlias({ address, userKey: 'DE.1', at: 1, rev: 1 })
    expect([users.dropAlias('+1'), users.dropAlias('+1')]).toEqual([1, 0])
    expect(users.aliasesOf('DE.1')).toEqual(['+2', '+3'])
  })
})

describe('what a user said', () => {
  it.each([
    ['both', BOTH],
    ['the other way round', { marketing: BOTH.all, all: BOTH.marketing }],
    ['of marketing alone', { marketing: BOTH.marketing, all: null }],
    ['of everything alone', { marketing: null, all: BOTH.all }],
    ['nothing', { marketing: null, all: null }],
  ])('is found as it was put last: %s', (_name, consent: Consent) => {
    const users = fresh()
    expect(users.consent('u')).toBeUndefined()
    users.putConsent('u', BOTH, 1)
    users.putConsent('v', BOTH, 2)
    users.putConsent('u', consent, 3)
    expect(users.consent('u')).toEqual({ userKey: 'u', ...consent, rev: 3 })
    users.putConsent('u', BOTH, 4)
    expect(users.consent('u')).toEqual({ userKey: 'u', ...BOTH, rev: 4 })
    expect(users.consent('v')).toEqual({ userKey: 'v', ...BOTH, rev: 2 })
  })

  it('is dropped user by user', () => {
    const users = fresh()
    for (const [i, key] of ['u', 'v', 'w'].entries()) users.putConsent(key, BOTH, i)
    expect([users.dropConsent('u'), users.dropConsent('u')]).toEqual([1, 0])
    expect(['u', 'v', 'w'].map((key) => users.consent(key) !== undefined)).toEqual([false, true, true])
  })
})

describe('the log of changes', () => {
  it('tells what lies behind the one rev up to and with the other, in order', () => {
    const users = fresh()
    for (const rev of [4, 1, 3, 2]) {
      users.putAlias({ address: `+${rev}`, userKey: 'DE.1', at: 10 * rev, rev })
      users.putConsent(`u${rev}`, BOTH, rev)
    }
    expect(users.aliasesBetween(1, 3)).toEqual([
      { address: '+2', userKey: 'DE.1', at: 20, rev: 2 },
      { address: '+3', userKey: 'DE.1', at: 30, rev: 3 },
    ])
    expect(users.consentsBetween(1, 3)).toEqual([
      { userKey: 'u2', ...BOTH, rev: 2 },
      { userKey: 'u3', ...BOTH, rev: 3 },
    ])
    expect([users.aliasesBetween(4, 9), users.consentsBetween(4, 9)]).toEqual([[], []])
  })

  it('does not tell a change that a later one replaced', () => {
    const users = fresh()
    users.putAlias({ address: '+1', userKey: 'DE.1', at: 1, rev: 1 })
    users.putAlias({ address: '+1', userKey: 'DE.2', at: 5, rev: 2 })
    expect(users.aliasesBetween(0, 9)).toEqual([{ address: '+1', userKey: 'DE.2', at: 5, rev: 2 }])
  })

  it('ends with the highest rev of both tables', () => {
    const users = fresh()
    expect(users.highestRev()).toBe(0)
    users.putAlias({ address: '+1', userKey: 'DE.1', at: 1, rev: 3 })
    expect(users.highestRev()).toBe(3)
    users.putConsent('u', BOTH, 5)
    expect(users.highestRev()).toBe(5)
    users.putAlias({ address: '+2', userKey: 'DE.1', at: 1, rev: 7 })
    expect(users.highestRev()).toBe(7)
    const consents = fresh()
    consents.putConsent('u', BOTH, 2)
    expect(consents.highestRev()).toBe(2)
  })
})

describe('the number of rows', () => {
  it('is counted by table', () => {
    const users = fresh()
    expect(users.counts()).toEqual({ aliases: 0, consents: 0 })
    for (const address of ['+1', '+2', '+3']) users.putAlias({ address, userKey: 'DE.1', at: 1, rev: 1 })
    for (const key of ['u', 'v']) users.putConsent(key, BOTH, 1)
    expect(users.counts()).toEqual({ aliases: 3, consents: 2 })
  })
})
