import { describe, expect, it } from 'vitest'
import { sameMoment } from './same-moment.ts'

describe('what is asked again at the same moment', () => {
  it('is answered from memory while each fact is the very same, and only then', () => {
    let asked = 0
    const sum = sameMoment((now: number, fact: { n: number }) => {
      asked += 1
      return now + fact.n
    })
    const fact = { n: 1 }
    expect([sum(1, fact), sum(1, fact)]).toEqual([2, 2])
    expect(asked).toBe(1)
    expect([sum(2, fact), sum(2, { n: 1 }), sum(1, fact)]).toEqual([3, 3, 2])
    expect(asked).toBe(4)
    expect(sum(Number.NaN, fact)).toBe(sum(Number.NaN, fact))
    expect(asked).toBe(5)
  })
})
