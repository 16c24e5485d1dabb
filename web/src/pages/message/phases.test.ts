import { describe, expect, it } from 'vitest'
import { courseOf } from './phases.ts'
import type { Entry } from './story.ts'

const META = { kind: 'meta', id: 'meta', name: 'Meta' } as const
const at = (second: number): string => new Date(1_795_000_000_000 + second * 1_000).toISOString()
const entry = (second: number, event: string, data: Entry['data'] = null): Entry => ({
  at: at(second),
  event,
  actor: META,
  reasons: [],
  data,
})
const names = (id: string): string | undefined => ({ '1': 'Paris', '2': 'Berlin' })[id]
const now = (second: number): number => 1_795_000_000_000 + second * 1_000

describe('where a message spent its time', () => {
  it('is split into waits, answers and delivery, by number', () => {
    const course = courseOf(
      [
        entry(0, 'accepted'),
        entry(0, 'bound', { profileId: '1' }),
        entry(0, 'taken'),
        entry(11, 'sending', { attempt: 1 }),
        entry(12, 'released'),
        entry(12, 'returned', { profileId: '1' }),
        entry(12, 'bound', { profileId: '2' }),
        entry(25, 'sending', { attempt: 2 }),
        entry(26, 'sent', { attempt: 2 }),
        entry(27, 'sent', { at: 1 }),
        entry(28, 'delivered', { at: 1 }),
        entry(90, 'read', { at: 1 }),
      ],
      names,
      now(500),
    )
    expect(course).toEqual({
      phases: [
        { name: 'Waiting, Paris', tone: 'wait', ms: 11_000 },
        { name: 'Refused', tone: 'bad', ms: 1_000 },
        { name: 'Waiting, Berlin', tone: 'wait', ms: 13_000 },
        { name: 'Meta answered', tone: 'meta', ms: 1_000 },
        { name: 'Delivery', tone: 'good', ms: 2_000 },
      ],
      total: 28_000,
      until: 'delivered',
    })
  })

  it('goes on until now while the message waits', () => {
    expect(courseOf([entry(0, 'accepted'), entry(2, 'bound', { profileId: '1' })], names, now(10))).toEqual({
      phases: [
        { name: 'Waiting', tone: 'wait', ms: 2_000 },
        { name: 'Waiting, Paris', tone: 'wait', ms: 8_000 },
      ],
      total: 10_000,
      until: undefined,
    })
  })

  it('tells an attempt without an answer, and a clock that went back costs no time', () => {
    const course = courseOf(
      [entry(0, 'accepted'), entry(5, 'sending'), entry(8, 'unknown'), entry(6, 'delivered', { at: 1 })],
      names,
      now(100),
    )
    expect(course?.phases).toEqual([
      { name: 'Waiting', tone: 'wait', ms: 5_000 },
      { name: 'No answer', tone: 'bad', ms: 3_000 },
    ])
    expect(course?.total).toBe(8_000)
  })

  it('tells the wait for its own time apart', () => {
    const scheduled = { ...entry(0, 'accepted'), reasons: [{ code: 'scheduled', detail: 'waits for its time' }] }
    expect(courseOf([scheduled, entry(60, 'due')], names, now(70))?.phases).toEqual([
      { name: 'Scheduled', tone: 'wait', ms: 60_000 },
      { name: 'Waiting', tone: 'wait', ms: 10_000 },
    ])
  })

  it('is nothing for what a user wrote', () => {
    expect(courseOf([entry(0, 'received')], names, now(1))).toBeUndefined()
  })
})
