import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Hold } from './hold.ts'
import { concerns, holdAdvice, holdKey, isOver, isSeen, lastSaid, liftTakes, mergeHold, sameHold } from './holds.ts'

const hold = (more: Partial<Hold> = {}): Hold => ({
  key: 'waba:W:368',
  subject: { kind: 'waba', id: 'W' },
  code: '368',
  reach: 'all',
  class: 'integrity',
  autoResume: 'never',
  since: 1_000,
  until: null,
  detail: 'x',
  ...more,
})
const any = fc.record({
  reach: fc.constantFrom<Hold['reach']>('all', 'marketing', 'utility', 'billable'),
  autoResume: fc.constantFrom<Hold['autoResume']>('never', 'time', 'status'),
  since: fc.integer({ min: 0, max: 9 }),
  said: fc.integer({ min: 0, max: 12 }),
  until: fc.option(fc.integer({ min: 10, max: 20 }), { nil: null }),
})

describe('concerns', () => {
  it.each([
    ['waba', 'W', true],
    ['waba', 'V', false],
    ['token', 'T', true],
    ['token', 'W', false],
    ['template', 'W/promo/en', true],
    ['template', 'W2/promo/en', false],
  ] as const)('%s %s: %s', (kind, id, expected) => {
    expect(concerns({ subject: { kind, id } }, { wabaId: 'W', tokenId: 'T' })).toBe(expected)
  })
})

describe('holdKey and isOver', () => {
  it('names subject and code, and is over at its very end', () => {
    expect(holdKey({ subject: { kind: 'token', id: 't' }, code: '190' })).toBe('token:t:190')
    expect(isOver(hold({ until: 10 }), 9)).toBe(false)
    expect(isOver(hold({ until: 10 }), 10)).toBe(true)
    expect(isOver(hold(), Number.MAX_SAFE_INTEGER)).toBe(false)
  })
})

describe('lastSaid', () => {
  it('is the later of its beginning and its last word', () => {
    expect(lastSaid(hold())).toBe(1_000)
    expect(lastSaid(hold({ said: 2_000 }))).toBe(2_000)
    expect(lastSaid(mergeHold(hold(), hold({ since: 3_000 })))).toBe(3_000)
    expect(lastSaid(mergeHold(hold({ since: 3_000 }), hold()))).toBe(3_000)
  })
})

describe('isSeen', () => {
  it('of whoever names this hold among others with its latest word, or lifts whatever there is', () => {
    const other = { key: 'token:T:190', said: 9_000 }
    const told = hold({ said: 2_000 })
    expect(isSeen(told, [other, { key: told.key, said: 2_000 }])).toBe(true)
    expect(isSeen(told, [other, { key: told.key, said: 1_999 }]), 'something was said since').toBe(false)
    expect(isSeen(told, [other])).toBe(false)
    expect(isSeen(told, [])).toBe(false)
    expect(isSeen(told, null)).toBe(true)
  })
})

describe('mergeHold', () => {
  it('stops for the longer, wider and stricter of the two', () => {
    fc.assert(
      fc.property(any, any, (a, b) => {
        const merged = mergeHold(hold(a), hold(b))
        const end = (one: { until: number | null }) => one.until ?? Number.POSITIVE_INFINITY
        expect(end(merged)).toBe(Math.max(end(a), end(b)))
        expect(merged.since).toBe(Math.min(a.since, b.since))
        expect(lastSaid(merged)).toBe(Math.max(a.since, a.said, b.since, b.said))
        for (const one of [a, b]) {
          if (one.reach === 'all') expect(merged.reach).toBe('all')
          if (one.autoResume === 'never') expect(merged.autoResume).toBe('never')
          if (one.autoResume === 'status') expect(merged.autoResume).not.toBe('time')
        }
        expect(sameHold(merged, mergeHold(hold(b), hold(a)))).toBe(true)
        expect(sameHold(mergeHold(merged, hold(b)), merged)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('two different narrow reaches become all', () => {
    expect(mergeHold(hold({ reach: 'marketing' }), hold({ reach: 'utility' })).reach).toBe('all')
    expect(mergeHold(hold({ reach: 'marketing' }), hold({ reach: 'billable' })).reach).toBe('billable')
    expect(mergeHold(hold({ class: 'throttle' }), hold()).class).toBe('integrity')
  })
})

describe('liftTakes', () => {
  it.each([
    ['never', true, true],
    ['never', false, false],
    ['time', true, true],
    ['time', false, false],
    ['status', true, true],
    ['status', false, true],
  ] as const)('%s, by a person %s: %s', (autoResume, byPerson, taken) => {
    expect(liftTakes(hold({ autoResume }), byPerson)).toBe(taken)
  })
})

describe('holdAdvice', () => {
  it('comes from the table of codes, from the words, or says that it knows nothing', () => {
    expect(holdAdvice('368')).toMatchObject({ severity: 'critical' })
    expect(holdAdvice('80007')).toMatchObject({ severity: 'warning' })
    expect(holdAdvice('PAUSED').guidance).toMatch(/paused/)
    expect(holdAdvice('999999').guidance).toContain('999999')
  })
})

describe('two of one key', () => {
  it('are of class integrity when either is: what Meta calls integrity must not shift to siblings', () => {
    const other = hold({ class: 'other' })
    expect(mergeHold(hold(), other).class).toBe('integrity')
    expect(mergeHold(other, hold()).class).toBe('integrity')
    expect(mergeHold(other, hold({ class: 'quality' })).class).toBe('other')
  })

  it('stop the same only when nothing that stops differs', () => {
    expect(sameHold(hold(), hold({ detail: 'y' }))).toBe(true)
    expect(sameHold(hold(), hold({ said: 2_000 }))).toBe(true)
    for (const change of [
      { key: 'waba:W:369' },
      { until: 5 },
      { reach: 'billable' },
      { autoResume: 'time' },
      { class: 'other' },
      { since: 1_001 },
    ] satisfies Partial<Hold>[]) {
      expect([change, sameHold(hold(), hold(change))]).toEqual([change, false])
      expect([change, sameHold(hold(change), hold())]).toEqual([change, false])
    }
  })

  it.each([
    ['marketing', 'billable', 'billable'],
    ['utility', 'billable', 'billable'],
    ['billable', 'all', 'all'],
    ['marketing', 'all', 'all'],
    ['marketing', 'utility', 'all'],
    ['marketing', 'marketing', 'marketing'],
  ] as const)('reach %s and %s: %s', (a, b, both) => {
    expect(mergeHold(hold({ reach: a }), hold({ reach: b })).reach).toBe(both)
    expect(mergeHold(hold({ reach: b }), hold({ reach: a })).reach).toBe(both)
  })

  it.each([
    ['time', 'status', 'status'],
    ['status', 'never', 'never'],
    ['time', 'never', 'never'],
  ] as const)('resume %s and %s: %s', (a, b, both) => {
    expect(mergeHold(hold({ autoResume: a }), hold({ autoResume: b })).autoResume).toBe(both)
    expect(mergeHold(hold({ autoResume: b }), hold({ autoResume: a })).autoResume).toBe(both)
  })
})
