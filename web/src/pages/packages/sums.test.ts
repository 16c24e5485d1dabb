import { describe, expect, it } from 'vitest'
import { calmNumber } from '../../data/testing/calm-number.ts'
import { byAble, NO_NUMBERS, sumsOf } from './sums.ts'

describe('sumsOf', () => {
  it('adds up the numbers of each package', () => {
    const sums = sumsOf([
      calmNumber({ packageId: 'a', queue: 5, inFlight: 2 }),
      calmNumber({ packageId: 'a', state: 'paused', queue: 1 }),
      calmNumber({ packageId: 'b', state: 'cooling' }),
    ])
    expect(sums.get('a')).toMatchObject({ total: 2, able: 1, held: 4, inFlight: 2 })
    expect(sums.get('b')).toMatchObject({ total: 1, able: 1, held: 0 })
  })
})

describe('byAble', () => {
  it('puts 3 that can send before 0 of 10, and of equals the larger one', () => {
    const [none, three, threeOfFive] = [
      { ...NO_NUMBERS, total: 10 },
      { ...NO_NUMBERS, able: 3, total: 3 },
      { ...NO_NUMBERS, able: 3, total: 5 },
    ]
    expect([three, none, threeOfFive].toSorted(byAble)).toEqual([none, three, threeOfFive])
  })
})
