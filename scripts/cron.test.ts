import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueMinutes, parseCron } from './cron.ts'

const at = (text: string): number => Date.parse(text)

describe('parseCron', () => {
  it.each([
    ['* * * * *', '2026-11-21T10:07:30Z', true],
    ['*/5 * * * *', '2026-11-21T10:05:00Z', true],
    ['*/5 * * * *', '2026-11-21T10:06:00Z', false],
    ['17 * * * *', '2026-11-21T23:17:59Z', true],
    ['17 * * * *', '2026-11-21T23:18:00Z', false],
    ['0 9-17/4 * * *', '2026-11-21T13:00:00Z', true],
    ['0 9-17/4 * * *', '2026-11-21T12:00:00Z', false],
    ['5/20 * * * *', '2026-11-21T12:45:00Z', true],
    ['0 0 1,15 * *', '2026-11-15T00:00:00Z', true],
    ['0 0 * 2 *', '2026-11-15T00:00:00Z', false],
    ['0 0 * * 0', '2026-11-22T00:00:00Z', true],
    ['0 0 * * 7', '2026-11-22T00:00:00Z', true],
    ['0 0 * * 1-5', '2026-11-22T00:00:00Z', false],
    ['0 0 1 * 0', '2026-11-22T00:00:00Z', true],
  ])('%s at %s: %s', (expression, time, expected) => {
    expect(parseCron(expression)(at(time))).toBe(expected)
  })

  it.each(['* * * *', '60 * * * *', '*/0 * * * *', 'a * * * *', '5-2 * * * *', '* * 0 * *'])(
    'refuses %s',
    (expression) => {
      expect(() => parseCron(expression)).toThrow(RangeError)
    },
  )
})

describe('dueMinutes', () => {
  const start = at('2026-11-21T10:00:00Z')

  it('fires each minute of an hour once, however often and unevenly it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3_000_000 }), { maxLength: 30 }), (steps) => {
        let last = start
        let now = start
        const fired: number[] = []
        for (const step of steps) {
          now += step
          const due = dueMinutes(last, now)
          fired.push(...due)
          last = due.at(-1) ?? last
        }
        const expected = Math.floor((now - start) / 60_000)
        expect(fired).toEqual(Array.from({ length: expected }, (_, index) => start + (index + 1) * 60_000))
      }),
    )
  })

  it('fires only the newest minute after a sleep of more than an hour, and none after a clock went back', () => {
    expect(dueMinutes(start, start + 7_200_000 + 5)).toEqual([start + 7_200_000])
    expect(dueMinutes(start, start - 600_000)).toEqual([])
  })
})
