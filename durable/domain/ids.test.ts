import { describe, expect, it } from 'vitest'
import { isPackageId, newMessageId, newPackageId, packageOfMessage } from './ids.ts'

const NOW = Date.parse('2026-01-15T14:00:00.250Z')
/** The given draws, one after the other, again and again. */
const draws = (...values: number[]) => {
  let n = 0
  return () => values[n++ % values.length] ?? 0
}

describe('package ids', () => {
  it('are ten characters of 0-9a-z, each as likely as the other', () => {
    const evenly = Array.from({ length: 36 }, (_, n) => (n + 0.5) / 36)
    const drawn = draws(...evenly)
    const texts = Array.from({ length: 18 }, () => newPackageId(drawn))
    for (const text of texts) expect(text).toMatch(/^pkg_[0-9a-z]{10}$/)
    const seen = [...texts.map((text) => text.slice(4)).join('')]
    for (const letter of '0123456789abcdefghijklmnopqrstuvwxyz')
      expect([letter, seen.filter((one) => one === letter).length]).toEqual([letter, 5])
    expect(newPackageId(draws(0.999_999))).toBe('pkg_zzzzzzzzzz')
  })

  it('are told from other text', () => {
    expect(isPackageId('pkg_0123456789')).toBe(true)
    for (const text of ['pkg_012345678', 'pkg_01234567890', 'pkg_012345678A', 'x_0123456789', '']) {
      expect(isPackageId(text)).toBe(false)
    }
  })
})

describe('message ids', () => {
  it('name their package, the time, the place in it, and end with a draw: always 28 characters', () => {
    const id = newMessageId('pkg_abcdefghij', NOW, 35, draws(1 / 36, 2 / 36, 3 / 36))
    expect(id).toBe(`wgabcdefghij${NOW.toString(36).padStart(9, '0')}000z123`)
    expect(id).toHaveLength(28)
    expect(packageOfMessage(id)).toBe('pkg_abcdefghij')
  })

  it('keep their length for whatever number and time, so that they fit the opaque string', () => {
    for (const [now, seq] of [
      [0, 0],
      [NOW + 0.9, 36 ** 4 - 1],
      [NOW, 36 ** 4],
      [36 ** 9 - 1, 36 ** 5 + 7],
      [36 ** 9, 1],
    ] as const) {
      const id = newMessageId('pkg_abcdefghij', now, seq, () => 0.5)
      expect(id).toMatch(/^wg[0-9a-z]{26}$/)
      expect(id.slice(12, 21)).toBe((Math.floor(now) % 36 ** 9).toString(36).padStart(9, '0'))
      expect(id.slice(21, 25)).toBe((seq % 36 ** 4).toString(36).padStart(4, '0'))
    }
  })

  it('name no package when they are none of ours', () => {
    for (const text of [
      '',
      'wgabc',
      `xx${'a'.repeat(26)}`,
      `wg${'a'.repeat(25)}`,
      `wg${'a'.repeat(27)}`,
      `wg${'A'.repeat(26)}`,
    ])
      expect(packageOfMessage(text)).toBeUndefined()
  })
})
