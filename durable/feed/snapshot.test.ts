import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { takeSnapshot } from './snapshot.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const STATUS = { packageId: 'pkg_1', name: 'One', profiles: [{ profileId: '1' }] }

/** Packages that answer after so many ms; D1 has no alerts. */
function reach(afterMs: number): Parameters<typeof takeSnapshot>[0] {
  const status = () => new Promise((resolve) => setTimeout(() => resolve(STATUS), afterMs))
  const query = { bind: () => ({ all: async () => ({ results: [] }) }) }
  return { DB: { prepare: () => query }, PACKAGE: { idFromName: () => '', get: () => ({ status }) } } as never
}

it.each([
  ['has a package that waited a second for its numbers', 1_100, ['1']],
  ['leaves out one that does not answer', 2_100, []],
])('%s', async (_, afterMs, profiles) => {
  const taken = takeSnapshot(reach(afterMs), ['pkg_1'])
  await vi.advanceTimersByTimeAsync(3_000)
  expect((await taken).profiles).toMatchObject(profiles.map((profileId) => ({ profileId, packageId: 'pkg_1' })))
  expect((await taken).packages).toHaveLength(profiles.length)
})
