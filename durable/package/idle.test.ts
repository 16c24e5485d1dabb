import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import type { Kind } from '../kit/testing/world-types.ts'
import { fleet, NUMBERS } from './testing/fleet.ts'
import { CALLER, item, PACKAGE } from './testing/scene.ts'

const MINUTE = 60_000

const ACTORS: [Kind, string][] = [
  ['package', PACKAGE],
  ['portfolio', 'folio'],
  ...NUMBERS.map((id): [Kind, string] => ['profile', id]),
]

/** As the platform and the sweeps treat a deployment: evicted after each quiet moment, knocked at when late, all once an hour. */
async function live({ world, pass }: Awaited<ReturnType<typeof fleet>>, minutes: number): Promise<number> {
  let knocks = 0
  for (let minute = 0; minute < minutes; minute++) {
    for (let n = 0; n < 4; n++) {
      await pass(MINUTE / 4)
      for (const [kind, id] of ACTORS) world.crash(kind, id)
    }
    const known = new Map(
      world.d1
        .rows<{ actor: string; next_at: number | null }>('SELECT actor, next_at FROM wakes')
        .map((row) => [row.actor, row.next_at]),
    )
    for (const [kind, id] of ACTORS) {
      const told = known.get(`${kind}:${id}`) ?? null
      const late = told !== null && told <= world.clock - MINUTE
      if (!late && minute % 60 !== 17) continue
      if (late) knocks += 1
      await world[kind](id).wake(told)
    }
  }
  return knocks
}

const rowsOf = ({ world }: Awaited<ReturnType<typeof fleet>>) =>
  ACTORS.map(([kind, id]) => world.sql(kind, id).rowsWritten).reduce((a, b) => a + b, 0)

describe('an idle deployment', () => {
  it('wakes nobody but by the hourly sweep, writes no row, and D1 neither', async () => {
    const here = await fleet(1)
    const { world } = here
    await live(here, 90)
    const before = { rows: rowsOf(here), projected: world.projected.length, calls: world.calls.length }
    expect(await live(here, 120)).toBe(0)
    // the portfolio lists the templates every 6 h, which is no call among actors
    const calls = world.calls.slice(before.calls).filter((call) => call.from !== 'edge')
    // woken by the sweep, each number gives a hint and the package asks its numbers: twice in two hours
    expect(calls.length).toBeLessThanOrEqual(2 * (2 * NUMBERS.length))
    expect(rowsOf(here) - before.rows).toBe(0)
    expect(world.projected.length - before.projected).toBe(0)
    expect(world.faults).toEqual([])
  })

  it('comes to rest again after work, and after a restart of everybody', async () => {
    const here = await fleet(2)
    const { world, pass } = here
    await world.package(PACKAGE).accept([item('+4915112345678'), item('+4915112345679')], CALLER)
    await pass(5_000)
    for (const id of NUMBERS) await world.profile(id).check(SYSTEM)
    // alerts of silent webhooks belong to the first hour
    await live(here, 100)
    const before = { rows: rowsOf(here), projected: world.projected.length }
    expect(await live(here, 120)).toBe(0)
    expect(rowsOf(here) - before.rows).toBe(0)
    expect(world.projected.length - before.projected).toBe(0)
  })
})
