import { describe, expect, it } from 'vitest'
import type { Hold } from './hold.ts'
import { holdsMessage, holdsNumber, reachCovers } from './hold-reach.ts'

describe('reachCovers', () => {
  const categories = ['marketing', 'utility', 'authentication', 'service', 'unknown'] as const
  it.each([
    ['all', [true, true, true, true, true]],
    ['billable', [true, true, true, true, true]],
    ['marketing', [true, false, false, false, true]],
    ['utility', [false, true, false, false, true]],
  ] as const)('%s', (reach, covered) => {
    expect(categories.map((category) => reachCovers(reach, category))).toEqual(covered)
  })
})

describe('a hold', () => {
  const NOW = 1_000
  const number = { wabaId: 'W', tokenId: 'T' }
  const promo = { category: 'marketing' as const, template: { name: 'promo', language: 'en' } }
  const hold = (kind: Hold['subject']['kind'], id: string, more: Partial<Hold> = {}): Hold => ({
    key: 'k',
    subject: { kind, id },
    code: '1',
    reach: 'all',
    class: 'other',
    autoResume: 'time',
    since: 0,
    until: null,
    detail: 'x',
    ...more,
  })

  it('concerns a number by its account and its token, never by the id of the other kind', () => {
    expect(holdsNumber(hold('waba', 'W'), number, NOW)).toBe(true)
    expect(holdsNumber(hold('token', 'T'), number, NOW)).toBe(true)
    expect(holdsNumber(hold('waba', 'T'), number, NOW)).toBe(false)
    expect(holdsNumber(hold('token', 'W'), number, NOW)).toBe(false)
    expect(holdsNumber(hold('template', 'T'), number, NOW)).toBe(false)
  })

  it('holds until its time and not at it', () => {
    for (const [until, holds] of [
      [null, true],
      [NOW + 1, true],
      [NOW, false],
      [NOW - 1, false],
    ] as const) {
      expect(holdsNumber(hold('waba', 'W', { until }), number, NOW)).toBe(holds)
      expect(holdsMessage(hold('waba', 'W', { until, reach: 'billable' }), number, promo, NOW)).toBe(holds)
      expect(holdsMessage(hold('template', 'W/promo/en', { until }), number, promo, NOW)).toBe(holds)
    }
  })

  it('on a part of the traffic of another account or token is not ours, and on all of it no matter of one message', () => {
    expect(holdsMessage(hold('waba', 'V', { reach: 'billable' }), number, promo, NOW)).toBe(false)
    expect(holdsMessage(hold('token', 'S', { reach: 'billable' }), number, promo, NOW)).toBe(false)
    expect(holdsMessage(hold('waba', 'W', { reach: 'utility' }), number, promo, NOW)).toBe(false)
    expect(holdsMessage(hold('waba', 'W'), number, promo, NOW)).toBe(false)
  })

  it('on a template concerns that template, in its language or in each, and no free-form message', () => {
    expect(holdsMessage(hold('template', 'W/promo/*'), number, promo, NOW)).toBe(true)
    expect(holdsMessage(hold('template', 'W/promo/de'), number, promo, NOW)).toBe(false)
    expect(holdsMessage(hold('template', 'V/promo/en'), number, promo, NOW)).toBe(false)
    expect(holdsMessage(hold('template', 'W/promo/en'), number, { ...promo, template: null }, NOW)).toBe(false)
  })
})
