import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gateOf, messageGate, paceGate, stopGate } from './gate.ts'
import { full, hold, message, NOW, number, stop, told } from './testing/gate-facts.ts'

describe('several refusals', () => {
  it('are all named, with the latest time, or none when one has none', () => {
    const timed = number({ wait: stop(NOW + 10), nextStart: NOW + 20 })
    expect(told(gateOf(timed, message({ notBefore: NOW + 5 }), NOW))).toEqual([
      'meta-wait cooldown not-before',
      NOW + 20,
    ])
    const endless = number({ paused: stop(null), nextStart: NOW + 20 })
    expect(told(gateOf(endless, message(), NOW))).toEqual(['paused cooldown', null])
  })

  it('a time that is named is when the named rules no longer refuse', () => {
    const soon = fc.option(
      fc.integer({ min: -10_000, max: 100_000 }).map((ms) => NOW + ms),
      { nil: null },
    )
    fc.assert(
      fc.property(
        soon,
        soon,
        soon,
        soon,
        soon,
        fc.integer({ min: 0, max: 3 }),
        (wait, next, before, pair, held, used) => {
          const state = number({
            wait: wait === null ? null : stop(wait),
            nextStart: next ?? NOW,
            holds: held === null ? [] : [hold({ until: held })],
            counts: full(used),
            caps: { hour: 3, threeHours: null, day: null },
          })
          const facts = message({ notBefore: before, pairLastAnswer: pair === null ? null : Math.min(pair, NOW) })
          const found = gateOf(state, facts, NOW)
          if (found.ok) return
          expect(found.until).not.toBeNull()
          if (found.until === null) return
          expect(found.until).toBeGreaterThan(NOW)
          expect(gateOf(state, facts, found.until)).toEqual({ ok: true })
          expect(gateOf(state, facts, found.until - 1).ok).toBe(false)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('never lets one refusal hide another: the whole gate is open exactly when its three parts are', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(0, 4),
        fc.constantFrom<'counted' | 'none'>('counted', 'none'),
        fc.constantFrom(null, 'all' as const, 'marketing' as const),
        (packagePaused, globalPaused, inFlight, reach, optOut) => {
          const state = number({ packagePaused, globalPaused, inFlight })
          const facts = message({ reach, optOut, category: 'marketing' })
          const parts = [stopGate(state, NOW), paceGate(state, NOW), messageGate(state, facts, NOW)]
          expect(gateOf(state, facts, NOW).ok).toBe(parts.every(({ ok }) => ok))
          const codes = parts.flatMap((part) => (part.ok ? [] : part.reasons))
          const whole = gateOf(state, facts, NOW)
          expect(whole.ok ? [] : whole.reasons).toEqual(codes)
        },
      ),
      { numRuns: 200 },
    )
  })
})
