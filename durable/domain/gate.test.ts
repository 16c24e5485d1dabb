import { describe, expect, it } from 'vitest'
import { type GateMessage, type GateNumber, gateOf, messageGate, paceGate, stopGate } from './gate.ts'
import { GATE_CODES } from './gate-codes.ts'
import type { Hold } from './hold.ts'
import { full, hold, message, NOW, number, stop, told } from './testing/gate-facts.ts'
import { SecondWindow, WINDOW_MS } from './windows.ts'

const MINUTE = 60_000
const DAY = 86_400_000

const second = new SecondWindow()
second.note(NOW)
const lateHour = (Math.floor(NOW / MINUTE) + 1) * MINUTE
const dark = { windows: [{ from: '14:00', to: '15:00' }], exemptAuthentication: true, exemptReplies: true }
const service = { category: 'service', template: null, windowUntil: NOW + 1 } as const
const until = (ms: number) => NOW + ms
const holdFor = (reach: Hold['reach']) => ({ holds: [hold({ reach })] })
const templateHold = (id: string) => ({ holds: [hold({ subject: { kind: 'template', id }, until: NOW + 9 })] })
const recipient = (scope: 'marketing' | 'country') => ({ recipientHolds: [{ scope, reason: 'r', until: NOW + 7 }] })

const STOPS: [string, Partial<GateNumber>, number | null][] = [
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
]
const PACES: [string, Partial<GateNumber>, number | null][] = [
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
]
const AGAINST: [string, Partial<GateNumber>, Partial<GateMessage>, number | null][] = [
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
  ['template-stopped', {}, { templateStatus: 'ARCHIVED' }, null],
  ['template-stopped', {}, { templateStatus: 'DELETED' }, null],
  ['template-stopped', {}, { templateStatus: 'PENDING_DELETION' }, null],
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
  ['repeat-unproven', {}, { repeat: 'unproven' }, null],
]

it('each code by which the gate says no is proven here', () => {
  const proven = [...STOPS, ...PACES, ...AGAINST].map(([code]) => code)
  expect(new Set([...proven, 'risk-high'])).toEqual(new Set(GATE_CODES))
})

describe('what stops a number', () => {
  it.each(STOPS)('%s: %o', (code, over, until) => {
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

describe('a number of high risk', () => {
  const risky = number({ noNewConversations: true })

  it('begins no new conversation, and goes on with those that are open', () => {
    expect(told(gateOf(risky, message({ kind: 'open' }), NOW))).toEqual(['risk-high', null])
    expect(told(gateOf(risky, message({ kind: 'open', windowUntil: NOW }), NOW))).toEqual(['risk-high', null])
    expect(gateOf(risky, message({ kind: 'open', windowUntil: NOW + 1 }), NOW)).toEqual({ ok: true })
    expect(gateOf(risky, message({ kind: 'reply' }), NOW)).toEqual({ ok: true })
  })
})

describe('what paces a number', () => {
  it.each(PACES)('%s: %o', (code, over, until) => {
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
  it.each(AGAINST)('%s: %o %o', (code, numberOver, over, expected) => {
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

describe('what no longer stands against a message', () => {
  it.each([
    [
      'a hold on marketing to this recipient that is over',
      { recipientHolds: [{ scope: 'marketing', reason: 'r', until: NOW }] },
    ],
    ['a hold on his country that is over', { recipientHolds: [{ scope: 'country', reason: 'r', until: NOW - 1 }] }],
    ['a pair hold that is over', { pairHold: stop(0) }],
    ['a last answer that is a gap ago', { pairLastAnswer: NOW - 6_000 }],
    ['an opt-out of marketing, for a free-form answer', { optOut: 'marketing', template: null, windowUntil: NOW + 1 }],
  ] satisfies [string, Partial<GateMessage>][])('%s', (_what, over) => {
    expect(messageGate(number(), message({ category: 'marketing', ...over }), NOW)).toEqual({ ok: true })
  })

  it('says the gap in seconds', () => {
    const answer = messageGate(number(), message({ pairLastAnswer: NOW }), NOW)
    expect(answer).toMatchObject({ reasons: [{ code: 'pair-gap', detail: '6 s between messages to one recipient' }] })
  })
})
