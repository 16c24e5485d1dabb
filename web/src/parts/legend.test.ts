import { describe, expect, it } from 'vitest'
import { legendValue } from './legend.ts'

describe('legendValue', () => {
  it('says the value of a slot, and of a gap that there is none', () => {
    expect([0, 1, 2, 3].map((index) => legendValue([1_200, null, 0], index))).toEqual(['1,200', '–', '0', '–'])
  })

  it('sums what is known where no slot is pointed at', () => {
    expect(legendValue([1_200, null, 3], undefined)).toBe('1,203')
    expect(legendValue([null, null], undefined)).toBe('–')
  })
})
