import { describe, expect, it } from 'vitest'
import { phone, shortId } from './phone.ts'

describe('phone', () => {
  it.each([
    ['+573001234567', '+57 300 123 4567'],
    ['4930231250', '+49 302 312 50'],
    ['+12025550123', '+1 202 555 0123'],
    ['+35312345678', '+353 123 456 78'],
    ['+79161234567', '+7 916 123 4567'],
    ['US.1234567890', 'US.1234567890'],
    ['hash:abc', 'hash:abc'],
    ['', ''],
  ])('%s is shown as %s', (text, shown) => {
    expect(phone(text)).toBe(shown)
  })
})

describe('shortId', () => {
  it('leaves out the middle of a long one only', () => {
    expect(shortId('wg3rhv73wwyg0mwqyusvu00013zo')).toBe('wg3rhv…13zo')
    expect(shortId('pkg_123')).toBe('pkg_123')
  })
})
