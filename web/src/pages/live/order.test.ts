import { describe, expect, it } from 'vitest'
import type { FleetNumber } from '../../data/fleet-number.ts'
import { calmNumber } from '../../data/testing/calm-number.ts'
import { type Filter, select } from './order.ts'

const number = (id: string, more: Partial<FleetNumber> = {}): FleetNumber => calmNumber({ id, ...more })

const all: Filter = { q: '', state: 'all', packageId: undefined, sort: 'urgent' }
const names = { number: (id: string) => `Name ${id}`, package: (id: string) => (id === 'q' ? 'Quick Shop' : 'Shop') }

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
    expect(select(numbers, names, all)).toEqual(['dead', 'held', 'suspected', 'paused', 'ill', '2', '10'])
  })

  it('filters by state, package, and part of a name or number', () => {
    const numbers = [number('1', { packageId: 'q' }), number('2', { state: 'paused' }), number('3')]
    expect(select(numbers, names, { ...all, state: 'paused' })).toEqual(['2'])
    expect(select(numbers, names, { ...all, packageId: 'q' })).toEqual(['1'])
    expect(select(numbers, names, { ...all, q: ' NAME 3 ' })).toEqual(['3'])
    expect(select(numbers, names, { ...all, q: 'x' })).toEqual([])
  })

  it('finds a number by its phone number, however it is written, and by the name of its package', () => {
    const numbers = [number('1', { phone: '+1 555-010-0001' }), number('2', { packageId: 'q' }), number('555')]
    for (const q of ['+1 555-010', '5550100001', '1 (555) 010', '0-0001'])
      expect(select(numbers, names, { ...all, q })).toEqual(['1'])
    expect(select(numbers, names, { ...all, q: '555' })).toEqual(['1', '555'])
    expect(select(numbers, names, { ...all, q: 'quick' })).toEqual(['2'])
    expect(select(numbers, names, { ...all, q: '+' })).toEqual([])
  })

  it('sorts by the share of the day, not by its figure; no cap is never full', () => {
    const day = (used: number, cap: number | null) => ({ usage: { day: { used, cap } } })
    const numbers = [
      number('a', day(50, 400)),
      number('b', day(40, 50)),
      number('c', day(900, null)),
      number('d', day(0, 0)),
    ]
    expect(select(numbers, names, { ...all, sort: 'day' })).toEqual(['d', 'b', 'a', 'c'])
  })
})
