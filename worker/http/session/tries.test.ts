import { describe, expect, it } from 'vitest'
import { addressOf, Tries } from './tries.ts'

const from = (address?: string) =>
  addressOf(
    new Request('https://guard.test', { headers: address === undefined ? {} : { 'cf-connecting-ip': address } }),
  )

describe('tries at signing in', () => {
  it('are ten in any minute, and the wait says when the next one counts', () => {
    const tries = new Tries()
    for (let i = 0; i < 10; i++) expect(tries.take('a', i * 1000)).toBe(0)
    expect(tries.take('a', 10_000)).toBe(50)
    expect(tries.take('a', 59_999)).toBe(1)
    expect(tries.take('a', 60_000)).toBe(0)
    expect(tries.take('a', 60_000)).toBe(1)
  })

  it('are counted for each address alone', () => {
    const tries = new Tries()
    for (let i = 0; i < 11; i++) tries.take('a', 0)
    expect(tries.take('b', 0)).toBe(0)
  })

  it('remember no more addresses than they must', () => {
    const tries = new Tries()
    for (let i = 0; i < 10; i++) tries.take('first', 0)
    for (let i = 0; i < 10_000; i++) tries.take(`${i}`, 1)
    expect(tries.take('first', 2)).toBe(0)
  })

  it('survive a clock that goes back', () => {
    const tries = new Tries()
    for (let i = 0; i < 10; i++) tries.take('a', 1_000_000)
    expect(tries.take('a', 0)).toBe(0)
  })
})

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
