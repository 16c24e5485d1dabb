import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type GateAnswer,
  type GateMessage,
  type GateNumber,
  gateOf,
  messageGate,
  paceGate,
  reachCovers,
  stopGate,
} from './gate.ts'
import type { Hold } from './hold.ts'
import { minuteOf, RollingCounts, SecondWindow, WINDOW_MS } from './windows.ts'

const NOW = Date.parse('2026-01-15T14:00:00Z')
const MINUTE = 60_000
const DAY = 86_400_000

const number = (over: Partial<GateNumber> = {}): GateNumber => ({
  wabaId: 'W',
  tokenId: 'T',
  retired: false,
  disconnected: null,
  quarantined: null,
  paused: null,
  packagePaused: false,
  globalPaused: false,
  wait: null,
  holds: [],
  blackout: { windows: [], exemptAuthentication: false, exemptReplies: false },
  timezone: 'UTC',
  counts: new RollingCounts(),
  caps: { hour: null, threeHours: null, day: null },
  second: new SecondWindow(),
  secondCap: 64,
  inFlight: 0,
  maxInFlight: 4,
  nextStart: NOW,
  pairGapMs: 6_000,
  ...over,
})

const message = (over: Partial<GateMessage> = {}): GateMessage => ({
  category: 'utility',
  kind: 'open',
  template: { name: 'hello', language: 'en' },
  templateStatus: null,
  notBefore: null,
  expiresAt: NOW + DAY,
  optOut: null,
  windowUntil: null,
  pairInFlight: false,
  pairLastAnswer: null,
  pairHold: null,
  recipientHolds: [],
  reach: 'counted',
  ...over,
})

const hold = (over: Partial<Hold> = {}): Hold => ({
  key: 'waba:W:368',
  subject: { kind: 'waba', id: 'W' },
  code: '368',
  reach: 'all',
  class: 'integrity',
  autoResume: 'never',
  since: NOW,
  until: null,
  detail: 'blocked',
  ...over,
})

/** [code, until] of a refusal, or 'ok' */
function told(answer: GateAnswer): string | [string, number | null] {
  return answer.ok ? 'ok' : [answer.reasons.map(({ code }) => code).join(' '), answer.until]
}

const full = (n: number): RollingCounts => new RollingCounts([[minuteOf(NOW), n]])
const stop = (until: number | null) => ({ reason: 'because', until })

describe('what stops a number', () => {
  it.each([
    ['retired', { retired: true }, null],
    ['disconnected', { disconnected: 'dead token' }, null],
    ['quarantined', { quarantined: stop(null) }, null],
    ['quarantined', { quarantined: stop(NOW + 1) }, NOW + 1],
    ['paused', { paused: stop(null) }, null],
    ['paused', { paused: stop(NOW + 5) }, NOW + 5],
    ['package-paused', { packagePaused: true }, null],
    ['global-paused', { globalPaused: true }, null],
    ['meta-wait', { wait: stop(NOW + 3_000) }, NOW + 3_000],
    ['hold', { holds: [hold()] }, null],
    ['hold', { holds: [hold({ until: NOW + 60_000 })] }, NOW + 60_000],
    ['hold', { holds: [hold({ subject: { kind: 'token', id: 'T' } })] }, null],
  ])('%s: %o', (code, over, until) => {
    expect(told(stopGate(number(over), NOW))).toEqual([code, until])
    expect(told(gateOf(number(over), message(), NOW))).toEqual([code, until])
    expect(paceGate(number(over), NOW)).toEqual({ ok: true })
  })

  it.each([
    ['a quarantine that has ended', { quarantined: stop(NOW) }],
    ['a pause that has ended', { paused: stop(NOW) }],
    ['a wait that has ended', { wait: stop(NOW) }],
    ['a hold that has ended', { holds: [hold({ until: NOW })] }],
    ['a hold on another WABA', { holds: [hold({ subject: { kind: 'waba', id: 'X' } })] }],
    ['a hold on another token', { holds: [hold({ subject: { kind: 'token', id: 'W' } })] }],
    ['a hold on another template', { holds: [hold({ subject: { kind: 'template', id: 'W/other/en' } })] }],
    ['a template hold of another WABA', { holds: [hold({ subject: { kind: 'template', id: 'X/hello/en' } })] }],
  ])('not by %s', (_, over) => {
    expect(gateOf(number(over), message(), NOW)).toEqual({ ok: true })
  })
})

