import { describe, expect, it } from 'vitest'
import { leftOf, usageText } from './usage.ts'

describe('usageText', () => {
  it('tells what is used, the cap, and what is left', () => {
    expect(usageText({ used: 1_240, cap: 2_000 })).toBe('1,240 of 2,000 used, 760 left. What is on its way is counted.')
    expect(usageText({ used: 3, cap: null })).toBe('3 used, no cap. What is on its way is counted.')
  })

  it('promises nothing of a window that is full or shut', () => {
    expect(usageText({ used: 61, cap: 60 })).toContain('61 of 60 used, 0 left until the window slides.')
    expect(usageText({ used: 0, cap: 0 })).toContain('0 of 0 used, 0 left.')
  })
})

describe('leftOf', () => {
  it('has nothing to say without a cap', () => {
    expect([leftOf({ used: 5, cap: null }), leftOf({ used: 5, cap: 8 })]).toEqual([undefined, '3 left'])
  })
})
