import { describe, expect, it } from 'vitest'
import { slotRange } from './slot-range.ts'

describe('slotRange', () => {
  it('has room for the last slot', () => {
    expect(slotRange([10, 15, 20])).toEqual([10, 25])
  })

  it('is a range for one slot, and for none', () => {
    expect(slotRange([10])).toEqual([10, 11])
    expect(slotRange([])).toEqual([0, 1])
  })
})
