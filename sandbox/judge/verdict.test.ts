import { describe, expect, it } from 'vitest'
import type { Case, JudgedSend, Rule } from './case.ts'
import { caseOf, DAY, HOUR, SECOND, send, T0 } from './testing.ts'
import { judge } from './verdict.ts'

/** `count` sends to different users, `gap` ms apart. */
const spread = (count: number, gap: number, changes: Partial<JudgedSend> = {}) =>
  Array.from({ length: count }, (_, i) => send(i + 1, { at: T0 + i * gap, ...changes }))

const user = '16505551001'
const optOut = { user, scope: 'marketing' as const, since: T0, until: null, source: 'told' }
const stop = { kind: 'number' as const, key: '1001', since: T0, until: null, source: 'told' }
const twice = (first: Partial<JudgedSend>, second: Partial<JudgedSend> = {}) => [
  send(1, { messageId: 'm', ...first }),
  send(2, { messageId: 'm', ...second }),
]
const portfolios = { p1: { limit: 2, numbers: ['1001', '1002'] } }

/** One planted violation and its clean twin for each rule: the twin differs in nothing but what the rule forbids. */
const PLANTED: { rule: Rule; what: string; guilty: Case; clean: Case }[] = [
  {
    rule: 'capSecond',
    what: 'one more in a second than allowed',
    guilty: caseOf(spread(4, 300), { defaults: { perSecond: 3 } }),
    clean: caseOf(spread(4, 350), { defaults: { perSecond: 3 } }),
  },
  {
    rule: 'capHour',
    what: 'a window that begins at no full hour',
    guilty: caseOf(spread(5, HOUR / 5), { defaults: { hourly: 4 } }),
    clean: caseOf(spread(5, HOUR / 4), { defaults: { hourly: 4 } }),
  },
  {
    rule: 'capHour',
    what: 'an unknown outcome counts, a clear refusal does not',
    guilty: caseOf([...spread(4, SECOND), send(9, { outcome: 'refused', code: 131000 })], { defaults: { hourly: 4 } }),
    clean: caseOf([...spread(4, SECOND), send(9, { outcome: 'refused', code: 130429 })], { defaults: { hourly: 4 } }),
  },
  {
    rule: 'capThreeHours',
    what: 'a cap of one number',
    guilty: caseOf(spread(3, HOUR), { numbers: { '1001': { threeHourly: 2 } } }),
    clean: caseOf(spread(3, HOUR, { phoneNumberId: '1002' }), { numbers: { '1001': { threeHourly: 2 } } }),
  },
  {
    rule: 'capDay',
    what: 'two days share no window',
    guilty: caseOf([send(1, { at: T0 }), send(2, { at: T0 + DAY - SECOND })], { defaults: { daily: 1 } }),
    clean: caseOf([send(1, { at: T0 }), send(2, { at: T0 + DAY })], { defaults: { daily: 1 } }),
  },
  {
    rule: 'cooldown',
    what: 'two arrivals too close, to different users',
    guilty: caseOf(spread(2, 1997), { defaults: { cooldownMs: 2000 } }),
    clean: caseOf(spread(2, 1998), { defaults: { cooldownMs: 2000 } }),
  },
  {
    rule: 'cooldown',
    what: 'the judge was busy when the first arrived, not when the second did',
    guilty: caseOf([send(1, { at: T0 }), send(2, { at: T0 + 1980, lateMs: 18 })], { defaults: { cooldownMs: 2000 } }),
    clean: caseOf([send(1, { at: T0, lateMs: 18 }), send(2, { at: T0 + 1980 })], { defaults: { cooldownMs: 2000 } }),
  },
  {
    rule: 'pairGap',
    what: 'counted from the answer, not from the arrival',
    guilty: caseOf([send(1, { at: T0, answeredAt: T0 + 500, user }), send(2, { at: T0 + 6000, user })], {
      defaults: { pairGapMs: 6000 },
    }),
    clean: caseOf([send(1, { at: T0, answeredAt: T0 + 500, user }), send(2, { at: T0 + 6500, user })], {
      defaults: { pairGapMs: 6000 },
    }),
  },
  {
    rule: 'reach',
    what: 'a third user over two numbers of a portfolio',
    guilty: caseOf([send(1), send(2, { phoneNumberId: '1002' }), send(3)], { portfolios }),
    clean: caseOf([send(1), send(2, { phoneNumberId: '1002' }), send(3, { user })], { portfolios }),
  },
  {
    rule: 'reach',
    what: 'a user with an open window does not count',
    guilty: caseOf([send(1), send(2), send(3)], { portfolios }),
    clean: caseOf(
      [send(1), send(2), send(3)],
      { portfolios },
      {
        windows: [{ phone_number_id: '1001', user: '16505551003', at: T0 }],
      },
    ),
  },
  {
    rule: 'reach',
    what: 'by delivery, where acceptance lay a day apart',
    guilty: caseOf(
      [
        send(1, { at: T0, deliveredAt: T0 + 2 * HOUR }),
        send(2, { at: T0 + HOUR, deliveredAt: T0 + HOUR }),
        send(3, { at: T0 + DAY, deliveredAt: T0 + DAY }),
      ],
      { portfolios },
    ),
    clean: caseOf(
      [
        send(1, { at: T0, deliveredAt: T0 }),
        send(2, { at: T0 + HOUR, deliveredAt: T0 + HOUR }),
        send(3, { at: T0 + DAY, deliveredAt: T0 + DAY }),
      ],
      { portfolios },
    ),
  },
  {
    rule: 'serviceWindow',
    what: 'free-form a moment after the window, even when it was refused',
    guilty: caseOf(
      [send(1, { type: 'text', at: T0 + DAY, outcome: 'refused', code: 131047 })],
      {},
      {
        windows: [{ phone_number_id: '1001', user, at: T0 }],
      },
    ),
    clean: caseOf(
      [send(1, { type: 'text', at: T0 + DAY - 1 })],
      {},
      {
        windows: [{ phone_number_id: '1001', user, at: T0 }],
      },
    ),
  },
  {
    rule: 'serviceWindow',
    what: "another number's window does not help",
    guilty: caseOf([send(1, { type: 'text' })], {}, { windows: [{ phone_number_id: '1002', user, at: T0 }] }),
    clean: caseOf([send(1, { type: 'text' })], {}, { windows: [{ phone_number_id: '1001', user, at: T0 }] }),
  },
  {
    rule: 'optOut',
    what: 'marketing after a marketing opt-out',
    guilty: caseOf([send(1, { category: 'marketing' })], {}, { optOuts: [optOut] }),
    clean: caseOf([send(1, { category: 'utility' })], {}, { optOuts: [optOut] }),
  },
  {
    rule: 'optOut',
    what: 'anything after an opt-out of all, until it is lifted',
    guilty: caseOf([send(1)], {}, { optOuts: [{ ...optOut, scope: 'all' }] }),
    clean: caseOf([send(1)], {}, { optOuts: [{ ...optOut, scope: 'all', until: T0 + SECOND }] }),
  },
  {
    rule: 'hold',
    what: 'a send past the grace of a stop of the number',
    guilty: caseOf([send(1, { at: T0 + 1001 })], {}, { stops: [stop] }),
    clean: caseOf([send(1, { at: T0 + 1000 })], {}, { stops: [stop] }),
  },
  {
    rule: 'hold',
    what: 'a stop of the account reaches its other numbers, that of a token only its users',
    guilty: caseOf([send(1, { phoneNumberId: '1002' })], {}, { stops: [{ ...stop, kind: 'waba', key: '2001' }] }),
    clean: caseOf([send(1, { phoneNumberId: '1002' })], {}, { stops: [{ ...stop, kind: 'token', key: 'token-b' }] }),
  },
  {
    rule: 'duplicate',
    what: 'at most once, and again after a lost answer',
    guilty: caseOf(twice({ outcome: 'lost' }), { defaultPolicy: 'at_most_once' }),
    clean: caseOf(twice({ outcome: 'refused', code: 130429 }), { defaultPolicy: 'at_most_once' }),
  },
  {
    rule: 'duplicate',
    what: 'at most once, and again after a 5xx that says nothing',
    guilty: caseOf(twice({ outcome: 'status' }), {}, { policies: new Map([['m', 'at_most_once']]) }),
    clean: caseOf(twice({ outcome: 'status' }), {}, { policies: new Map([['m', 'reconcile']]) }),
  },
  {
    rule: 'duplicate',
    what: 'reconciling, though a status had been delivered before',
    guilty: caseOf(twice({ outcome: 'lost', confirmedAt: T0 + 15 * SECOND })),
    clean: caseOf(twice({ outcome: 'lost', confirmedAt: T0 + 25 * SECOND })),
  },
  {
    rule: 'order',
    what: 'the second message before the first',
    guilty: caseOf(
      [send(1, { user, messageId: 'b' }), send(2, { user, messageId: 'a' })],
      {},
      {
        orders: new Map([[user, ['a', 'b']]]),
      },
    ),
    clean: caseOf(
      [send(1, { user, messageId: 'a' }), send(2, { user, messageId: 'b' }), send(3, { user, messageId: 'a' })],
      {},
      { orders: new Map([[user, ['a', 'b']]]) },
    ),
  },
]

