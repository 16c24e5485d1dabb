import { describe, expect, it } from 'vitest'
import type { Host } from '../kit/host.ts'
import { PROFILE, Stage } from './testing/stage.ts'

/** Longer than any of the test, so that none is a new maximum. */
const FULL = JSON.stringify(Array.from({ length: 1_000 }, () => 1_000_000))

/** A number that remembers 1,000 latencies, and what it then writes of them. */
async function full() {
  /** how many there were, by write */
  const written: number[] = []
  const counting = (host: Host): Host => ({
    ...host,
    sql: {
      ...host.sql,
      run(query, ...params) {
        if (query.startsWith('INSERT INTO state') && params[0] === 'latencies')
          written.push(JSON.parse(String(params[1])).length)
        return host.sql.run(query, ...params)
      },
    },
  })
  const stage = await new Stage(1, counting).open()
  stage.world.sql('profile', PROFILE).run("INSERT INTO state (key, value) VALUES ('latencies', ?)", FULL)
  stage.world.crash('profile', PROFILE)
  await stage.profile.status()
  return { stage, written }
}

async function deliver(stage: Stage, count: number) {
  const from = stage.sends.length
  await stage.offer(Array.from({ length: count }, () => stage.message()))
  await stage.run(60_000)
  for (const send of stage.sends.slice(from)) await stage.profile.observe([stage.event(send, 'delivered')])
}

describe('how long Meta takes to its first status', () => {
  it('is written once in 100 statuses, also while as many are remembered as may be', async () => {
    const { stage, written } = await full()
    await deliver(stage, 99)
    expect(written).toEqual([])
    await deliver(stage, 1)
    expect(written).toEqual([1_000])
  })
})
