import { describe, expect, it } from 'vitest'
import type { ProfileSnapshot } from '../domain/snapshot.ts'
import { accepted, CALLER, item, PACKAGE, packageConfig } from './testing/scene.ts'
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

describe('numbers that come back together, while messages wait', () => {
  /** Paused, and all three have said so; nine wait. */
  async function paused(): Promise<Stage & { ids: string[]; speak: (id: string) => Promise<void> }> {
    const scene = await stage(['1', '2', '3'])
    await scene.package.pause(null, CALLER)
    for (const id of ['1', '2', '3']) {
      scene.profile(id).over = { eligible: false, reason: 'package-paused' }
      await scene.package.snapshot(scene.profile(id).snapshot())
    }
    const ids: string[] = []
    for (let n = 0; n < 9; n++)
      ids.push(accepted((await scene.package.accept([item(`+49151000000${n}`)], CALLER))[0]).id)
    await scene.pass(1_000)
    return {
      ...{ ...scene, ids },
      speak: async (id) => {
        scene.profile(id).over = {}
        await scene.package.snapshot(scene.profile(id).snapshot())
      },
    }
  }
  const places = (scene: Stage, ids: string[]) =>
    Object.entries(Object.groupBy(ids, (id) => scene.row(id).profile_id ?? 'none')).map(([id, own]) => [
      id,
      own?.length,
    ])

  it('share what waits, though one of them speaks first', async () => {
    const scene = await paused()
    await scene.package.resume(null, CALLER)
    await scene.speak('1')
    await scene.pass(50)
    expect(places(scene, scene.ids)).toEqual([['none', 9]])
    await scene.speak('2')
    await scene.speak('3')
    await scene.pass(50)
    expect(places(scene, scene.ids)).toEqual([
      ['1', 3],
      ['2', 3],
      ['3', 3],
    ])
  })

  it('share it also when the package dies while it waits for them, though nobody wakes it', async () => {
    const scene = await paused()
    await scene.package.resume(null, CALLER)
    for (const id of ['1', '2']) await scene.speak(id)
    scene.profile('3').over = {}
    scene.world.crash('package', PACKAGE)
    await scene.pass(2_000)
    expect(places(scene, scene.ids).flat()).not.toContain('none')
  })

  it('are not waited for longer than a moment', async () => {
    const scene = await paused()
    await scene.package.resume(null, CALLER)
    await scene.speak('1')
    await scene.pass(250)
    expect(places(scene, scene.ids)).toEqual([['1', 9]])
  })
})

describe('the status of a package that was just made anew', () => {
  const told = async (scene: Stage) =>
    (await scene.package.status({ live: false })).profiles.map((one) => one.profileId).sort()

  it('has its numbers already for who reads it first, and each was asked once', async () => {
    const scene = await stage(['1', '2'])
    scene.world.crash('package', PACKAGE)
    const before = questions(scene)
    expect(await Promise.all([told(scene), told(scene)])).toEqual([
      ['1', '2'],
      ['1', '2'],
    ])
    expect(questions(scene) - before).toBe(2)
    await told(scene)
    expect(questions(scene) - before).toBe(2)
  })

  it('waits a second for a silent number, and has the others; a pause answers at once', async () => {
    const scene = await stage(['1', '2'])
    await scene.pass(12_000)
    scene.world.network = (call) => (call.to === 'profile:2' && call.method === 'snapshot' ? 'lose-call' : 'ok')
    scene.world.crash('package', PACKAGE)
    const before = scene.world.clock
    // what was kept of the silent one is old: it is for those who ask for no better
    expect(await told(scene)).toEqual(['1'])
    expect(scene.world.clock - before).toBeLessThan(1_100)
    scene.world.crash('package', PACKAGE)
    const then = scene.world.clock
    await scene.package.pause(null, CALLER)
    expect(scene.world.clock - then).toBeLessThan(100)
  })
})

describe('what numbers said last', () => {
  const asleep = async (scene: Stage) =>
    (await scene.package.status({ live: false, wake: false })).profiles.map(({ profileId, eligible, risk }) => [
      profileId,
      eligible,
      risk,
    ])
  const say = async (scene: Stage, over: Partial<ProfileSnapshot>) => {
    scene.profile('1').over = over
    await scene.package.snapshot(scene.profile('1').snapshot())
  }

  it('answers who may wake nobody, also after the package died', async () => {
    const scene = await stage(['1', '2'])
    await scene.pass(12_000)
    scene.world.crash('package', PACKAGE)
    const asked = questions(scene)
    expect(await asleep(scene)).toEqual([
      ['1', true, 0],
      ['2', true, 0],
    ])
    await scene.pass(1_000)
    expect(questions(scene)).toBe(asked)
  })

  it('is kept soon after the last word, the last of several words too', async () => {
    const scene = await stage(['1', '2'])
    await scene.pass(12_000)
    for (const risk of [3, 5, 7]) {
      await say(scene, { risk })
      await scene.pass(1_500)
    }
    await say(scene, { risk: 9, eligible: false })
    await scene.pass(12_000)
    scene.world.crash('package', PACKAGE)
    expect((await asleep(scene))[0]).toEqual(['1', false, 9])
  })

  it('is kept every five minutes while somebody always speaks', async () => {
    const scene = await stage(['1', '2'])
    await scene.pass(12_000)
    const kept = () => scene.world.sql('package', PACKAGE).get<{ body: string }>('SELECT body FROM words')?.body ?? ''
    const seen = new Set<string>()
    for (let second = 0; second < 12 * 60; second += 2) {
      await say(scene, { risk: (second / 2) % 100 })
      await scene.pass(2_000)
      seen.add(kept())
    }
    expect(seen.size).toBe(1 + 2)
  })

  it('writes nothing when all say the same', async () => {
    const scene = await stage(['1', '2'])
    await scene.pass(12_000)
    const rows = scene.world.sql('package', PACKAGE).rowsWritten
    await say(scene, {})
    await scene.pass(MINUTE)
    expect(scene.world.sql('package', PACKAGE).rowsWritten).toBe(rows)
  })

  it('holds more numbers than a row, and forgets those that left', async () => {
    const ids = Array.from({ length: 501 }, (_, n) => String(n))
    const scene = await stage(ids)
    await scene.pass(12_000)
    const parts = () => scene.world.sql('package', PACKAGE).all('SELECT part FROM words')
    expect(parts()).toHaveLength(2)
    await scene.package.configure({ ...packageConfig(ids.slice(1, 3)), version: 2 })
    await scene.package.snapshot({ ...scene.profile('1').snapshot(), risk: 1 })
    await scene.pass(12_000)
    expect(parts()).toHaveLength(1)
    scene.world.crash('package', PACKAGE)
    expect((await asleep(scene)).map(([id]) => id)).toEqual(['1', '2'])
  })
})
