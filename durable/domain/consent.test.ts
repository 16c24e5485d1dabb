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

describe('a join', () => {
  const word = (out: boolean, at: number, source: string): Register => ({ out, at, source })
  const only = (marketing: Register | null): Consent => ({ marketing, all: null })

  it('takes the opt-out whatever its time, else the later word, and of one instant the same one either way round', () => {
    const cases: [Register, Register, Register][] = [
      [word(true, 1, 'word'), word(false, 9, 'word'), word(true, 1, 'word')],
      [word(true, 1, 'word'), word(true, 9, 'meta'), word(true, 9, 'meta')],
      [word(false, 3, 'operator'), word(false, 2, 'meta'), word(false, 3, 'operator')],
      [word(true, 5, 'word'), word(true, 5, 'meta'), word(true, 5, 'meta')],
    ]
    for (const [a, b, stricter] of cases) {
      expect(joinConsent(only(a), only(b)).marketing).toEqual(stricter)
      expect(joinConsent(only(b), only(a)).marketing).toEqual(stricter)
    }
    expect(joinConsent(only(null), only(word(false, 3, 'meta'))).marketing).toEqual(word(false, 3, 'meta'))
    expect(joinConsent(only(word(false, 3, 'meta')), only(null)).marketing).toEqual(word(false, 3, 'meta'))
  })

  it('shows the word in force: the opt-out before a later lift of the other scope, else the last lift', () => {
    const consent = (marketing: Register | null, all: Register | null) => wordInForce({ marketing, all })
    expect(consent(word(true, 1, 'word'), word(false, 9, 'operator'))).toMatchObject({ at: 1, source: 'word' })
    expect(consent(word(true, 9, 'word'), word(true, 1, 'operator'))).toMatchObject({ at: 1, source: 'operator' })
    expect(consent(word(false, 4, 'word'), word(false, 9, 'operator'))).toMatchObject({ at: 9, source: 'operator' })
    expect(consent(word(false, 9, 'word'), word(false, 4, 'operator'))).toMatchObject({ at: 9, source: 'word' })
    expect(consent(word(false, 4, 'word'), null)).toMatchObject({ at: 4, source: 'word' })
    expect(wordInForce(NO_CONSENT)).toEqual({ at: 0, source: 'none' })
  })

  it('is not changed by the same opt-out said again at the same instant by somebody else', () => {
    const out = optOut(NO_CONSENT, 'marketing', 5, 'word')
    expect(optOut(out, 'marketing', 5, 'meta')).toEqual(out)
  })
})

describe('the last lift', () => {
  it('is shown when the other scope was never spoken of', () => {
    const lifted: Register = { out: false, at: 7, source: 'operator' }
    expect(wordInForce({ marketing: null, all: lifted })).toEqual(lifted)
    expect(wordInForce({ marketing: lifted, all: null })).toEqual(lifted)
  })
})
