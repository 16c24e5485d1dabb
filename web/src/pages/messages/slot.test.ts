import { describe, expect, it } from 'vitest'
import { filterOf, queryOf } from './filter.ts'
import { slotQuery } from './slot.ts'

describe('slotQuery', () => {
  it('is a filter that asks for just that time', () => {
    const at = new Date(2026, 0, 9, 23, 55).getTime()
    const query = slotQuery(at, 300_000)
    expect(query).toEqual({ from: '2026-01-09T23:55', to: '2026-01-10T00:00' })
    expect(queryOf(filterOf(query), at)).toMatchObject({
      from: new Date(at).toISOString(),
      to: new Date(at + 300_000).toISOString(),
    })
  })
})
