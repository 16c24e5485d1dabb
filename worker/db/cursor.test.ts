import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCursor, encodeCursor } from './cursor.ts'

const WRONG = { problem: { errors: [{ path: 'cursor', message: 'is not one of this list' }] } }

describe('cursors', () => {
  it('come back as they were given out, and fit into an address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.string()), fc.string({ unit: 'grapheme' }), (key, id) => {
        const text = encodeCursor(key, id)
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/)
        expect(decodeCursor(text, typeof key === 'number' ? 'number' : 'string')).toEqual([key, id])
      }),
      { numRuns: 300 },
    )
  })

  it('of another kind of list are refused', () => {
    expect(decodeCursor(encodeCursor(1, 'a'), 'string')).toMatchObject(WRONG)
    expect(decodeCursor(encodeCursor('a', 'a'), 'number')).toMatchObject(WRONG)
  })

  it('that are none are refused, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const decoded = decodeCursor(text, 'number')
        if (Array.isArray(decoded)) expect(decoded).toHaveLength(2)
        else expect(decoded).toMatchObject(WRONG)
      }),
      { numRuns: 500 },
    )
    for (const value of [null, 1, {}, [], [1], [1, 2], [1, 'a', 2], [1.5, 'a'], [null, 'a']])
      expect(decodeCursor(btoa(JSON.stringify(value)), 'number')).toMatchObject(WRONG)
  })

  it('begin a list when there is none', () => {
    expect(decodeCursor(undefined, 'number')).toBeNull()
  })
})
