import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { looksLikeAddress, namedIn, portionsOf, readLines } from './import-lines.ts'

describe('a list of recipients', () => {
  it('is read from lines, from CSV with a heading, and from a file that a spreadsheet wrote', () => {
    expect(readLines('+57 300 123 4567\n\n+1 650 555 0101\n').recipients).toEqual([
      '+57 300 123 4567',
      '+1 650 555 0101',
    ])
    expect(readLines('\ufeffphone;name\r\n"+573001234567";"Ana, Bo"\r\nCO.abc1;x').recipients).toEqual([
      '+573001234567',
      'CO.abc1',
    ])
  })

  it('tells the lines that it cannot read, by number', () => {
    const { recipients, unread } = readLines('number\nnobody\n12\n+16505550101,x')
    expect(recipients).toEqual(['+16505550101'])
    expect(unread).toEqual([
      { line: 2, text: 'nobody' },
      { line: 3, text: '12' },
    ])
  })

  it('takes an address once', () => {
    const { recipients, repeated } = readLines('+16505550101\n+16505550101\n+16505550101')
    expect(recipients).toHaveLength(1)
    expect(repeated).toBe(2)
  })

  it('takes markup for no address', () => {
    expect(looksLikeAddress('<img src=x onerror=alert(1)>')).toBe(false)
  })

  it('loses nobody between portions', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 50 }), (all, most) => {
        const portions = portionsOf(all, most)
        expect(portions.flat()).toEqual(all)
        expect(portions.every(({ length }) => length > 0 && length <= most)).toBe(true)
      }),
    )
  })

  it('finds whom a refusal names', () => {
    const errors = [{ path: 'recipients.2' }, { path: 'scope' }, { path: 'recipients.0' }]
    expect(namedIn(errors, ['a', 'b', 'c'])).toEqual(['a', 'c'])
  })
})
