import { describe, expect, it } from 'vitest'
import { chunks, project } from './project.ts'

describe('the lists that a batch travels in', () => {
  it('are as few as the limit allows, a row that is larger alone, and of nothing none', () => {
    const row = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2))
    const sizes = (...bytes: number[]) => chunks(bytes.map(row)).map((list) => (JSON.parse(list) as string[]).length)
    expect(sizes()).toEqual([])
    expect(sizes(10)).toEqual([1])
    expect(sizes(10, 10, 10)).toEqual([3])
    // each row brings a comma or a bracket
    expect(sizes(499_999, 499_999)).toEqual([2])
    expect(sizes(499_999, 500_000)).toEqual([1, 1])
    expect(sizes(400_000, 400_000, 400_000, 400_000, 10)).toEqual([2, 3])
    expect(sizes(499_999, 499_999, 499_999, 499_999)).toEqual([2, 2])
    expect(sizes(2_000_000, 10, 10)).toEqual([1, 2])
    expect(sizes(10, 2_000_000, 10)).toEqual([1, 1, 1])
  })
})

describe('an empty batch', () => {
  it('does not go to D1 at all', async () => {
    let asked = 0
    const db = {
      prepare: () => {
        throw new Error('nothing to prepare')
      },
      batch: async () => {
        asked += 1
        return []
      },
    }
    await project(db, {})
    await project(db, { messages: [], audit: [] })
    expect(asked).toBe(0)
  })
})
