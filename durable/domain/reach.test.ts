import { describe, expect, it } from 'vitest'
import { needsReach, reachUntil } from './reach.ts'

const NOW = 1_700_000_000_000
const DAY = 86_400_000

describe('needsReach', () => {
  it.each([
    ['without a window', null, true],
    ['after its end', NOW - 1, true],
    ['10 min before its end', NOW + 600_000, true],
    ['1 ms earlier', NOW + 600_001, false],
  ])('%s: %s', (_, windowUntil, needed) => {
    expect(needsReach(windowUntil, NOW)).toBe(needed)
  })
})

describe('reachUntil', () => {
  it.each([
    ['24 h after the send while nothing is known', null, null, NOW + DAY],
    ['24 h after delivered', NOW + 500, null, NOW + 500 + DAY],
    ['until failed', null, NOW + 900, NOW + 900],
    ['24 h after a delivered that followed a failed', NOW + 1_000, NOW + 900, NOW + 1_000 + DAY],
  ])('%s', (_, deliveredAt, failedAt, until) => {
    expect(reachUntil({ sentAt: NOW, deliveredAt, failedAt })).toBe(until)
  })
})
