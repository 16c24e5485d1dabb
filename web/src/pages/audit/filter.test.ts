import { describe, expect, it } from 'vitest'
import type { Hold } from '../../../../durable/domain/hold.ts'
import { filterOf, isFiltered, NO_FILTER, queryOf, SUBJECTS, searchOf } from './filter.ts'

const NOW = new Date(2026, 10, 19, 14, 30).getTime()

describe('filterOf', () => {
  it('reads an address, and passes by what it does not know', () => {
    expect(filterOf({})).toEqual(NO_FILTER)
    expect(filterOf({ who: 'everyone', within: 'ages', from: 'yesterday', actorId: 'x'.repeat(500) })).toEqual(
      NO_FILTER,
    )
    expect(filterOf({ subjectKind: 'profile', subjectId: ['1055', '2'], action: 'profile.pause' })).toEqual({
      ...NO_FILTER,
      subjectKind: 'profile',
      subjectId: '1055',
      action: 'profile.pause',
    })
  })

  it('takes a named span before two times', () => {
    const filter = filterOf({ within: 'hour', from: '2026-11-01T00:00:00Z' })
    expect([filter.within, filter.from]).toEqual(['hour', undefined])
  })

  it('comes back as it went into the address', () => {
    const filter = { ...NO_FILTER, who: 'guard', packageId: 'p', to: '2026-11-19T00:00:00.000Z' } as const
    const kept = Object.entries(searchOf(filter)).filter(([, value]) => value !== null)
    expect(filterOf(Object.fromEntries(kept) as Record<string, string>)).toEqual(filter)
  })
})

describe('queryOf', () => {
  it('asks for the kinds behind a word', () => {
    expect(queryOf({ ...NO_FILTER, who: 'guard' }, NOW)).toMatchObject({ actorKind: 'rule,system' })
    expect(Object.values(queryOf(NO_FILTER, NOW)).every((value) => value === undefined)).toBe(true)
  })

  it.each([
    ['hour', new Date(2026, 10, 19, 13, 30)],
    ['today', new Date(2026, 10, 19)],
    ['week', new Date(2026, 10, 13)],
    ['month', new Date(2026, 9, 21)],
  ] as const)('begins %s at the reader’s own clock', (within, from) => {
    expect(queryOf({ ...NO_FILTER, within }, NOW)['from']).toBe(from.toISOString())
  })
})

describe('SUBJECTS', () => {
  it('offers everything that a hold may be about', () => {
    const held = { token: 1, waba: 1, template: 1 } satisfies Record<Hold['subject']['kind'], 1>
    expect(SUBJECTS).toEqual(expect.arrayContaining(Object.keys(held)))
  })
})

describe('isFiltered', () => {
  it('is false only without any', () => {
    expect(isFiltered(NO_FILTER)).toBe(false)
    expect(isFiltered({ ...NO_FILTER, within: 'today' })).toBe(true)
  })
})
