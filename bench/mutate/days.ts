import { describe, expect, it } from 'vitest'
import { simulate } from '../simulate/simulate.ts'

/** Simulated days as tests that may notice a mutant: `npm test` runs 2,000 of them, a judge has time for few. */
const DAYS = 60

describe('a simulated day', () => {
  for (let seed = 1; seed <= DAYS; seed++)
    it(`of seed ${seed}`, async () => {
      expect((await simulate(seed)).violations).toEqual([])
    })
})
