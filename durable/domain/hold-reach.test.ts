import { describe, expect, it } from 'vitest'
import { reachCovers } from './hold-reach.ts'

describe('reachCovers', () => {
  const categories = ['marketing', 'utility', 'authentication', 'service', 'unknown'] as const
  it.each([
    ['all', [true, true, true, true, true]],
    ['billable', [true, true, true, true, true]],
    ['marketing', [true, false, false, false, true]],
    ['utility', [false, true, false, false, true]],
  ] as const)('%s', (reach, covered) => {
    expect(categories.map((category) => reachCovers(reach, category))).toEqual(covered)
  })
})
