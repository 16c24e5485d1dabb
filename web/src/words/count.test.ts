import { describe, expect, it } from 'vitest'
import { count, counted, percent, signed, signedTenths } from './count.ts'

describe('count', () => {
  it('groups digits and knows one from many', () => {
    expect(count(12_414)).toBe('12,414')
    expect(counted(1, 'message')).toBe('1 message')
    expect(counted(0, 'message')).toBe('0 messages')
    expect(counted(2, 'reply', 'replies')).toBe('2 replies')
  })
})

describe('percent', () => {
  it('never rounds to all or to nothing what is not', () => {
    expect([0, 0.0001, 0.0213, 0.99999, 1].map(percent)).toEqual(['0.0', '<0.1', '2.1', '99.9', '100.0'])
  })
})

describe('changes', () => {
  it('carry their sign, and none when there is no change', () => {
    expect([1510, -3, 0, 0.2].map(signed)).toEqual(['+1,510', '\u22123', '0', '0'])
    expect([6.24, -1.9, 0.01].map(signedTenths)).toEqual(['+6.2', '\u22121.9', '0.0'])
  })
})
