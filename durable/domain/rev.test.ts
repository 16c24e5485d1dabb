import { describe, expect, it } from 'vitest'
import { revOf } from './rev.ts'

describe('revOf', () => {
  it('is epoch x 2^32 + n, as D1 keeps it: rows of earlier versions are compared with it', () => {
    expect(revOf(0, 0)).toBe(0)
    expect(revOf(1, 0)).toBe(4_294_967_296)
    expect(revOf(3, 7)).toBe(12_884_901_895)
    expect(revOf(2, 1)).toBeGreaterThan(revOf(1, 4_294_967_295))
  })
})
