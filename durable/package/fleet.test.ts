import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import type { Fate } from '../kit/testing/world-types.ts'
import { fleet, NUMBERS } from './testing/fleet.ts'
import { accepted, CALLER, item, PACKAGE } from './testing/scene.ts'

function counts(sends: Map<string, string[]>): number[] {
  return [...sends.values()].map((list) => list.length)
}

describe('package, profiles and portfolio together', () => {
  it('a message goes from acceptance to Meta once, and D1 tells its story whole', async () => {
    const { world, sends, pass } = await fleet(1)
    const [result] = await world.package(PACKAGE).accept([item('+4915112345678')], CALLER)
    const { id } = accepted(result)
    await pass(3000)
    expect(sends.get(id)).toHaveLength(1)
    expect(world.d1.rows('SELECT status FROM messages WHERE id = ?', id)).toEqual([{ status: 'sent' }])
    const row = world.d1.rows<{ timeline: string }>('SELECT timeline FROM messages WHERE id = ?', id)[0]
    const events = (JSON.parse(row?.timeline ?? '[]') as { event: string }[]).map((entry) => entry.event)
    expect(events.slice(0, 3)).toEqual(['accepted', 'bound', 'taken'])
    expect(events).toContain('sent')
    const status = await world.package(PACKAGE).status({ live: true })
    expect(status).toMatchObject({ open: 0, handedOver: 0 })
    expect(status.statuses?.map((one) => one.profileId).sort()).toEqual(NUMBERS)
    const routes = await world.package(PACKAGE).routes({ limit: 10, cursor: null })
    expect(routes.items).toHaveLength(1)
    expect(world.faults).toEqual([])
  })

  it('a number that a person pauses gives its queue back, and siblings send it', async () => {
    const { world, sends, pass } = await fleet(2, (attempt) => (attempt <= 3 ? 'throttled' : 'ok'))
    await world.profile('101').pause('maintenance', SYSTEM)
    const results = await world.package(PACKAGE).accept(
      Array.from({ length: 30 }, (_, n) => item(`+49151000000${n + 10}`)),
      CALLER,
    )
    await pass(60_000)
    const ids = results.map((one) => accepted(one).id)
    expect(ids.every((id) => sends.get(id)?.length === 1)).toBe(true)
    expect([...sends.values()].flat()).not.toContain('profile:101')
  })

  it('a number that nobody can reach keeps what it took; the rest goes on', async () => {
    const { world, sends, pass } = await fleet(3)
    world.network = (call) => (call.to === 'profile:101' ? 'lose-call' : 'ok')
    const results = await world.package(PACKAGE).accept(
      Array.from({ length: 9 }, (_, n) => item(`+49151000000${n + 10}`)),
      CALLER,
    )
    await pass(3_600_000)
    const bound = results.filter((one) => accepted(one).profileId === '101').map((one) => accepted(one).id)
    expect(bound.length).toBeGreaterThan(0)
    expect(bound.filter((id) => sends.has(id))).toEqual([])
    expect(sends.size).toBe(9 - bound.length)
    world.network = () => 'ok'
    await pass(60_000)
    expect(counts(sends)).toEqual(Array(9).fill(1))
  })

  it('under lost and doubled calls, lost answers of Meta and crashes nothing is lost and at_most_once is never sent twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), async (seed) => {
        const { world, sends, pass } = await fleet(seed, (attempt) =>
          attempt % 9 === 0 ? 'lost' : attempt % 7 === 0 ? 'throttled' : 'ok',
        )
        world.network = (call) => {
          if (!['offer', 'release', 'report', 'snapshot'].includes(call.method)) return 'ok'
          const fates: Fate[] = [
            'ok',
            'ok',
            'ok',
            'lose-call',
            'lose-answer',
            'duplicate',
            { callMs: 1500 },
            { answerMs: 1200 },
          ]
          return fates[Math.floor(world.random() * fates.length)] ?? 'ok'
        }
        const ids: string[] = []
        for (let round = 0; round < 12; round++) {
          const items = Array.from({ length: 5 }, (_, n) =>
            item(`+4915100000${10 + ((round * 5 + n) % 23)}`, { guard: { policy: 'at_most_once' } }),
          )
          ids.push(...(await world.package(PACKAGE).accept(items, CALLER)).map((one) => accepted(one).id))
          const victim = Math.floor(world.random() * 8)
          if (victim === 0) world.crash('package', PACKAGE)
          else if (victim < 4) world.crash('profile', NUMBERS[victim - 1] ?? '101')
          else if (victim === 4) await world.profile('102').pause('chaos', SYSTEM)
          else if (victim === 5) await world.profile('102').resume(null, SYSTEM)
          await pass(Math.floor(world.random() * 5000))
        }
        world.network = () => 'ok'
        await world.profile('102').resume(null, SYSTEM)
        await pass(25 * 3_600_000)
        expect(Math.max(...counts(sends))).toBe(1)
        const ends = world.d1.rows<{ id: string; status: string }>('SELECT id, status FROM messages')
        const byId = new Map(ends.map((row) => [row.id, row.status]))
        for (const id of ids) expect(['sent', 'unresolved', 'failed', 'expired']).toContain(byId.get(id))
        // whatever Meta took is told as sent or as what nobody can know
        for (const id of sends.keys()) expect(['sent', 'unresolved']).toContain(byId.get(id))
        expect(await world.package(PACKAGE).status({ live: false })).toMatchObject({ open: 0 })
      }),
      { numRuns: 8 },
    )
  }, 120_000)
})
