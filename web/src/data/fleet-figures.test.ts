import { describe, expect, it } from 'vitest'
import { figuresOf } from './fleet-figures.ts'
import type { FleetNumber } from './fleet-number.ts'
import { calmNumber } from './testing/calm-number.ts'

const number = (packageId: string, state: FleetNumber['state'], queue: number, inFlight: number): FleetNumber =>
  calmNumber({ packageId, state, queue, inFlight })

const ofPackage = (id: string, backlog: number | undefined) => ({
  id,
  name: id,
  paused: false,
  pausedReason: null,
  globalPaused: false,
  silent: backlog === undefined,
  backlog,
  scheduled: backlog === undefined ? undefined : 2,
})

describe('figuresOf', () => {
  it('counts what is on its way once, and nothing that is not known', () => {
    const numbers = [number('p', 'active', 5, 2), number('p', 'cooling', 0, 0), number('q', 'paused', 4, 0)]
    const figures = figuresOf(numbers, [ofPackage('p', 10), ofPackage('q', undefined)])
    expect(figures).toMatchObject({ total: 3, able: 2, inFlight: 2, waiting: 3 + 4 + 10, scheduled: 2, silent: 1 })
    expect(figures.states).toMatchObject({ active: 1, cooling: 1, paused: 1, disconnected: 0 })
    expect(figures.byPackage.get('p')).toMatchObject({ active: 1, cooling: 1, paused: 0 })
    expect(figures.byPackage.get('r')).toBeUndefined()
  })
})
