import { describe, expect, it } from 'vitest'
import { RecordedD1 } from '../../worker/db/testing/recorder.ts'
import type { ActorEnv } from '../kit/env.ts'
import { NodeD1 } from '../kit/testing/node-d1.ts'
import { project } from '../projection/project.ts'
import { DayCounts } from './day-counts.ts'

/** As much of the environment as the counts ask for. */
const envOf = (d1: object): Pick<ActorEnv, 'DB'> => Object.assign(Object.create(null), { DB: d1 })

const MIDNIGHT = 1_700_006_400_000
const MINUTE = 60_000

/** `sent` of one number in the slot `at`. */
const row = (at: number, sent: number) => ({
  ...{ owner: 'profile:1', at, packageId: 'p', profileId: '1', rev: sent },
  ...{ accepted: 0, sent, delivered: 0, read: 0, failed: 0, received: 0 },
})

describe('counts of the day', () => {
  it('never fall, whoever keeps them, and have what D1 hears late within five minutes', async () => {
    const d1 = new NodeD1()
    const counts = new DayCounts(envOf(new RecordedD1(d1.db)))
    const sentAt = async (now: number) => (await counts.at(now))[0]?.sent
    const noon = MIDNIGHT + 720 * MINUTE
    expect(await sentAt(noon)).toBeUndefined()
    await project(d1, { stats: [row(noon, 1), row(MIDNIGHT - 5 * MINUTE, 500)] })
    expect(await sentAt(noon + MINUTE)).toBe(1)
    await project(d1, { stats: [row(MIDNIGHT, 70), row(noon, 2)] })
    expect(await sentAt(noon + 2 * MINUTE)).toBe(2)
    expect(await sentAt(noon + 5 * MINUTE)).toBe(72)
    // the slot of noon is an old one by now
    await project(d1, { stats: [row(noon + 20 * MINUTE, 3)] })
    expect(await sentAt(noon + 20 * MINUTE)).toBe(75)
    expect((await new DayCounts(envOf(new RecordedD1(d1.db))).at(noon + 20 * MINUTE))[0]?.sent).toBe(75)
    expect(await sentAt(MIDNIGHT + 1440 * MINUTE)).toBeUndefined()
  })

  it('are asked for anew after D1 was away', async () => {
    const d1 = new NodeD1()
    await project(d1, { stats: [row(MIDNIGHT, 4)] })
    let away = true
    const gone = { all: () => Promise.reject(new Error('away')), bind: () => gone }
    const recorded = new RecordedD1(d1.db)
    const counts = new DayCounts(envOf({ prepare: (query: string) => (away ? gone : recorded.prepare(query)) }))
    await expect(counts.at(MIDNIGHT + 60 * MINUTE)).rejects.toThrow('away')
    away = false
    expect((await counts.at(MIDNIGHT + 60 * MINUTE))[0]?.sent).toBe(4)
  })
})
