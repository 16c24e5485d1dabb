import { describe, expect, it } from 'vitest'
import { Tries } from './tries.ts'

describe('tries at signing in', () => {
  it('are ten in any minute, and the wait says when the next one counts', () => {
    const tries = new Tries()
    for (let i = 0; i < 10; i++) expect(tries.take('a', i * 1000)).toBe(0)
    expect(tries.take('a', 10_000)).toBe(50)
    expect(tries.take('a', 59_999)).toBe(1)
    expect(tries.take('a', 60_000)).toBe(0)
    expect(tries.take('a', 60_000)).toBe(1)
  })

  it('are counted for each address alone', () => {
    const tries = new Tries()
    for (let i = 0; i < 11; i++) tries.take('a', 0)
    expect(tries.take('b', 0)).toBe(0)
  })

  it('remember no more addresses than they must', () => {
    const tries = new Tries()
    for (let i = 0; i < 10; i++) tries.take('first', 0)
    for (let i = 0; i < 10_000; i++) tries.take(`${i}`, 1)
    expect(tries.take('first', 2)).toBe(0)
  })

  it('survive a clock that goes back', () => {
    const tries = new Tries()
    for (let i = 0; i < 10; i++) tries.take('a', 1_000_000)
    expect(tries.take('a', 0)).toBe(0)
  })
})
