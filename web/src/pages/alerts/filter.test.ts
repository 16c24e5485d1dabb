import { describe, expect, it } from 'vitest'
import { filterOf, isFiltered, queryOf, searchOf } from './filter.ts'

describe('the filter of alerts', () => {
  it('lies in the address and comes back from it', () => {
    const filter = { severity: 'critical', state: 'over', packageId: 'pkg_1', profileId: '1001' } as const
    const search = Object.fromEntries(Object.entries(searchOf(filter)).map(([name, value]) => [name, value ?? '']))
    expect(filterOf(search)).toEqual(filter)
  })

  it('takes words that it does not know for no filter', () => {
    const filter = filterOf({ severity: 'loud', state: ['gone', 'open'], packageId: '', profileId: undefined })
    expect(filter).toEqual({ severity: 'all', state: 'all', packageId: undefined, profileId: undefined })
    expect(isFiltered(filter)).toBe(false)
  })

  it('takes the first of several', () => {
    expect(filterOf({ state: ['open', 'unread'] }).state).toBe('open')
  })

  it.each([
    ['unread', { read: 'false', open: undefined }],
    ['open', { read: undefined, open: 'true' }],
    ['over', { read: undefined, open: 'false' }],
    ['all', { read: undefined, open: undefined }],
  ])('asks the API for %s', (state, wanted) => {
    expect(queryOf(filterOf({ state }))).toMatchObject(wanted)
  })
})
