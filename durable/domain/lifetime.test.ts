import { describe, expect, it } from 'vitest'
import { defaultExpiry, defaultOrder, defaultPolicy } from './lifetime.ts'

const T0 = 1_700_000_000_000
const HOUR = 3_600_000
const DAY = 86_400_000
const base = { acceptedAt: T0, sendAt: null, category: 'marketing', freeForm: false, windowUntil: null } as const
const free = { ...base, category: 'service', freeForm: true } as const

describe('defaultExpiry', () => {
  it.each([
    ['24 h after acceptance', base, T0 + DAY],
    ['24 h after sendAt', { ...base, sendAt: T0 + 5 * HOUR }, T0 + 29 * HOUR],
    ['10 min for authentication', { ...base, category: 'authentication' }, T0 + 600_000],
    ['10 min after sendAt', { ...base, category: 'authentication', sendAt: T0 + HOUR }, T0 + HOUR + 600_000],
    ["the window's end for free-form", { ...free, windowUntil: T0 + 3 * HOUR }, T0 + 3 * HOUR],
    ['no later than 24 h for free-form', { ...free, windowUntil: T0 + 99 * HOUR }, T0 + DAY],
    ['24 h for free-form without a known window', free, T0 + DAY],
    [
      '24 h for free-form whose window closes before it is due',
      { ...free, windowUntil: T0 + HOUR, sendAt: T0 + HOUR },
      T0 + HOUR + DAY,
    ],
    ['no window for a template', { ...base, windowUntil: T0 + HOUR }, T0 + DAY],
  ] as const)('is %s', (_, input, expiry) => {
    expect(defaultExpiry(input)).toBe(expiry)
  })
})

describe('defaults by category', () => {
  it.each([
    ['marketing', 'at_most_once', 'kept'],
    ['authentication', 'at_most_once', 'free'],
    ['unknown', 'at_most_once', 'kept'],
    ['utility', 'reconcile', 'kept'],
    ['service', 'reconcile', 'kept'],
  ] as const)('%s: %s, %s', (category, policy, order) => {
    expect(defaultPolicy(category)).toBe(policy)
    expect(defaultOrder(category)).toBe(order)
  })
})
