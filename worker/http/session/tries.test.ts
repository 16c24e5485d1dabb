import { describe, expect, it } from 'vitest'
import { addressOf } from './tries.ts'

const from = (address?: string) =>
  addressOf(
    new Request('https://guard.test', { headers: address === undefined ? {} : { 'cf-connecting-ip': address } }),
  )

describe('an address', () => {
  it('of IPv6 is its network of 64 bits, however it is written', () => {
    expect(from('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2')
    expect(from('2001:0DB8:0001:0002::9')).toBe('2001:db8:1:2')
    expect(from('2001:db8::1')).toBe('2001:db8:0:0')
    expect(from('::1')).toBe('0:0:0:0')
  })

  it('of IPv4 is itself, and what is none is one like any other', () => {
    expect(from('192.0.2.7')).toBe('192.0.2.7')
    expect(from('not:an:address')).toBe('not:an:address')
    expect(from()).toBe('unknown')
  })
})
