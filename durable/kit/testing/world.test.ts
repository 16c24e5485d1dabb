import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../../domain/reason.ts'
import type { Host } from '../host.ts'
import { World } from './world.ts'

/** A toy actor: counts pauses durably, tells its portfolio in the background, ticks by alarm every second. */
function toy(host: Host, id: string) {
  host.sql.run('CREATE TABLE IF NOT EXISTS log (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, what TEXT NOT NULL)')
  const log = (what: string) => host.sql.run('INSERT INTO log (at, what) VALUES (?, ?)', host.now(), what)
  return {
    async pause(reason: string | null) {
      log(`pause ${reason}`)
      host.setAlarm(host.now() + 1000)
      host.background('tell', async () => {
        await host.call.portfolio('P').unregister(id)
        log('told')
      })
      return { profileId: id } as never
    },
    async statusSince() {
      const answer = await host.fetch('https://meta/x', { method: 'GET', headers: {}, timeoutMs: 20_000 })
      return { seen: answer.status === 200, at: host.now() }
    },
    async alarm() {
      log('tick')
      host.setAlarm(host.now() + 1000)
    },
  }
}

function make(seed = 1) {
  const told: string[] = []
  const world = new World(
    { seed, start: 1_000_000 },
    {
      profile: toy,
      portfolio: () => ({
        unregister: async (id) => void told.push(id),
      }),
    },
  )
  const log = () => world.sql('profile', 'a').all<{ at: number; what: string }>('SELECT at, what FROM log ORDER BY n')
  return { world, told, log }
}

describe('World', () => {
  it('fires alarms in time order at their own time, and stands still otherwise', async () => {
    const { world, log } = make()
    await world.profile('a').pause('x', SYSTEM)
    const from = log()[0]?.at ?? 0
    await world.run(from + 3000)
    expect(log().filter((row) => row.what === 'tick')).toEqual(
      [1, 2, 3].map((s) => ({ at: from + s * 1000, what: 'tick' })),
    )
    expect(world.clock).toBe(from + 3000)
    expect(world.faults).toEqual([])
  })

  it('gives the same run for the same seed and another for another', async () => {
    const run = async (seed: number) => {
      const { world, log } = make(seed)
      await world.profile('a').pause('x', SYSTEM)
      await world.run(world.clock + 100)
      return JSON.stringify(log())
    }
    expect(await run(7)).toBe(await run(7))
    expect(new Set(await Promise.all([1, 2, 3, 4, 5].map(run))).size).toBeGreaterThan(1)
  })

  it('loses calls, answers, and delivers twice, as it is told', async () => {
    const { world, told } = make()
    world.network = (call) => (call.method === 'unregister' ? 'lose-call' : 'ok')
    await world.profile('a').pause('x', SYSTEM)
    await world.run(world.clock + 100)
    expect(told).toEqual([])
    expect(world.faults).toMatchObject([{ where: 'tell', error: { code: 'connection-lost' } }])
    world.network = (call) => (call.method === 'unregister' ? 'lose-answer' : 'ok')
    await world.profile('a').pause('x', SYSTEM)
    await world.run(world.clock + 100)
    expect(told).toEqual(['a'])
    expect(world.faults).toHaveLength(2)
    world.network = (call) => (call.method === 'unregister' ? 'duplicate' : 'ok')
    await world.profile('a').pause('x', SYSTEM)
    await world.run(world.clock + 100)
    expect(told).toEqual(['a', 'a', 'a'])
    expect(world.faults).toHaveLength(2)
  })

  it('keeps storage and alarm over a crash; what the old incarnation still awaited never happens', async () => {
    const { world, log } = make()
    world.network = (call) => (call.method === 'unregister' ? { callMs: 500 } : 'ok')
    await world.profile('a').pause('x', SYSTEM)
    world.crash('profile', 'a')
    await world.run(world.clock + 1500)
    expect(log().map((row) => row.what)).toEqual(['pause x', 'tick'])
    expect(world.faults).toEqual([])
  })

  it('dies with all that its actors share: each begins anew, but for those that are spared', async () => {
    const hosts: Host[] = []
    const world = new World(
      {},
      {
        profile: (host) => {
          hosts.push(host)
          return { wake: async () => {} }
        },
      },
    )
    const wakeAll = async () => {
      for (const id of ['a', 'b', 'spared']) await world.profile(id).wake()
    }
    await wakeAll()
    expect(world.die(['profile:spared'])).toEqual(['profile:a', 'profile:b'])
    await wakeAll()
    const [first, , , again, other] = hosts
    expect(hosts).toHaveLength(5)
    expect(again?.roundTrips).not.toBe(first?.roundTrips)
    expect(again?.outgoing).not.toBe(first?.outgoing)
    expect(other?.roundTrips).toBe(again?.roundTrips)
    expect(() => first?.sql.get('SELECT 1')).toThrow('crashed')
  })

  it('breaks the calls that a crashed actor was serving', async () => {
    const { world } = make()
    world.fetch = () => {
      world.crash('profile', 'a')
      return { status: 200 }
    }
    await expect(world.profile('a').statusSince(0, 0)).rejects.toMatchObject({ code: 'connection-lost' })
  })

  it('answers requests after their time, and times out by the caller own patience', async () => {
    const { world } = make()
    world.fetch = () => ({ status: 200, afterMs: 300 })
    const from = world.clock
    expect(await world.profile('a').statusSince(0, 0)).toMatchObject({ seen: true })
    expect(world.clock - from).toBeGreaterThanOrEqual(300)
    world.fetch = () => 'silence'
    await expect(world.profile('a').statusSince(0, 0)).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(world.clock - from).toBeGreaterThanOrEqual(20_300)
  })

  it('runs an alarm late, once, where told; one that was armed anew is another', async () => {
    const { world, log } = make()
    world.alarmFate = () => 700
    await world.profile('a').pause('x', SYSTEM)
    const from = log()[0]?.at ?? 0
    await world.run(from + 1_600)
    expect(log().filter((row) => row.what === 'tick')).toEqual([])
    await world.run(from + 3_400)
    expect(log().filter((row) => row.what === 'tick')).toEqual(
      [1_700, 3_400].map((ms) => ({ at: from + ms, what: 'tick' })),
    )
  })

  it('never runs an alarm that is lost, until the actor arms one again', async () => {
    const { world, log } = make()
    world.alarmFate = () => 'lost'
    await world.profile('a').pause('x', SYSTEM)
    await world.run(world.clock + 60_000)
    expect(log().filter((row) => row.what === 'tick')).toEqual([])
    world.alarmFate = () => 0
    await world.profile('a').pause('y', SYSTEM)
    await world.run(world.clock + 1_500)
    expect(log().filter((row) => row.what === 'tick')).toHaveLength(1)
  })

  it('runs each alarm twice when told, and says when nothing is left to wait for', async () => {
    const { world, log } = make()
    world.alarms = 'twice'
    await world.profile('a').pause('x', SYSTEM)
    await world.run((log()[0]?.at ?? 0) + 1000)
    expect(log().filter((row) => row.what === 'tick')).toHaveLength(2)
    await expect(new World({}, {}).until(new Promise(() => {}))).rejects.toThrow('nothing is left')
  })
})
