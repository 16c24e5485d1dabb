import { describe, expect, it } from 'vitest'
import { waitMs } from './meta-wait.ts'

const MINUTE = 60_000

describe('a wait that X-Business-Use-Case-Usage names', () => {
  it.each([
    [1, MINUTE],
    [2, 2 * MINUTE],
    [90, 90 * MINUTE],
    [0, 8 * MINUTE],
    [null, 8 * MINUTE],
  ])('of %s minutes comes before the one that doubles: %s ms', (regainMinutes, wait) => {
    for (const code of [4, 80007, 80008]) expect(waitMs(code, { draw: 0.5, repeats: 3, regainMinutes })).toBe(wait)
  })
})
