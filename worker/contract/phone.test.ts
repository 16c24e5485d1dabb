import { describe, expect, it } from 'vitest'
import { isBsuid, normaliseAddress, normalisePhone } from './phone.ts'

describe('normalisePhone', () => {
  it.each([
    ['+16505551234', '+16505551234'],
    ['16505551234', '+16505551234'],
    ['+1 (650) 555-1234', '+16505551234'],
    [' +49 151 23456789 ', '+4915123456789'],
    ['+919876543210', '+919876543210'],
    ['5511987654321', '+5511987654321'],
  ])('%s -> %s', (text, phone) => {
    expect(normalisePhone(text)).toBe(phone)
  })

  it.each([
    '',
    '+',
    '12',
    '+12',
    'abc',
    '+1650555',
    '+999999999999',
    '+1650555123456789',
    '+1650555１234',
    '+1650\u0000',
    '00016505551234',
  ])('refuses %j', (text) => {
    expect(normalisePhone(text)).toBeUndefined()
  })
})

describe('business-scoped user ids', () => {
  it('are two letters, perhaps ENT, and up to 128 letters and digits', () => {
    expect(isBsuid('US.13491208655302741918')).toBe(true)
    expect(isBsuid('US.ENT.1181579921288')).toBe(true)
    expect(isBsuid(`US.${'1'.repeat(128)}`)).toBe(true)
    for (const text of [`US.${'1'.repeat(129)}`, 'us.1', 'USA.1', 'US.', 'US.1-2', '+16505551234'])
      expect(isBsuid(text), text).toBe(false)
  })

  it('pass as an address unchanged', () => {
    expect(normaliseAddress(' US.1 ')).toBe('US.1')
    expect(normaliseAddress('+1 650 555 1234')).toBe('+16505551234')
    expect(normaliseAddress('nobody')).toBeUndefined()
  })
})
