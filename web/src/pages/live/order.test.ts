import { describe, expect, it } from 'vitest'
import type { FleetNumber } from '../../data/fleet-number.ts'
import { calmNumber } from '../../data/testing/calm-number.ts'
import { type Filter, select } from './order.ts'

const number = (id: string, more: Partial<FleetNumber> = {}): FleetNumber => calmNumber({ id, ...more })

const all: Filter = { q: '', state: 'all', packageId: undefined, sort: 'urgent' }
const name = (id: string): string => `Name ${id}`

describe('select', () => {
  it('puts what needs a person first, then the sicker, then by name', () => {
    const numbers = [
      number('10'),
      number('2'),
      number('paused', { state: 'paused' }),
      number('ill', { health: 62 }),
      number('suspected', { state: 'suspected' }),
      number('dead', { state: 'disconnected', health: 20 }),
      number('held', { state: 'quarantined', health: 22 }),
    ]
    expect(select(numbers, name, all)).toEqual(['dead', 'held', 'suspected', 'paused', 'ill', '2', '10'])
  })

  it('filters by state, package, and part of a name or number', () => {
    const numbers = [number('1', { packageId: 'q' }), number('2', { state: 'paused' }), number('3')]
    expect(select(numbers, name, { ...all, state: 'paused' })).toEqual(['2'])
    expect(select(numbers, name, { ...all, packageId: 'q' })).toEqual(['1'])
    expect(select(numbers, name, { ...all, q: ' NAME 3 ' })).toEqual(['3'])
    expect(select(numbers, name, { ...all, q: 'x' })).toEqual([])
  })

  it('sorts by the share of the day, not by its figure; no cap is never full', () => {
    const day = (used: number, cap: number | null) => ({ usage: { day: { used, cap } } })
    const numbers = [
      number('a', day(50, 400)),
      number('b', day(40, 50)),
      number('c', day(900, null)),
      number('d', day(0, 0)),
    ]
    expect(select(numbers, name, { ...all, sort: 'day' })).toEqual(['d', 'b', 'a', 'c'])
  })
})
