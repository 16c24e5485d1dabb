import { describe, expect, it } from 'vitest'
import { plain } from './plain.ts'

describe('plain', () => {
  it('leaves ordinary text alone', () => {
    for (const text of ['Orders Berlin 1', 'Ünïcode & <b>', 'a\tb\nc', '订单', '']) expect(plain(text)).toBe(text)
  })

  it('takes away what would turn or hide the words after it', () => {
    expect(plain('a\u202eb\u2067c\u2069\u0000d')).toBe('abcd')
  })

  it('keeps what is written from right to left to itself', () => {
    expect(plain('\u05d0\u05d1')).toBe('\u2068\u05d0\u05d1\u2069')
  })
})