describe('what paces a number', () => {
  const second = new SecondWindow()
  second.note(NOW)
  const lateHour = (Math.floor(NOW / MINUTE) + 1) * MINUTE

  it.each([
    ['in-flight', { inFlight: 4 }, null],
    ['cooldown', { nextStart: null }, null],
    ['cooldown', { nextStart: NOW + 1 }, NOW + 1],
    ['cap-second', { second, secondCap: 1 }, NOW + 1_001],
    ['cap-second', { secondCap: 0 }, null],
    ['cap-hour', { counts: full(60), caps: { hour: 60, threeHours: null, day: null } }, lateHour + WINDOW_MS.hour],
    ['cap-hour', { caps: { hour: 0, threeHours: null, day: null } }, null],
    ['cap-hour', { inFlight: 1, caps: { hour: 1, threeHours: null, day: null } }, null],
    [
      'cap-hour',
      { inFlight: 1, counts: full(1), caps: { hour: 2, threeHours: null, day: null } },
      lateHour + WINDOW_MS.hour,
    ],
    ['cap-three-hours', { counts: full(5), caps: { hour: 6, threeHours: 5, day: 6 } }, lateHour + WINDOW_MS.threeHours],
    ['cap-day', { counts: full(5), caps: { hour: null, threeHours: 6, day: 5 } }, lateHour + WINDOW_MS.day],
  ])('%s: %o', (code, over, until) => {
    expect(told(paceGate(number(over), NOW))).toEqual([code, until])
    expect(told(gateOf(number(over), message(), NOW))).toEqual([code, until])
    expect(stopGate(number(over), NOW)).toEqual({ ok: true })
  })

  it.each([
    ['one request less than allowed', { inFlight: 3 }],
    ['a cooldown that has just ended', { nextStart: NOW }],
    ['one send less than the cap', { counts: full(59), caps: { hour: 60, threeHours: 60, day: 60 } }],
    ['no cap', { counts: full(1_000_000) }],
    ['room in the second', { second, secondCap: 2 }],
  ])('not by %s', (_, over) => {
    expect(gateOf(number(over), message(), NOW)).toEqual({ ok: true })
  })
})

describe('what stands against one message', () => {
  const dark = { windows: [{ from: '14:00', to: '15:00' }], exemptAuthentication: true, exemptReplies: true }
  const service = { category: 'service', template: null, windowUntil: NOW + 1 } as const
  const until = (ms: number) => NOW + ms
  const holdFor = (reach: Hold['reach']) => ({ holds: [hold({ reach })] })
  const templateHold = (id: string) => ({ holds: [hold({ subject: { kind: 'template', id }, until: NOW + 9 })] })
  const recipient = (scope: 'marketing' | 'country') => ({ recipientHolds: [{ scope, reason: 'r', until: NOW + 7 }] })

  it.each<[string, Partial<GateNumber>, Partial<GateMessage>, number | null]>([
    ['expired', {}, { expiresAt: NOW }, null],
    ['not-before', {}, { notBefore: NOW + 1 }, until(1)],
    ['opted-out', {}, { optOut: 'all' }, null],
    ['opted-out', {}, { ...service, optOut: 'all' }, null],
    ['opted-out', {}, { optOut: 'marketing', category: 'marketing' }, null],
    ['opted-out', {}, { optOut: 'marketing', category: 'unknown' }, null],
    ['service-window-closed', {}, { ...service, windowUntil: null }, null],
    ['service-window-closed', {}, { ...service, windowUntil: NOW }, null],
    ['template-stopped', {}, { templateStatus: 'PAUSED' }, null],
    ['template-stopped', {}, { templateStatus: 'DISABLED' }, null],
    ['template-stopped', {}, { templateStatus: 'rejected' }, null],
    ['hold', holdFor('marketing'), { category: 'marketing' }, null],
    ['hold', holdFor('marketing'), { category: 'unknown' }, null],
    ['hold', holdFor('utility'), { category: 'utility' }, null],
    ['hold', holdFor('utility'), { category: 'unknown' }, null],
    ['hold', holdFor('billable'), service, null],
    ['hold', templateHold('W/hello/en'), {}, until(9)],
    ['hold', templateHold('W/hello/*'), {}, until(9)],
    ['pair-hold', {}, { pairHold: stop(null) }, null],
    ['pair-hold', {}, { pairHold: stop(NOW + 1) }, until(1)],
    ['recipient-hold', {}, { ...recipient('marketing'), category: 'marketing' }, until(7)],
    ['recipient-hold', {}, { ...recipient('country'), category: 'utility' }, until(7)],
    ['blackout', { blackout: dark }, {}, NOW + 3_600_000],
    ['blackout', { blackout: dark }, { kind: 'reply' }, NOW + 3_600_000],
    ['pair-gap', {}, { pairInFlight: true }, null],
    ['pair-gap', {}, { pairLastAnswer: NOW - 5_999 }, until(1)],
    ['pair-gap', {}, { pairLastAnswer: NOW + DAY }, until(6_000)],
    ['reach', {}, { reach: 'none' }, null],
  ])('%s: %o %o', (code, numberOver, over, expected) => {
    expect(told(messageGate(number(numberOver), message(over), NOW))).toEqual([code, expected])
    expect(told(gateOf(number(numberOver), message(over), NOW))).toEqual([code, expected])
  })

  it.each<[string, Partial<GateNumber>, Partial<GateMessage>]>([
    ['an end 1 ms ahead', {}, { expiresAt: NOW + 1 }],
    ['a time that has come', {}, { notBefore: NOW }],
    ['an opt-out of marketing for utility', {}, { optOut: 'marketing' }],
    ['an opt-out of marketing for free-form', {}, { ...service, optOut: 'marketing' }],
    ['a closed window for a template', {}, { windowUntil: NOW - 1 }],
    ['a window that is open for 1 ms more', {}, service],
    ['an approved template', {}, { templateStatus: 'APPROVED' }],
    ['a template status for free-form', {}, { ...service, templateStatus: 'PAUSED' }],
    ['a hold on marketing for utility', holdFor('marketing'), {}],
    ['a hold on utility for marketing', holdFor('utility'), { category: 'marketing' }],
    ['a hold on a template for free-form', templateHold('W/hello/en'), service],
    ['a hold on another language', templateHold('W/hello/de'), {}],
    [
      'a template hold that has ended',
      { holds: [hold({ subject: { kind: 'template', id: 'W/hello/en' }, until: NOW })] },
      {},
    ],
    ['a pair hold that has ended', {}, { pairHold: stop(NOW) }],
    ['a marketing hold of the recipient for utility', {}, recipient('marketing')],
    ['a blackout for an exempt code', { blackout: dark }, { category: 'authentication' }],
    ['a blackout for an exempt reply', { blackout: dark }, { ...service, kind: 'reply' }],
    ['a pair gap that has just ended', {}, { pairLastAnswer: NOW - 6_000 }],
    ['a leased place', {}, { reach: 'place' }],
  ])('not %s', (_, numberOver, over) => {
    expect(gateOf(number(numberOver), message(over), NOW)).toEqual({ ok: true })
  })
})

