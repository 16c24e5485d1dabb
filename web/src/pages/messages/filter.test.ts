import { describe, expect, it } from 'vitest'
import {
  choiceOf,
  filterOf,
  isNarrowed,
  NO_FILTER,
  ofChoice,
  queryOf,
  searchOf,
  soughtOf,
  statusText,
} from './filter.ts'

const NOW = Date.UTC(2026, 10, 22, 12)

describe('the filter of an address', () => {
  it('is the same after a way there and back', () => {
    const filter = filterOf({
      q: '+57 300',
      packageId: 'pkg_1',
      profileId: '100',
      direction: 'in',
      status: 'failed,held',
      range: '24h',
    })
    const search = Object.entries(searchOf(filter)).flatMap(([name, text]) => (text === null ? [] : [[name, text]]))
    expect(filterOf(Object.fromEntries(search))).toEqual(filter)
  })

  it('leaves out what it does not know', () => {
    expect(filterOf({ status: 'failed,melted', direction: 'sideways', range: 'ever' })).toEqual({
      ...NO_FILTER,
      statuses: ['failed'],
    })
  })

  it('takes links that name a recipient or a reference, and a time without a range', () => {
    expect(filterOf({ recipient: '+57300' }).q).toBe('+57300')
    expect(filterOf({ from: '2026-11-22T10:00' }).range).toBe('custom')
  })

  it('holds times that mean the same to every reader', () => {
    const filter = filterOf({ from: '2026-11-22T10:00', to: '2026-11-22T09:30:00Z' })
    expect(searchOf(filter)).toMatchObject({
      range: 'custom',
      from: new Date('2026-11-22T10:00').toISOString(),
      to: '2026-11-22T09:30:00.000Z',
    })
  })

  it('stays a choice of times before any is typed', () => {
    const search = searchOf({ ...NO_FILTER, range: 'custom' })
    expect(search).toMatchObject({ range: 'custom', from: null, to: null })
    expect(filterOf({ range: 'custom' }).range).toBe('custom')
  })

  it('says whether something is left out', () => {
    expect(isNarrowed(NO_FILTER)).toBe(false)
    expect(isNarrowed(filterOf({ status: 'failed' }))).toBe(true)
  })
})

describe('what is sought', () => {
  it('is told apart by its form', () => {
    expect(soughtOf(' ')).toEqual({ kind: 'none' })
    expect(soughtOf('wgcqirx7960g0mwr5ntwf000vtrj')).toEqual({ kind: 'id', id: 'wgcqirx7960g0mwr5ntwf000vtrj' })
    expect(soughtOf('wamid.HBgL')).toEqual({ kind: 'id', id: 'wamid.HBgL' })
    expect(soughtOf('+57 (300) 123-4567')).toEqual({ kind: 'recipient', text: '+573001234567' })
    expect(soughtOf('57 300 1234567')).toEqual({ kind: 'recipient', text: '573001234567' })
    expect(soughtOf('US.1349120865')).toEqual({ kind: 'recipient', text: 'US.1349120865' })
    expect(soughtOf('88213')).toEqual({ kind: 'reference', text: '88213' })
    expect(soughtOf('1234567890123456')).toEqual({ kind: 'reference', text: '1234567890123456' })
  })
})

describe('the question to the API', () => {
  it('names only what is chosen', () => {
    const query = queryOf(filterOf({ q: 'ORD-1', status: 'held', range: '1h' }), NOW)
    expect(Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))).toEqual({
      reference: 'ORD-1',
      status: 'held',
      from: new Date(NOW - 3_600_000).toISOString(),
    })
  })

  it('has the times of the address', () => {
    const { from, to } = queryOf(filterOf({ from: '2026-11-22T10:00:00+02:00', to: 'soon' }), NOW)
    expect([from, to]).toEqual(['2026-11-22T08:00:00.000Z', undefined])
  })
})

describe('the chips', () => {
  it('mean statuses, and are found by them', () => {
    expect(choiceOf({ statuses: ['queued', 'sending', 'accepted'], scheduled: false })).toBe('waiting')
    expect(choiceOf({ statuses: ['queued', 'held'], scheduled: false })).toBe('other')
    expect(choiceOf({ statuses: [], scheduled: true })).toBe('scheduled')
    expect(ofChoice('unknown')).toEqual({ statuses: ['unknown', 'unresolved'], scheduled: false })
    expect(ofChoice('other')).toBeUndefined()
  })

  it('have words for statuses that no chip means', () => {
    expect(statusText(['queued', 'held'])).toBe('Queued or held')
  })
})
