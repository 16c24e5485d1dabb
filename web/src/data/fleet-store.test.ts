import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { fleet, keepOnly, setFleet } from './fleet-store.ts'
import { calmNumber } from './testing/calm-number.ts'

describe('keepOnly', () => {
  beforeAll(() => {
    vi.stubGlobal('window', { setTimeout: () => 0 })
    setFleet('numbers', {
      '1': calmNumber({ id: '1', packageId: 'p' }),
      '2': calmNumber({ id: '2', packageId: 'q' }),
      '3': calmNumber({ id: '3', packageId: 'p' }),
    })
  })
  afterAll(() => {
    keepOnly(new Set())
    vi.unstubAllGlobals()
  })

  it('drops a number whose package answers without it, and keeps and marks those of a package that does not answer', () => {
    keepOnly(new Set(['1']), new Set(['q']))
    expect(Object.keys(fleet.numbers)).toEqual(['1', '2'])
    expect(fleet.numbers['1']?.silent).toBe(false)
    expect(fleet.numbers['2']?.silent).toBe(true)
  })
})