describe('several refusals', () => {
  it('are all named, with the latest time, or none when one has none', () => {
    const timed = number({ wait: stop(NOW + 10), nextStart: NOW + 20 })
    expect(told(gateOf(timed, message({ notBefore: NOW + 5 }), NOW))).toEqual([
      'meta-wait cooldown not-before',
      NOW + 20,
    ])
    const endless = number({ paused: stop(null), nextStart: NOW + 20 })
    expect(told(gateOf(endless, message(), NOW))).toEqual(['paused cooldown', null])
  })

  it('a time that is named is when the named rules no longer refuse', () => {
    const soon = fc.option(
      fc.integer({ min: -10_000, max: 100_000 }).map((ms) => NOW + ms),
      { nil: null },
    )
    fc.assert(
      fc.property(
        soon,
        soon,
        soon,
        soon,
        soon,
        fc.integer({ min: 0, max: 3 }),
        (wait, next, before, pair, held, used) => {
          const state = number({
            wait: wait === null ? null : stop(wait),
            nextStart: next ?? NOW,
            holds: held === null ? [] : [hold({ until: held })],
            counts: full(used),
            caps: { hour: 3, threeHours: null, day: null },
          })
          const facts = message({ notBefore: before, pairLastAnswer: pair === null ? null : Math.min(pair, NOW) })
          const found = gateOf(state, facts, NOW)
          if (found.ok) return
          expect(found.until).not.toBeNull()
          if (found.until === null) return
          expect(found.until).toBeGreaterThan(NOW)
          expect(gateOf(state, facts, found.until)).toEqual({ ok: true })
          expect(gateOf(state, facts, found.until - 1).ok).toBe(false)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('never lets one refusal hide another: the whole gate is open exactly when its three parts are', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(0, 4),
        fc.constantFrom<'counted' | 'none'>('counted', 'none'),
        fc.constantFrom(null, 'all' as const, 'marketing' as const),
        (packagePaused, globalPaused, inFlight, reach, optOut) => {
          const state = number({ packagePaused, globalPaused, inFlight })
          const facts = message({ reach, optOut, category: 'marketing' })
          const parts = [stopGate(state, NOW), paceGate(state, NOW), messageGate(state, facts, NOW)]
          expect(gateOf(state, facts, NOW).ok).toBe(parts.every(({ ok }) => ok))
          const codes = parts.flatMap((part) => (part.ok ? [] : part.reasons))
          const whole = gateOf(state, facts, NOW)
          expect(whole.ok ? [] : whole.reasons).toEqual(codes)
        },
      ),
      { numRuns: 200 },
    )
  })
})

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
