import { describe, expect, it } from 'vitest'
import { lossOf, waits } from './loss.ts'

const busy = (queue: number, inFlight = 0) => ({ status: { queue, inFlight } })

describe('waits', () => {
  it('says what becomes of none, one and many', () => {
    expect([waits({ status: null }), waits(busy(2, 2))]).toEqual(Array(2).fill('No message waits with it.'))
    expect(waits(busy(3, 2))).toBe(
      "The message that waits with it goes to the package's other numbers if it may move; else it waits here.",
    )
    expect(waits(busy(1_200))).toMatch(/^Of the 1,200 messages that wait with it, those/)
  })
})

describe('lossOf', () => {
  it('says what becomes of none, one and many', () => {
    expect(lossOf({ status: null })).toContain('No message is with it.')
    expect(lossOf(busy(1))).toContain('The message that is with it goes')
    expect(lossOf(busy(2, 2))).toContain('Of the 2 messages with it, those')
  })
})
