import { expect, it } from 'vitest'
import type { ProfileSnapshot } from '../../../durable/domain/snapshot.ts'
import type { PackageStatus } from '../../../durable/package/rpc.ts'
import { familiesOf } from './families.ts'

it('metrics say how many packages there are and of how many they tell', () => {
  const packages = [{ id: 'p', status: null, outbox: 3, stalledMs: 4_500 }]
  const families = familiesOf({ now: 0, living: 201, packages, today: null, counted: null, whole: null })
  const value = (name: string) => families.find((one) => one.name === `whats_guard_${name}`)?.samples[0]?.value
  expect([value('packages'), value('packages_shown')]).toEqual([201, 1])
  expect([value('package_outbox_entries'), value('package_outbox_stalled_seconds')]).toEqual([3, 4.5])
})

it('metrics count the numbers that a hold stops, by package and by what is held', () => {
  const number = (profileId: string, state: ProfileSnapshot['state'], reason: string | null): ProfileSnapshot => ({
    ...{ profileId, at: 0, state, reason, eligible: false, eligibleAt: null, credit: 0, health: 0, risk: 0 },
    ...{ successes: 0, outcomes: 0, usage: 0, readyAt: 0, lastSendAt: null, queue: 0, inFlight: 0, switchRev: 0 },
  })
  const status: PackageStatus = {
    ...{ name: 'P', paused: false, pausedReason: null, globalPaused: false, open: 0, handedOver: 0 },
    ...{ packageId: 'p', version: 1, nextWake: null },
    backlog: { total: 0, high: 0, normal: 0, low: 0, scheduled: 0, bytes: 0 },
    profiles: [
      number('1', 'quarantined', 'hold-368: the account is restricted'),
      number('2', 'quarantined', 'hold-131031: the account is locked'),
      number('3', 'quarantined', 'by a person'),
      number('4', 'disconnected', 'hold-190: the token is dead'),
      number('5', 'disconnected', 'retired: the profile was deleted'),
      number('6', 'active', null),
    ],
  }
  const packages = [{ id: 'p', status, outbox: 0, stalledMs: 0 }]
  const families = familiesOf({ now: 0, living: 1, packages, today: null, counted: null, whole: null })
  expect(families.find((one) => one.name === 'whats_guard_package_numbers_held')?.samples).toEqual([
    { labels: { package: 'p', kind: 'waba' }, value: 2 },
    { labels: { package: 'p', kind: 'token' }, value: 1 },
  ])
})
