import { describe, expect, it } from 'vitest'
import { atLeast, silentPackages } from './silent.ts'

describe('what silent packages leave out', () => {
  it('is said beside every sum', () => {
    expect([atLeast('12', 0), atLeast('12', 2)]).toEqual(['12', 'at least 12'])
    expect([silentPackages(1), silentPackages(2)]).toEqual(['1 package does not answer', '2 packages do not answer'])
  })
})
