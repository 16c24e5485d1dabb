import { describe, expect, it } from 'vitest'
import { best, fit } from './match.ts'

describe('fit', () => {
  it('wants every part, and likes the beginnings of words', () => {
    expect(fit('ber', 'Orders Berlin 1')).toBe(2)
    expect(fit('erl', 'Orders Berlin 1')).toBe(1)
    expect(fit('ord ber', 'Orders Berlin 1')).toBe(4)
    expect(fit('ord paris', 'Orders Berlin 1')).toBeNull()
    expect(fit('', 'anything')).toBe(0)
  })

  it('takes signs literally', () => {
    expect(fit('a.c(', 'abc')).toBeNull()
    expect(fit('(x', 'y (x)')).not.toBeNull()
  })
})

describe('best', () => {
  it('puts the better fit first and keeps the order of equals', () => {
    const items = ['Overlin', 'Berlin 2', 'Berlin 1']
    expect(best('berlin', items, (text) => text, 5)).toEqual(['Berlin 2', 'Berlin 1'])
    expect(best('erlin', items, (text) => text, 2)).toEqual(['Overlin', 'Berlin 2'])
  })
})
