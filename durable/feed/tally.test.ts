import { describe, expect, it } from 'vitest'
import { addTally, emptyTally, isEmpty } from './tally.ts'

describe('a tally', () => {
  it('adds up what several isolates counted, and keeps the latest time', () => {
    const all = emptyTally()
    expect(isEmpty(all)).toBe(true)
    for (const lastAt of [5, 9, 7])
      addTally(all, {
        refused: { 'not-found': 2 },
        unaccepted: { 'pkg_a queue-full': 1 },
        refusedByMeta: { 'pkg_a 1 131026': 1 },
        webhooks: { '1': { events: 3, lagMs: 1500, lastAt } },
      })
    expect(all).toEqual({
      refused: { 'not-found': 6 },
      unaccepted: { 'pkg_a queue-full': 3 },
      refusedByMeta: { 'pkg_a 1 131026': 3 },
      webhooks: { '1': { events: 9, lagMs: 4500, lastAt: 9 } },
    })
    expect(isEmpty(all)).toBe(false)
  })

  it('has an end, and goes on counting what it knows', () => {
    const all = emptyTally()
    const keys = Array.from({ length: 6000 }, (_, i) => `p${i} x`)
    for (const some of [keys.slice(0, 4000), keys.slice(4000)])
      addTally(all, { ...emptyTally(), unaccepted: Object.fromEntries(some.map((key) => [key, 1])) })
    expect(Object.keys(all.unaccepted)).toHaveLength(5000)
    addTally(all, { ...emptyTally(), unaccepted: { 'p1 x': 1, new: 1 } })
    expect([all.unaccepted['p1 x'], all.unaccepted['new']]).toEqual([2, undefined])
  })

  it('is not confused by names of the language', () => {
    const all = emptyTally()
    addTally(all, { ...emptyTally(), refused: { constructor: 1, toString: 2 } })
    expect(all.refused['toString']).toBe(2)
  })
})
