import { describe, expect, it } from 'vitest'
import { atLeast, silentPackages, silentSince } from './silent.ts'

describe('silentSince', () => {
  it('names the day where it was another one', () => {
    const at = new Date(2026, 10, 19, 12, 4, 31).getTime()
    expect(silentSince(at, at + 60_000)).toBe('Does not answer; as of 12:04:31')
    expect(silentSince(at, at + 86_400_000)).toBe('Does not answer; as of 19 Nov 12:04')
  })
})

describe('what silent packages leave out', () => {
  it('is said beside every sum', () => {
    expect([atLeast('12', 0), atLeast('12', 2)]).toEqual(['12', 'at least 12'])
    expect([silentPackages(1), silentPackages(2)]).toEqual(['1 package does not answer', '2 packages do not answer'])
  })
})
