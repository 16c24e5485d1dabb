import { describe, expect, it } from 'vitest'
import { nextShown } from './gradual.ts'

const ids = (n: number): string[] => Array.from({ length: n }, (_, index) => `n${index}`)

describe('nextShown', () => {
  it('adds a few in order and keeps what is there', () => {
    const first = nextShown(ids(30), new Set())
    expect(first).toEqual({ ids: ids(8), whole: false })
    const second = nextShown(ids(30), new Set(first.ids))
    expect(second.ids).toEqual(ids(16))
    expect(nextShown(ids(20), new Set(second.ids))).toEqual({ ids: ids(20), whole: true })
  })

  it('drops what is no longer wanted and follows a new order at once', () => {
    expect(nextShown(['b', 'a'], new Set(['a', 'b', 'c']))).toEqual({ ids: ['b', 'a'], whole: true })
  })
})