describe('the judge', () => {
  it.each(PLANTED)('$rule: $what', ({ rule, guilty, clean }) => {
    const verdict = judge(guilty)
    expect(verdict.violations.map((one) => one.rule)).toEqual([rule])
    expect(verdict.judged[rule]).toBeGreaterThan(0)
    expect(judge(clean).violations).toEqual([])
  })

  it('names the send that broke the rule', () => {
    const verdict = judge(caseOf(spread(4, 300), { defaults: { perSecond: 3 } }))
    expect(verdict.violations).toEqual([
      { rule: 'capSecond', at: T0 + 900, phoneNumberId: '1001', to: '16505551004', n: 4, detail: expect.any(String) },
    ])
  })

  it('judges nothing by a rule that was not told', () => {
    const { judged } = judge(caseOf(spread(4, 1)))
    expect(judged).toMatchObject({ capSecond: 0, capHour: 0, cooldown: 0, pairGap: 0, reach: 0, hold: 0, optOut: 0 })
  })

  it('counts doubles that no rule forbids', () => {
    const verdict = judge(caseOf(twice({ outcome: 'lost' })))
    expect(verdict).toMatchObject({ duplicates: 1, violations: [] })
  })

  it('takes the longest prefix before the category, and both before the default', () => {
    const limits = {
      policyByCategory: { utility: 'at_most_once' as const },
      policyByPrefix: { m: 'reconcile' as const, ms: 'at_most_once' as const },
    }
    const again = (messageId: string) => judge(caseOf(twice({ messageId }, { messageId }), limits)).violations.length
    expect([again('x1'), again('m1'), again('ms1')]).toEqual([1, 0, 1])
  })

  it('judges by arrival, however the list was entered', () => {
    const sends = spread(50, 1990)
    const verdict = judge(caseOf([...sends].reverse(), { defaults: { cooldownMs: 1990 } }))
    expect(verdict.violations).toEqual([])
  })
})
