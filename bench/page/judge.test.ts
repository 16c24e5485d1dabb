import { expect, it } from 'vitest'
import { tooMuch } from './judge.ts'

it('a measurement passes up to its limit and not beyond, and one that lacks its figure is an error', () => {
  expect(tooMuch('firstView', { wholeMs: 1_000 })).toEqual([])
  expect(tooMuch('firstView', { wholeMs: 1_001 })).toEqual(['firstView wholeMs is 1001, at most 1000'])
  expect(tooMuch('pixel', { p50Ms: 900, p99Ms: 501 })).toHaveLength(1)
  expect(tooMuch('live', { longTasks: 1, longestMs: 50 })).toHaveLength(1)
  expect(tooMuch('scroll', { costliestMs: 49 })).toEqual([])
  expect(tooMuch('scroll', { costliestMs: 51 })).toHaveLength(1)
  expect(tooMuch('scrape', { p50Ms: 20, slowestMs: 301 })).toHaveLength(1)
  expect(() => tooMuch('pixel', { p50Ms: 1 })).toThrow('pixel gives no p99Ms')
})
