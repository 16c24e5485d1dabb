import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blackoutUntil } from './blackout.ts'
import { inLocalWindow } from './localTime.ts'
import type { BlackoutPolicy } from './policy.ts'

const at = (iso: string): number => Date.parse(iso)
const policy = (over: Partial<BlackoutPolicy> = {}): BlackoutPolicy => ({
  windows: [{ from: '22:00', to: '07:00' }],
  exemptAuthentication: false,
  exemptReplies: false,
  ...over,
})
const plain = { category: 'utility', kind: 'open', inWindow: false } as const

describe('blackoutUntil', () => {
  it('is null outside and the end inside, across midnight', () => {
    expect(blackoutUntil(policy(), 'UTC', at('2026-01-15T21:59:59Z'), plain)).toBeNull()
    expect(blackoutUntil(policy(), 'UTC', at('2026-01-15T22:00:00Z'), plain)).toBe(at('2026-01-16T07:00:00Z'))
    expect(blackoutUntil(policy(), 'UTC', at('2026-01-16T06:59:59Z'), plain)).toBe(at('2026-01-16T07:00:00Z'))
    expect(blackoutUntil(policy(), 'UTC', at('2026-01-16T07:00:00Z'), plain)).toBeNull()
  })

  it('runs on through windows that touch or overlap', () => {
    const windows = [
      { from: '10:00', to: '12:00' },
      { from: '12:00', to: '13:00' },
      { from: '12:30', to: '14:00' },
    ]
    expect(blackoutUntil(policy({ windows }), 'UTC', at('2026-01-15T10:30:00Z'), plain)).toBe(
      at('2026-01-15T14:00:00Z'),
    )
  })

  it('says look again two days ahead when the windows leave no gap', () => {
    const now = at('2026-01-15T10:30:00Z')
    const windows = [{ from: '00:00', to: '24:00' }]
    expect(blackoutUntil(policy({ windows }), 'UTC', now, plain)).toBeGreaterThanOrEqual(now + 48 * 3_600_000)
  })

  it('exempts authentication and replies inside the window only where the policy says so', () => {
    const now = at('2026-01-15T23:00:00Z')
    const dark = at('2026-01-16T07:00:00Z')
    const code = { category: 'authentication', kind: 'open', inWindow: false } as const
    const reply = { category: 'service', kind: 'reply', inWindow: true } as const
    expect(blackoutUntil(policy(), 'UTC', now, code)).toBe(dark)
    expect(blackoutUntil(policy(), 'UTC', now, reply)).toBe(dark)
    const exempt = policy({ exemptAuthentication: true, exemptReplies: true })
    expect(blackoutUntil(exempt, 'UTC', now, code)).toBeNull()
    expect(blackoutUntil(exempt, 'UTC', now, reply)).toBeNull()
    expect(blackoutUntil(exempt, 'UTC', now, plain)).toBe(dark)
    expect(blackoutUntil(exempt, 'UTC', now, { ...reply, inWindow: false })).toBe(dark)
    expect(blackoutUntil(exempt, 'UTC', now, { ...reply, kind: 'open' })).toBe(dark)
    expect(blackoutUntil(policy({ exemptReplies: true }), 'UTC', now, code)).toBe(dark)
    expect(blackoutUntil(policy({ exemptAuthentication: true }), 'UTC', now, reply)).toBe(dark)
  })

  it('is dark exactly inside a window, and the end it names is light', () => {
    const minute = fc.integer({ min: 0, max: 1439 })
    const clock = (m: number): string =>
      `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`
    fc.assert(
      fc.property(
        minute,
        fc.integer({ min: 1, max: 1200 }),
        fc.integer({ min: 0, max: 2 * 86_400_000 }),
        (from, length, offset) => {
          const window = { from: clock(from), to: clock((from + length) % 1440) }
          const now = at('2026-03-28T00:00:00Z') + offset
          const until = blackoutUntil(policy({ windows: [window] }), 'Europe/Berlin', now, plain)
          expect(until !== null).toBe(inLocalWindow(now, 'Europe/Berlin', window))
          if (until === null) return
          expect(inLocalWindow(until, 'Europe/Berlin', window)).toBe(false)
          expect(inLocalWindow(until - 1, 'Europe/Berlin', window)).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })
})
