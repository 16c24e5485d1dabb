import { describe, expect, it } from 'vitest'
import { accepted, CALLER, item, PACKAGE } from './testing/scene.ts'
import { type Stage, stage } from './testing/stage.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const questions = (scene: Stage) => scene.world.calls.filter((call) => call.method === 'snapshot').length

/** Two numbers without credit, and a message that waits for one and does not expire soon. */
async function waiting(): Promise<Stage & { id: string }> {
  const scene = await stage(['1', '2'], { credit: 0 })
  const guard = { expiresAt: scene.world.clock + 5 * DAY }
  const { id } = accepted((await scene.package.accept([item('+491', { guard })], CALLER))[0])
  return { ...scene, id }
}

describe('numbers without credit while messages wait', () => {
  it('are asked rarely while their answer stays the same', async () => {
    const scene = await waiting()
    const before = questions(scene)
    await scene.pass(5 * MINUTE)
    expect(questions(scene) - before).toBeGreaterThanOrEqual(6)
    await scene.pass(DAY)
    // four questions an hour to each of the two, and those of the beginning
    expect(questions(scene) - before).toBeLessThan(2 * (4 * 24 + 12))
  })

  it('are used at once when they say so themselves, and within a quarter of an hour when their word was lost', async () => {
    for (const [said, within] of [
      [true, 1_000],
      [false, 15 * MINUTE],
    ] as const) {
      const scene = await waiting()
      await scene.pass(DAY)
      scene.profile('1').credit = 3
      if (said) await scene.package.snapshot(scene.profile('1').snapshot())
      await scene.pass(within)
      expect(scene.row(scene.id)).toMatchObject({ state: 'bound', profile_id: '1' })
    }
  })

  it('are asked often again after news', async () => {
    const scene = await waiting()
    await scene.pass(DAY)
    scene.profile('2').over = { eligible: false, reason: 'person: paused' }
    await scene.package.snapshot(scene.profile('2').snapshot())
    const before = questions(scene)
    await scene.pass(2 * MINUTE)
    expect(questions(scene) - before).toBeGreaterThanOrEqual(2)
  })

  it('are offered nothing while they say that they are another package’s', async () => {
    const scene = await waiting()
    const profile = scene.profile('1')
    profile.credit = 3
    profile.over = { packageId: 'pkg_otherother' }
    await scene.package.snapshot(profile.snapshot())
    await scene.pass(DAY)
    expect(scene.row(scene.id)).toMatchObject({ state: 'parked' })
    expect(scene.world.calls.filter((call) => call.method === 'offer')).toEqual([])
    profile.over = { packageId: PACKAGE }
    await scene.package.snapshot(profile.snapshot())
    await scene.pass(1_000)
    expect(scene.row(scene.id)).toMatchObject({ state: 'bound', profile_id: '1' })
  })
})
