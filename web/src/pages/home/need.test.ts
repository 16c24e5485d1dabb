import { describe, expect, it } from 'vitest'
import type { FleetNumber } from '../../data/fleet-number.ts'
import { calmNumber } from '../../data/testing/calm-number.ts'
import type { Alert } from '../../data/wire.ts'
import { calmTitle, type Facts, needsOf, needsTitle } from './need.ts'

const number = (id: string, more: Partial<FleetNumber> = {}): FleetNumber => calmNumber({ id, ...more })

const alert = (id: string, more: Partial<Alert> = {}): Alert => ({
  id,
  rule: 'r',
  severity: 'warning',
  subject: { kind: 'package', id: 'p' },
  packageId: 'p',
  title: 'Queue is long',
  detail: 'a detail',
  evidence: null,
  guidance: 'do this',
  count: 2,
  firstAt: '2026-11-21T10:00:00.000Z',
  lastAt: '2026-11-21T10:00:00.000Z',
  readAt: null,
  closedAt: null,
  ...more,
})

const facts = (more: Partial<Facts> = {}): Facts => ({
  numbers: [],
  packages: [],
  nameOf: (id) => `Name ${id}`,
  alerts: [],
  held: undefined,
  stopped: false,
  ...more,
})

describe('needsOf', () => {
  it('says nothing of numbers that work or that a person has stopped', () => {
    const numbers = [
      number('1'),
      number('2', { state: 'cooling' }),
      number('3', { state: 'paused', reason: 'person: lunch' }),
      number('4', { state: 'paused', reason: 'global-paused: x' }),
    ]
    expect(needsOf(facts({ numbers }))).toEqual([])
  })

  it('tells a stopped number once, with what its alert advises', () => {
    const about = { kind: 'profile', id: '1' }
    const found = needsOf(
      facts({
        numbers: [number('1', { state: 'disconnected', reason: 'token-dead: Meta refuses the token' })],
        alerts: [alert('a', { subject: about, severity: 'critical' })],
      }),
    )
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({
      title: 'Name 1 is disconnected',
      text: 'Meta refuses the token. Do this.',
      severity: 'critical',
      times: 2,
      act: { kind: 'number', id: '1' },
    })
  })

  it('takes the gravest alert of a number, not the newest', () => {
    const about = { subject: { kind: 'profile', id: '1' } }
    const found = needsOf(
      facts({
        numbers: [number('1', { state: 'paused', reason: '131048: spam' })],
        alerts: [
          alert('silent', { ...about, firstAt: '2026-11-21T12:00:00.000Z', guidance: 'look at webhooks' }),
          alert('spam', { ...about, severity: 'critical', guidance: 'stop the campaign' }),
        ],
      }),
    )
    expect(found).toMatchObject([{ severity: 'critical', text: 'Spam. (Meta 131048) Stop the campaign.' }])
  })

  it('does not say the same twice', () => {
    const found = needsOf(
      facts({
        numbers: [number('1', { state: 'paused', reason: '131048: stop the campaign' })],
        alerts: [alert('a', { subject: { kind: 'profile', id: '1' }, guidance: 'stop the campaign' })],
      }),
    )
    expect(found[0]?.text).toBe('Stop the campaign. (Meta 131048)')
  })

  it('lists unread open alerts about anything else; what was read or is over is done', () => {
    const alerts = [
      alert('a'),
      alert('b', { readAt: '2026-11-21T10:00:00.000Z' }),
      alert('c', { closedAt: '2026-11-21T10:00:00.000Z' }),
      alert('d', { severity: 'info' }),
      alert('e', { subject: { kind: 'profile', id: '7' }, title: 'Webhooks are missing' }),
    ]
    expect(needsOf(facts({ alerts })).map(({ title }) => title)).toEqual([
      'Queue is long',
      'Name 7: webhooks are missing',
    ])
  })

  it('says when a package waits because every number of it is at a cap', () => {
    const full = { usage: { hour: { used: 60, cap: 60 }, day: { used: 60, cap: 400 } } }
    const one = {
      id: 'p',
      name: 'Demo',
      paused: false,
      pausedReason: null,
      globalPaused: false,
      silent: false,
      scheduled: 0,
    }
    const of = (backlog: number, last: Partial<FleetNumber>) =>
      needsOf(facts({ packages: [{ ...one, backlog }], numbers: [number('1', full), number('2', last)] }))
    expect(of(7, full)).toMatchObject([{ title: 'Demo has used up its caps', severity: 'warning' }])
    expect(of(0, full)).toEqual([])
    expect(of(7, {})).toEqual([])
  })

  it('tells of messages that wait for a person, above older warnings', () => {
    const held = { many: 3, more: false, packageId: 'p', since: Date.parse('2026-11-21T12:00:00.000Z') }
    const found = needsOf(facts({ alerts: [alert('a'), alert('b', { severity: 'critical' })], held }))
    expect(found.map(({ key }) => key)).toEqual(['alert:b', 'held', 'alert:a'])
    expect(found[1]).toMatchObject({ title: '3 messages are held', packageId: 'p', act: { kind: 'review' } })
    const title = (many: number, more: boolean) => needsOf(facts({ held: { ...held, many, more } }))[0]?.title
    expect(title(1, false)).toBe('1 message is held')
    expect(title(100, true)).toBe('100 messages or more are held')
    expect(title(0, false)).toBeUndefined()
    // nothing found is not nothing there
    expect(title(0, true)).toBe('Whether messages are held is not known yet')
  })

  it('puts the switch of everything first, then the worse, then the newer', () => {
    const alerts = [
      alert('old', { severity: 'critical' }),
      alert('new', { severity: 'critical', firstAt: '2026-11-21T11:00:00.000Z' }),
      alert('warning', { firstAt: '2026-11-21T12:00:00.000Z' }),
    ]
    const keys = needsOf(facts({ alerts, stopped: true })).map(({ key }) => key)
    expect(keys).toEqual(['stop', 'alert:new', 'alert:old', 'alert:warning'])
  })
})

describe('needsTitle', () => {
  it('counts, and says so where there may be more', () => {
    expect([0, 1, 2].map((many) => needsTitle(many, false))).toEqual([
      'Nothing needs you now',
      '1 thing needs you',
      '2 things need you',
    ])
    expect(needsTitle(200, true)).toBe('200 or more things need you')
  })
})

describe('calmTitle', () => {
  it('does not call well what a person stopped', () => {
    expect([0, 1, 2, 5].map((stopped) => calmTitle(5, stopped))).toEqual([
      'Every number is doing what it should',
      '1 number is stopped by a person, the others do what they should',
      '2 numbers are stopped by a person, the others do what they should',
      'Every number is stopped by a person',
    ])
  })
})
