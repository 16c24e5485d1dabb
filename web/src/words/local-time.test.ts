import { describe, expect, it } from 'vitest'
import { localText, ofLocalText } from './local-time.ts'

describe('local texts', () => {
  it('go to the field and back', () => {
    const at = new Date(2026, 10, 9, 4, 5).toISOString()
    expect(localText(at)).toBe('2026-11-09T04:05')
    expect(ofLocalText('2026-11-09T04:05')).toBe(at)
    expect([localText(undefined), ofLocalText('')]).toEqual(['', undefined])
  })
})
