import { describe, expect, it } from 'vitest'
import { allows } from '../../data/rights.ts'
import { type ApiKey, inOrder, packagesOf } from './key-words.ts'
import { ROLE_RULES, ROLES } from './roles.ts'

const key = (id: string, createdAt: string, revokedAt: string | null = null): ApiKey => ({
  id,
  name: id,
  role: 'viewer',
  packageIds: null,
  createdAt,
  revokedAt,
})

describe('the packages of a key', () => {
  const names: Readonly<Record<string, string>> = { a: 'Orders EU', b: 'Clinic', c: 'Offers', d: 'Other' }
  const nameOf = (id: string): string | undefined => names[id]

  it.each([
    [null, 'All packages'],
    [[], 'No package'],
    [['a'], 'Orders EU'],
    [['a', 'gone'], 'Orders EU, gone'],
    [['a', 'b', 'c', 'd'], 'Orders EU, Clinic, Offers and 1 more'],
  ])('%j reads %s', (packageIds, wanted) => {
    expect(packagesOf({ packageIds }, nameOf)).toBe(wanted)
  })
})

describe('the order of keys', () => {
  it('puts the newest in use first and revoked ones last', () => {
    const keys = [key('old', '2026-01-01'), key('gone', '2026-03-01', '2026-04-01'), key('new', '2026-02-01')]
    expect(inOrder(keys).map(({ id }) => id)).toEqual(['new', 'old', 'gone'])
  })
})

describe('what is said of a role', () => {
  it('says of sending what the API says', () => {
    for (const role of ROLES) {
      const session = { actor: { kind: 'session', id: 'x', name: 'x' }, role, packageIds: null, expiresAt: '' } as const
      const says = /sends|[Bb]rings messages in/.test(ROLE_RULES[role].does)
      expect([role, says]).toEqual([role, allows(session, 'send')])
    }
  })
})
