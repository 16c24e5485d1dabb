import { expect, it } from 'vitest'
import { familiesOf } from './families.ts'

it('metrics say how many packages there are and of how many they tell', () => {
  const packages = [{ id: 'p', status: null, outbox: 3, stalledMs: 4_500 }]
  const families = familiesOf({ now: 0, living: 201, packages, today: null, counted: null, whole: null })
  const value = (name: string) => families.find((one) => one.name === `whats_guard_${name}`)?.samples[0]?.value
  expect([value('packages'), value('packages_shown')]).toEqual([201, 1])
  expect([value('package_outbox_entries'), value('package_outbox_stalled_seconds')]).toEqual([3, 4.5])
})
