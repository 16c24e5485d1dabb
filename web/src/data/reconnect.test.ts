import { describe, expect, it } from 'vitest'
import { standingAfter, waitBefore } from './reconnect.ts'

describe('standingAfter', () => {
  it('says stale only when the line did not come back', () => {
    expect(standingAfter(1, 5_000)).toEqual({ kind: 'reconnecting' })
    expect(standingAfter(2, 5_000)).toEqual({ kind: 'stale', since: 5_000 })
    expect(standingAfter(1, 0)).toEqual({ kind: 'connecting' })
    expect(standingAfter(3, 0)).toEqual({ kind: 'reconnecting' })
  })
})

describe('waitBefore', () => {
  it('doubles up to a bound and is spread', () => {
    expect([1, 2, 3, 20].map((failures) => waitBefore(failures, 1))).toEqual([500, 1_000, 2_000, 15_000])
    expect(waitBefore(1, 0)).toBe(250)
  })
})
