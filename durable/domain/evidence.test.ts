import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { p999, resendDecision, silenceFor } from './evidence.ts'

const NOW = 1_700_000_000_000
const MIN10 = 600_000
const DAY = 86_400_000

type Input = Parameters<typeof resendDecision>[0]
const input = (over: Partial<Input> = {}): Input => ({
  policy: 'reconcile',
  attemptEndedAt: NOW - MIN10,
  now: NOW,
  silenceMs: MIN10,
  arriving: true,
  refused: false,
  expiresAt: NOW + 3_600_000,
  firstSentAt: NOW - MIN10 - 300,
  ...over,
})

describe('resendDecision', () => {
  it('sends again when silence has lasted and webhooks were arriving', () => {
    expect(resendDecision(input())).toEqual({
      kind: 'resend',
      reasons: [{ code: 'silence-proven', detail: 'silent for 600000 ms while webhooks were arriving' }],
    })
  })

  it('waits for the whole silence, to the ms', () => {
    expect(resendDecision(input({ attemptEndedAt: NOW - MIN10 + 1 }))).toMatchObject({ kind: 'wait', until: NOW + 1 })
  })

  it('asks, and goes on asking, for a proof that is not there', () => {
    const codes = (over: Partial<Input>) => {
      const decision = resendDecision(input(over))
      return [decision.kind, ...decision.reasons.map(({ code }) => code)]
    }
    expect(codes({ arriving: null })).toEqual(['needs-evidence', 'evidence-unknown'])
    expect(codes({ arriving: false })).toEqual(['needs-evidence', 'webhooks-not-proven'])
    expect(codes({ refused: true })).toEqual(['needs-evidence', 'signature-refused'])
    expect(codes({ arriving: false, refused: true })).toEqual([
      'needs-evidence',
      'webhooks-not-proven',
      'signature-refused',
    ])
  })

  it('never sends again under at_most_once: it waits for a status until the end', () => {
    expect(resendDecision(input({ policy: 'at_most_once' }))).toMatchObject({
      kind: 'wait',
      until: NOW + 3_600_000,
      reasons: [{ code: 'at-most-once' }],
    })
  })

  it.each(['reconcile', 'at_most_once'] as const)(
    '%s ends unresolved at expiresAt or 24 h, whichever is first',
    (policy) => {
      expect(resendDecision(input({ policy, expiresAt: NOW })).kind).toBe('unresolved')
      expect(resendDecision(input({ policy, expiresAt: NOW + 1 })).kind).not.toBe('unresolved')
      const long = { policy, expiresAt: NOW + 10 * DAY }
      expect(resendDecision(input({ ...long, firstSentAt: NOW - DAY })).kind).toBe('unresolved')
      expect(resendDecision(input({ ...long, firstSentAt: NOW - DAY + 1 })).kind).not.toBe('unresolved')
    },
  )

  it('waits no longer than the end', () => {
    expect(resendDecision(input({ attemptEndedAt: NOW, expiresAt: NOW + 5_000 }))).toMatchObject({ until: NOW + 5_000 })
  })

  it('after the clock was set back waits no longer than the silence', () => {
    expect(resendDecision(input({ attemptEndedAt: NOW + DAY }))).toMatchObject({ kind: 'wait', until: NOW + MIN10 })
    expect(
      resendDecision(input({ policy: 'at_most_once', firstSentAt: NOW + DAY, expiresAt: NOW + 9 * DAY })),
    ).toMatchObject({ until: NOW + DAY })
  })

  it('sends again only on the full proof, and every wait lies ahead', () => {
    const near = fc.integer({ min: -2 * DAY, max: 2 * DAY })
    fc.assert(
      fc.property(
        fc.record({
          policy: fc.constantFrom('reconcile', 'at_most_once'),
          attemptEndedAt: near.map((ms) => NOW + ms),
          now: fc.constant(NOW),
          silenceMs: fc.integer({ min: 0, max: DAY }),
          arriving: fc.constantFrom(true, false, null),
          refused: fc.boolean(),
          expiresAt: near.map((ms) => NOW + ms),
          firstSentAt: near.map((ms) => NOW + ms),
        }),
        (one) => {
          const decision = resendDecision(one)
          const proven =
            one.policy === 'reconcile' &&
            one.arriving === true &&
            !one.refused &&
            NOW - one.attemptEndedAt >= one.silenceMs &&
            NOW < one.expiresAt &&
            NOW - one.firstSentAt < DAY
          if (decision.kind === 'resend') expect(proven || (one.silenceMs === 0 && one.attemptEndedAt > NOW)).toBe(true)
          else if (proven) expect(decision.kind).toBe('resend')
          if (decision.kind === 'wait') expect(decision.until).toBeGreaterThan(NOW)
          expect(decision.reasons.length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})

describe('silenceFor', () => {
  it.each([
    [MIN10, null, MIN10],
    [MIN10, 200_000, MIN10],
    [MIN10, 200_001, 600_003],
    [2_000, 5_000, 15_000],
  ])('window %s, p99.9 %s: %s', (window, p, silence) => {
    expect(silenceFor(window, p)).toBe(silence)
  })
})

describe('p999', () => {
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1)

  it('is the nearest rank', () => {
    expect(p999([])).toBeNull()
    expect(p999([7])).toBe(7)
    expect(p999(upTo(999))).toBe(999)
    expect(p999(upTo(1_000))).toBe(999)
    expect(p999(upTo(1_001))).toBe(1_000)
    expect(p999(upTo(2_000))).toBe(1_998)
    expect(p999(upTo(2_001))).toBe(1_999)
  })

  it('does not depend on the order and leaves at most a thousandth above', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 3_000 }), (samples) => {
        const found = p999(samples)
        expect(p999([...samples].reverse())).toBe(found)
        const above = samples.filter((sample) => sample > (found ?? 0)).length
        expect(above).toBeLessThanOrEqual(samples.length / 1000)
      }),
      { numRuns: 200 },
    )
  })
})
