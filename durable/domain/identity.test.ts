import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressKind, canonicalKey, compareAddresses, normalAddress } from './identity.ts'

const phone = fc.bigInt({ min: 10_000n, max: 999_999_999_999_999n }).map((n) => `+${n}`)
const bsuid = fc
  .tuple(fc.constantFrom('US', 'DE', 'BR.ENT', 'IN'), fc.stringMatching(/^[A-Za-z0-9]{1,20}$/))
  .map(([country, id]) => `${country}.${id}`)
const address = fc.oneof(phone, bsuid, fc.string({ minLength: 1, maxLength: 8 }))
const runs = { numRuns: 300 }

describe('addressKind', () => {
  it.each([
    ['+4915112345678', 'phone'],
    ['4915112345678', 'phone'],
    ['US.13491208655302741918', 'bsuid'],
    ['US.ENT.13491208655302741918', 'bsuid'],
    ['us.1349', 'other'],
    ['US.', 'other'],
    ['+1234', 'other'],
    ['hash:00ff', 'hash'],
    ['hash:12345678', 'hash'],
    ['', 'other'],
  ])('%s is %s', (text, kind) => {
    expect(addressKind(text)).toBe(kind)
  })

  it('takes BSUIDs of up to 128 characters after the country, and no more', () => {
    expect(addressKind(`US.${'a'.repeat(128)}`)).toBe('bsuid')
    expect(addressKind(`US.${'a'.repeat(129)}`)).toBe('other')
  })
})

describe('normalAddress', () => {
  it('gives a wa_id the plus of E.164 and leaves the rest alone', () => {
    expect(normalAddress(' 4915112345678 ')).toBe('+4915112345678')
    expect(normalAddress('+4915112345678')).toBe('+4915112345678')
    expect(normalAddress('US.134')).toBe('US.134')
  })

  it('is stable', () => {
    fc.assert(
      fc.property(address, (text) => {
        expect(normalAddress(normalAddress(text))).toBe(normalAddress(text))
      }),
      runs,
    )
  })
})

describe('canonicalKey', () => {
  it('prefers a phone, then a BSUID', () => {
    expect(canonicalKey(['US.1', '+49151', 'A'])).toBe('+49151')
    expect(canonicalKey(['zz', 'US.9', 'US.10', 'hash:00'])).toBe('US.10')
    expect(canonicalKey(['hash:00', 'zz'])).toBe('zz')
    expect(canonicalKey([])).toBeUndefined()
  })

  it('joins associatively, commutatively and idempotently: any nesting ends at the key of the whole set', () => {
    const join = (a: string, b: string) => canonicalKey([a, b]) ?? ''
    fc.assert(
      fc.property(address, address, address, (a, b, c) => {
        expect(join(a, b)).toBe(join(b, a))
        expect(join(a, join(b, c))).toBe(join(join(a, b), c))
        expect(join(a, a)).toBe(a)
        expect(canonicalKey([c, a, b, a])).toBe(join(join(a, b), c))
      }),
      runs,
    )
  })

  it('orders totally', () => {
    fc.assert(
      fc.property(address, address, (a, b) => {
        expect(Math.sign(compareAddresses(a, b))).toBe(-Math.sign(compareAddresses(b, a)) + 0)
        expect(compareAddresses(a, b) === 0).toBe(a === b)
      }),
      runs,
    )
  })
})

describe('compareAddresses', () => {
  it('puts phones before ids of Meta, these before others, and what is erased last', () => {
    const sorted = ['+4915112345678', 'DE.1', '!other', 'hash:00']
    for (const [i, a] of sorted.entries())
      for (const [j, b] of sorted.entries())
        expect([a, b, Math.sign(compareAddresses(a, b))]).toEqual([a, b, Math.sign(i - j)])
  })

  it('goes by code point within a kind, and knows equals', () => {
    expect(compareAddresses('+49151', '+49152')).toBe(-1)
    expect(compareAddresses('+49152', '+49151')).toBe(1)
    expect(compareAddresses('DE.1', 'DE.1')).toBe(0)
  })
})
