import { describe, expect, it } from 'vitest'
import type { FleetNumber } from '../../data/fleet-number.ts'
import { calmNumber } from '../../data/testing/calm-number.ts'
import { capNote, storyOf } from './story.ts'

const number = (more: Partial<FleetNumber>): FleetNumber =>
  calmNumber({
    usage: { hour: { used: 1, cap: 60 }, threeHours: { used: 1, cap: 150 }, day: { used: 1, cap: 400 } },
    ...more,
  })

const NOW = new Date(2026, 10, 19, 14, 30).getTime()
const told = (more: Partial<FleetNumber>) => storyOf(number(more), undefined, NOW)

describe('storyOf', () => {
  it('says what stops it, by whom, and what becomes of what waits', () => {
    expect(told({ state: 'disconnected', reason: 'token-dead: put in a new one', queue: 9 })).toEqual({
      title: 'Meta does not accept its access token, so nothing leaves.',
      why: 'Put in a new one.',
      queue: "9 messages wait here: what only this number may send. The rest moved to the package's other numbers.",
    })
    expect(told({ state: 'paused', reason: 'person: lunch', queue: 1 }).title).toBe('A person has paused it.')
    expect(told({ state: 'paused', reason: 'package-paused: the package is paused', queue: 3 })).toMatchObject({
      title: 'Its package is paused.',
      queue: '3 messages wait here until it goes on.',
    })
    expect(told({ state: 'quarantined', reason: 'person: odd' }).title).toBe('A person has put it in quarantine.')
    expect(told({ state: 'disconnected', reason: 'meta-100: no such number' }).title).toContain('not connected')
  })

  it('says when it ends where that is known', () => {
    const at = new Date(2026, 10, 19, 14, 41).getTime()
    expect(told({ state: 'suspected', reason: 'block: many failed', eligibleAt: at }).title).toBe(
      'It may be blocked, so it sends nothing until 14:41.',
    )
    expect(told({ state: 'quarantined', reason: '368: restricted', eligibleAt: at + 3 * 86_400_000 }).title).toBe(
      'It is in quarantine until 22 Nov 14:41.',
    )
    expect(told({ state: 'paused', reason: '131048: spam' }).title).toBe('It is paused.')
  })

  it('says what keeps a number that could send', () => {
    expect(told({ usage: { hour: { used: 60, cap: 60 } } }).title).toBe('Its hourly cap is used up.')
    expect(told({ usage: { day: { used: 0, cap: 0 } } }).title).toBe('Its daily cap is 0, so nothing leaves.')
    expect(told({ state: 'cooling', reason: 'blackout: no sends' }).title).toBe('It is in its hours without sends.')
    expect(told({ queue: 4, inFlight: 1 })).toMatchObject({
      title: 'It sends at its own pace.',
      queue: '3 messages wait here for their turn.',
    })
    expect(told({})).toMatchObject({ title: 'It can send.', queue: 'Nothing waits for it.' })
  })
})

describe('capNote', () => {
  it('says where a cap comes from', () => {
    expect(capNote(500, 500, 'safe')).toBe('as set')
    expect(capNote(500, 250, 'high')).toBe('half of 500: risk is high')
    expect(capNote(null, null, 'safe')).toBe('no cap of ours')
  })
})
