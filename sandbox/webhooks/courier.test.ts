import { describe, expect, it } from 'vitest'
import { retryAt } from './courier.ts'

const config = { retryBaseMs: 1000, retryMaxMs: 900_000 }

describe('retryAt', () => {
  it('tries again at once, then after growing waits', () => {
    const waits = [1, 2, 3, 4, 20].map((attempts) => retryAt(attempts, 0, 5000, config))
    expect(waits).toEqual([5000, 6000, 7000, 9000, 905_000])
  })

  it('gives up after 7 days', () => {
    expect(retryAt(30, 0, 604_800_000, config)).toBeNull()
  })
})
