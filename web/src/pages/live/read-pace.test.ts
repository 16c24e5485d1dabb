import { describe, expect, it } from 'vitest'
import { nextReads } from './read-pace.ts'

describe('nextReads', () => {
  it('asks for a few at once, and for the others after a pause', () => {
    expect(nextReads(['a', 'b', 'c'], 0, 10_000)).toEqual({ ids: ['a', 'b'], again: 4_000 })
    expect(nextReads(['c'], 10_000, 11_000)).toEqual({ ids: [], again: 3_000 })
    expect(nextReads(['c'], 10_000, 14_000)).toEqual({ ids: ['c'], again: undefined })
    expect(nextReads([], 10_000, 11_000)).toEqual({ ids: [], again: undefined })
  })
})
