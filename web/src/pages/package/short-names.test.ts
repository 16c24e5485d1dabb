import { describe, expect, it } from 'vitest'
import { shortNames } from './short-names.ts'

describe('shortNames', () => {
  it('leaves out what all begin with, and nothing else', () => {
    expect(shortNames(['Orders London 1', 'Orders Berlin 1'])).toEqual(['London 1', 'Berlin 1'])
    expect(shortNames(['Orders 1', 'Orders 2', 'Promo'])).toEqual(['Orders 1', 'Orders 2', 'Promo'])
    expect(shortNames(['Orders', 'Orders'])).toEqual(['Orders', 'Orders'])
    expect(shortNames(['A B C', 'A B'])).toEqual(['B C', 'B'])
    expect(shortNames(['Large 1', 'Large 2'])).toEqual(['Large 1', 'Large 2'])
    expect(shortNames(['Only one'])).toEqual(['Only one'])
    expect(shortNames([])).toEqual([])
  })
})
