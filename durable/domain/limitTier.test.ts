import { describe, expect, it } from 'vitest'
import { parseMessagingLimit } from './limitTier.ts'

describe('parseMessagingLimit', () => {
  it.each([
    ['TIER_50', 50],
    ['TIER_250', 250],
    ['TIER_1K', 1_000],
    ['TIER_2K', 2_000],
    ['TIER_10K', 10_000],
    ['TIER_100K', 100_000],
    ['tier_2k', 2_000],
    ['2K', 2_000],
    ['2000', 2_000],
    [' 250 ', 250],
    [2000, 2_000],
    [0, 0],
    ['TIER_UNLIMITED', null],
    ['UNLIMITED', null],
    ['-1', null],
    [-1, null],
    ['TIER_NOT_SET', undefined],
    ['', undefined],
    ['K', undefined],
    ['2KK', undefined],
    ['x250', undefined],
    [-2, undefined],
    [1.5, undefined],
    [Number.NaN, undefined],
    [null, undefined],
    [undefined, undefined],
    [{}, undefined],
  ])('%s: %s', (value, limit) => {
    expect(parseMessagingLimit(value)).toBe(limit)
  })
})
