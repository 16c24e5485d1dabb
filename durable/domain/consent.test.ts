import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Consent, joinConsent, NO_CONSENT, optIn, optOut, type Register, scopeOf, wordInForce } from './consent.ts'

const register: fc.Arbitrary<Register> = fc.record({
  out: fc.boolean(),
  at: fc.integer({ min: 0, max: 5 }),
  source: fc.constantFrom('word', 'meta', 'operator'),
})
const consent: fc.Arbitrary<Consent> = fc.record({
  marketing: fc.option(register, { nil: null }),
  all: fc.option(register, { nil: null }),
})
const runs = { numRuns: 500 }

describe('a word', () => {
  it('opts out and lifts again, by the time it was said and not the time it came', () => {
    const out = optOut(NO_CONSENT, 'marketing', 10, 'word')
    expect(scopeOf(out)).toBe('marketing')
    expect(scopeOf(optIn(out, 'marketing', 11, 'word'))).toBeNull()
    expect(optIn(out, 'marketing', 9, 'word')).toEqual(out)
    const lifted = optIn(out, 'marketing', 20, 'word')
    expect(scopeOf(optOut(lifted, 'marketing', 19, 'late'))).toBeNull()
    expect(scopeOf(optOut(lifted, 'marketing', 21, 'word'))).toBe('marketing')
  })

  it('said at the same instant as its opposite, is the opt-out', () => {
    const out = optOut(NO_CONSENT, 'marketing', 10, 'word')
    expect(scopeOf(optIn(out, 'marketing', 10, 'word'))).toBe('marketing')
    const lifted = optIn(out, 'marketing', 11, 'word')
    expect(scopeOf(optOut(lifted, 'marketing', 11, 'word'))).toBe('marketing')
  })

  it('START lifts marketing and never all; a lift of all lifts both', () => {
    const both = optOut(optOut(NO_CONSENT, 'marketing', 1, 'word'), 'all', 2, 'operator')
    expect(scopeOf(both)).toBe('all')
    expect(scopeOf(optIn(both, 'marketing', 5, 'word'))).toBe('all')
    expect(scopeOf(optIn(both, 'all', 5, 'operator'))).toBeNull()
  })

  it('repeated, gives the very same value, so that nothing needs to be written', () => {
    const out = optOut(NO_CONSENT, 'all', 3, 'operator')
    expect(optOut(out, 'all', 3, 'operator').all).toBe(out.all)
    expect(optIn(NO_CONSENT, 'all', 3, 'operator')).toEqual(NO_CONSENT)
  })

  it('is named with its time and source', () => {
    const out = optOut(NO_CONSENT, 'marketing', 3, 'stop')
    expect(wordInForce(out)).toMatchObject({ at: 3, source: 'stop' })
    expect(wordInForce(optIn(out, 'marketing', 7, 'start'))).toMatchObject({ at: 7, source: 'start' })
    expect(wordInForce(optOut(out, 'all', 1, 'operator'))).toMatchObject({ at: 1, source: 'operator' })
  })
})

describe('joinConsent', () => {
  it('is associative, commutative and idempotent', () => {
    fc.assert(
      fc.property(consent, consent, consent, (a, b, c) => {
        expect(joinConsent(a, b)).toEqual(joinConsent(b, a))
        expect(joinConsent(a, joinConsent(b, c))).toEqual(joinConsent(joinConsent(a, b), c))
        expect(joinConsent(a, a)).toEqual(a)
      }),
      runs,
    )
  })

  it('is at least as strict as either side', () => {
    const strictness = (one: Consent) => ({ null: 0, marketing: 1, all: 2 })[String(scopeOf(one)) as 'null']
    fc.assert(
      fc.property(consent, consent, (a, b) => {
        const joined = joinConsent(a, b)
        expect(strictness(joined)).toBe(Math.max(strictness(a), strictness(b)))
        expect(joined.marketing?.out === true).toBe(a.marketing?.out === true || b.marketing?.out === true)
      }),
      runs,
    )
  })
})
