import { describe, expect, it } from 'vitest'
import { migrate } from '../kit/migrate.ts'
import { BareHost } from '../kit/testing/bare-host.ts'
import { STEPS } from './schema.ts'
import { type UserFacts, UserStore } from './store-users.ts'

function fresh(host = new BareHost()) {
  migrate(host, STEPS)
  return new UserStore(host)
}

const NOBODY: UserFacts = {
  windowUntil: 0,
  pairUntil: 0,
  pairTries: 0,
  marketingUntil: 0,
  holdUntil: 0,
  optOut: null,
  optOutAt: 0,
}
const SOME: UserFacts = {
  windowUntil: 1,
  pairUntil: 2,
  pairTries: 3,
  marketingUntil: 4,
  holdUntil: 5,
  optOut: 'marketing',
  optOutAt: 6,
}

describe('what is known of a user', () => {
  it('is nothing at first, then what was put or changed last', () => {
    const users = fresh()
    expect(users.get('a')).toEqual(NOBODY)
    users.put('a', SOME)
    users.change('b', { pairUntil: 7 })
    users.change('a', { optOut: 'all', holdUntil: 9 })
    expect(users.get('a')).toEqual({ ...SOME, optOut: 'all', holdUntil: 9 })
    expect(users.get('b')).toEqual({ ...NOBODY, pairUntil: 7 })
    users.put('a', { ...SOME, windowUntil: 11, pairUntil: 12, pairTries: 13, marketingUntil: 14, optOutAt: 16 })
    expect(users.get('a')).toEqual({
      ...SOME,
      windowUntil: 11,
      pairUntil: 12,
      pairTries: 13,
      marketingUntil: 14,
      optOutAt: 16,
    })
    users.change('a', { optOut: null })
    expect(users.get('a').optOut).toBeNull()
  })

  it('shows open windows a page at a time by key; one that ends now is closed', () => {
    const users = fresh()
    for (const key of ['d', 'b', 'a', 'c']) users.change(key, { windowUntil: key === 'c' ? 10 : 11 })
    expect(users.openWindows(10, '', 2)).toEqual([
      { userKey: 'a', until: 11 },
      { userKey: 'b', until: 11 },
    ])
    expect(users.openWindows(10, 'b', 2)).toEqual([{ userKey: 'd', until: 11 }])
    expect(users.openWindows(11, '', 2)).toEqual([])
  })

  it('is forgotten when all of it is over, and opt-outs a day later', () => {
    const [now, day] = [1_000, 100]
    const over = { ...NOBODY, windowUntil: 999, pairUntil: 999, marketingUntil: 999, holdUntil: 999, optOutAt: 899 }
    const stays: Record<string, Partial<UserFacts>> = {
      window: { windowUntil: now },
      pair: { pairUntil: now },
      marketing: { marketingUntil: now },
      hold: { holdUntil: now },
      optOut: { optOut: 'all', optOutAt: now - day },
    }
    const users = fresh()
    users.put('over', over)
    for (const [key, facts] of Object.entries(stays)) users.put(key, { ...over, ...facts })
    users.prune(now, day)
    expect(users.get('over')).toEqual(NOBODY)
    for (const [key, facts] of Object.entries(stays)) expect(users.get(key), key).toEqual({ ...over, ...facts })
  })
})

describe('addresses', () => {
  it('of nobody known are their own user, others belong to whom they were put last', () => {
    const users = fresh()
    users.putAlias('+1', 'DE.1', 1)
    users.putAlias('+2', 'DE.2', 1)
    users.putAlias('+3', 'DE.1', 1)
    expect(['+1', '+2', '+9'].map((address) => users.keyOf(address))).toEqual(['DE.1', 'DE.2', '+9'])
    expect(['+1', '+9', 'DE.1'].map((address) => users.knows(address))).toEqual([true, false, false])
    expect(users.addressesOf('DE.1').toSorted()).toEqual(['+1', '+3'])
    users.putAlias('+3', 'DE.2', 2)
    expect([users.addressesOf('DE.1'), users.keyOf('+3')]).toEqual([['+1'], 'DE.2'])
    expect(users.addressesOf('+1')).toEqual([])
    expect(fresh().knows('+1')).toBe(false)
  })

  it('are forgotten when they were last heard of before the given time', () => {
    const users = fresh()
    for (const at of [9, 10, 11]) users.putAlias(`+${at}`, 'DE.1', at)
    users.putAlias('+0', 'DE.1', 9)
    users.putAlias('+0', 'DE.1', 12)
    users.pruneAliases(10)
    expect(users.addressesOf('DE.1').toSorted()).toEqual(['+0', '+10', '+11'])
  })
})

