import { describe, expect, it } from 'vitest'
import type { FleetNumber } from '../../data/fleet-number.ts'
import { calmNumber } from '../../data/testing/calm-number.ts'
import type { MessageSummary } from '../../data/wire.ts'
import { plannedOf, soonOf } from './soon.ts'

const message = (at: number, packageId = 'p'): MessageSummary => ({
  id: `m${at}`,
  packageId,
  profileId: null,
  direction: 'out',
  status: 'queued',
  recipient: '+1',
  type: 'text',
  category: null,
  reference: null,
  wamid: null,
  notBefore: new Date(at).toISOString(),
  acceptedAt: '',
  updatedAt: '',
  expiresAt: null,
  attempts: 0,
  duplicateConfirmed: false,
  error: null,
  content: null,
  rev: 0,
})

const number = (state: FleetNumber['state'], eligibleAt: number | null): FleetNumber =>
  calmNumber({ state, eligibleAt })

describe('soonOf', () => {
  it('groups by minute and package, soonest first, and stops at the end', () => {
    const found = soonOf({
      now: 600_000,
      to: 1_200_000,
      scheduled: [message(700_000), message(660_000), message(661_000), message(662_000, 'q'), message(1_200_000)],
      numbers: [number('suspected', 720_000), number('active', 730_000), number('paused', null)],
      nameOf: () => 'Berlin',
      packageOf: (id) => id.toUpperCase(),
    })
    expect(found).toEqual([
      { at: 660_000, text: '3 scheduled messages, P' },
      { at: 660_000, text: '1 scheduled message, Q' },
      { at: 720_000, text: 'Berlin may send again' },
    ])
  })
})

describe('plannedOf', () => {
  it('is whole up to the end of the page that ends first, and nowhere when a package was not asked', () => {
    const first = { items: [message(100), message(900)], nextCursor: 'c' }
    const second = { items: [message(200, 'q'), message(300, 'q')], nextCursor: 'c' }
    const third = { items: [message(50, 'r')], nextCursor: null }
    expect(plannedOf([third], false).whole).toBe(Number.POSITIVE_INFINITY)
    expect(plannedOf([first, second, third], false)).toMatchObject({ whole: 300, items: { length: 5 } })
    expect(plannedOf([third], true).whole).toBe(0)
    expect(plannedOf([{ items: [], nextCursor: 'c' }], false).whole).toBe(0)
  })
})