describe('two users that were one', () => {
  it.each([
    ['from the one', SOME, NOBODY],
    ['from the other', NOBODY, SOME],
  ])('keep the stricter of each, %s', (_name, from, to) => {
    const users = fresh()
    users.put('from', from)
    users.put('to', to)
    users.join('from', 'to')
    expect(users.get('to')).toEqual(SOME)
    expect(users.get('from')).toEqual(NOBODY)
  })

  it.each([
    ['all', 'marketing', 'all'],
    ['marketing', 'all', 'all'],
    ['all', null, 'all'],
    [null, 'all', 'all'],
    ['marketing', null, 'marketing'],
    [null, 'marketing', 'marketing'],
    ['marketing', 'marketing', 'marketing'],
    [null, null, null],
  ] as const)('of %s and %s are out of %s', (from, to, both) => {
    const users = fresh()
    users.change('from', { optOut: from })
    users.change('to', { optOut: to })
    users.join('from', 'to')
    expect(users.get('to').optOut).toBe(both)
  })

  it('have all their addresses, and others keep theirs', () => {
    const users = fresh()
    users.putAlias('+1', 'from', 1)
    users.putAlias('+2', 'to', 1)
    users.putAlias('+3', 'other', 1)
    users.put('other', SOME)
    users.join('from', 'to')
    expect(users.addressesOf('to').toSorted()).toEqual(['+1', '+2'])
    expect(users.addressesOf('from')).toEqual([])
    expect([users.addressesOf('other'), users.get('other')]).toEqual([['+3'], SOME])
  })
})

describe('erasing', () => {
  it('takes users and addresses of these names, and of no others', () => {
    const users = fresh()
    for (const key of ['+1', 'DE.1', 'DE.2']) users.put(key, SOME)
    users.putAlias('+1', 'DE.1', 1)
    users.putAlias('+2', 'DE.2', 1)
    users.erase(['+1', 'DE.1'])
    expect(['+1', 'DE.1', 'DE.2'].map((key) => users.get(key).holdUntil)).toEqual([0, 0, 5])
    expect([users.knows('+1'), users.knows('+2')]).toEqual([false, true])
  })
})

describe('what was read before, and is in memory', () => {
  it('of a transaction that failed never was', () => {
    const host = new BareHost()
    const users = fresh(host)
    expect(() =>
      host.transaction(() => {
        users.put('+1', SOME)
        users.putAlias('+1', 'DE.1', 1)
        expect([users.get('+1'), users.keyOf('+1')]).toEqual([SOME, 'DE.1'])
        throw new Error('undone')
      }),
    ).toThrow('undone')
    users.forget()
    expect([users.get('+1'), users.keyOf('+1')]).toEqual([NOBODY, '+1'])
  })

  it('goes when it is over', () => {
    const users = fresh()
    users.put('DE.1', SOME)
    users.putAlias('+1', 'DE.1', 9)
    expect([users.get('DE.1'), users.keyOf('+1')]).toEqual([SOME, 'DE.1'])
    users.prune(1_000, 100)
    users.pruneAliases(10)
    expect([users.get('DE.1'), users.keyOf('+1')]).toEqual([NOBODY, '+1'])
  })

  it('of an address is whom it was put to last, and with whom that one was joined', () => {
    const users = fresh()
    expect(users.keyOf('+1')).toBe('+1')
    users.putAlias('+1', 'from', 1)
    expect(users.keyOf('+1')).toBe('from')
    users.join('from', 'to')
    expect(users.keyOf('+1')).toBe('to')
  })

  it('is erased too', () => {
    const users = fresh()
    users.put('DE.1', SOME)
    users.putAlias('+1', 'DE.1', 1)
    expect([users.get('DE.1'), users.keyOf('+1')]).toEqual([SOME, 'DE.1'])
    users.erase(['+1', 'DE.1'])
    expect([users.get('DE.1'), users.keyOf('+1')]).toEqual([NOBODY, '+1'])
  })
})
