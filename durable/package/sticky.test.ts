import { describe, expect, it } from 'vitest'
import { accepted, CALLER, item, PACKAGE, packageConfig, text } from './testing/scene.ts'
import { type Stage, stage } from './testing/stage.ts'

async function accept(scene: Stage, ...items: ReturnType<typeof item>[]): Promise<string[]> {
  return (await scene.package.accept(items, CALLER)).map((one) => accepted(one).id)
}

/** The profile may send so many more, and says so. */
async function credit(scene: Stage, profileId: string, count: number): Promise<void> {
  scene.profile(profileId).credit = count
  await scene.package.snapshot(scene.profile(profileId).snapshot())
  await scene.pass(500)
}

const order = (scene: Stage, profileId: string) => scene.profile(profileId).taken.map((one) => one.id)

describe('sticky routing', () => {
  it('10,000 messages of 500 recipients keep to their numbers while these pause and come back', async () => {
    const scene = await stage(['1', '2', '3', '4', '5'], { credit: 1000 })
    const random = scene.world.random
    const homes = new Map<string, string>()
    let moved = 0
    const down = new Map<string, { until: number; long: boolean }>()
    for (let round = 0; round < 50; round++) {
      for (const id of ['1', '2', '3', '4', '5']) {
        const profile = scene.profile(id)
        profile.credit = 1000
        const now = scene.world.clock
        if (down.get(id) !== undefined && (down.get(id)?.until ?? 0) <= now) down.delete(id)
        if (down.size < 3 && random() < 0.15) {
          const long = random() < 0.4
          down.set(id, { until: now + (long ? 3_600_000 : 300_000), long })
        }
        const stop = down.get(id)
        profile.over = stop === undefined ? {} : { eligible: false, state: 'paused', credit: 0, eligibleAt: stop.until }
        await scene.package.snapshot(profile.snapshot())
      }
      const tos = Array.from({ length: 200 }, () => `+49${Math.floor(random() * 500)}`)
      await accept(scene, ...tos.map((to) => item(to)))
      await scene.pass(2000)
      for (const id of ['1', '2', '3', '4', '5']) {
        const profile = scene.profile(id)
        const fresh = [...profile.held.values()].filter((one) => one.state === 'queued')
        for (const one of fresh) {
          const home = homes.get(one.userKey)
          if (home !== undefined && home !== id) {
            moved += 1
            // it left only a number that could not send for longer than the patience
            const left = scene.profile(home).snapshot()
            expect(left.eligible).toBe(false)
            expect((left.eligibleAt ?? 0) - one.acceptedAt).toBeGreaterThan(900_000 - 130_000)
          }
          homes.set(one.userKey, id)
          one.state = 'ended'
        }
        if (fresh.length > 0) await scene.package.report(profile.report(fresh.map((one) => ({ id: one.id }))))
      }
      await scene.pass(118_000)
    }
    expect(moved).toBeGreaterThan(50)
    const total = ['1', '2', '3', '4', '5'].reduce((sum, id) => sum + scene.profile(id).taken.length, 0)
    const waiting = scene.world
      .sql('package', PACKAGE)
      .get<{ n: number }>("SELECT COUNT(*) AS n FROM messages WHERE state = 'parked'")
    expect(total + (waiting?.n ?? 0)).toBe(10_000)
    expect(total).toBeGreaterThan(7_000)
  }, 60_000)

  it('a route begins with Meta acceptance: what was only assigned moves at once', async () => {
    const scene = await stage(['1', '2'])
    const [id] = await accept(scene, item('+491'))
    await scene.pass(500)
    const first = scene.profile('1')
    first.over = { eligible: false, state: 'paused', credit: 0, eligibleAt: scene.world.clock + 120_000 }
    await scene.package.report(first.report([], [id ?? '']))
    await scene.pass(500)
    expect(order(scene, '2')).toEqual([id])
    // accepted there: now it is its route, and a short stop of that number is waited out
    await scene.package.report(scene.profile('2').report([{ id: id ?? '' }]))
    const second = scene.profile('2')
    second.over = { eligible: false, state: 'paused', credit: 0, eligibleAt: scene.world.clock + 120_000 }
    first.over = {}
    await scene.package.snapshot(first.snapshot())
    await scene.package.snapshot(second.snapshot())
    const [next] = await accept(scene, item('+491'))
    expect(scene.row(next ?? '')).toMatchObject({ state: 'parked', target: '2+' })
  })

  it('past the patience a template moves and the route with it, on record; what is tied stays', async () => {
    const scene = await stage(['1', '2'])
    const at = scene.world.clock
    await scene.package.heard([{ profileId: '1', userKey: '+491', address: '+491', at, windowUntil: at + 3_600_000 }])
    await credit(scene, '1', 0)
    const [template, free] = await accept(scene, item('+492', { guard: { profileId: '1' } }), text('+491'))
    const [routed] = await accept(scene, item('+491', { guard: { order: 'free' } }))
    expect(scene.row(routed ?? '').target).toBe('1+')
    await scene.package.report(scene.profile('1').report([]))
    scene.profile('1').over = { eligible: false, state: 'paused', eligibleAt: null, credit: 0 }
    await scene.package.snapshot({ ...scene.profile('1').snapshot(), at: scene.world.clock + 1 })
    await scene.pass(1000)
    expect(scene.row(template ?? '')).toMatchObject({ state: 'parked', target: '1' })
    expect(scene.row(free ?? '')).toMatchObject({ state: 'parked', target: '1' })
    // the free-form one still binds the conversation to 1: a later one of it may go only there
    expect(scene.row(routed ?? '').state).toBe('bound')
    expect(scene.row(routed ?? '').profile_id).toBe('2')
    const routes = await scene.package.routes({ limit: 10, cursor: null })
    expect(routes.items).toMatchObject([{ userKey: '+491', profileId: '2', windowProfileId: '1' }])
    expect(scene.world.d1.rows<{ action: string }>('SELECT action FROM audit').map((row) => row.action)).toContain(
      'route.moved',
    )
  })

  it('a route that moved is not taken back by what is told again of the number it left', async () => {
    const scene = await stage(['1', '2'])
    const inbound = { profileId: '1', userKey: '+491', address: '+491', at: scene.world.clock, windowUntil: null }
    await scene.package.heard([inbound])
    await scene.pass(1_000)
    const [before = ''] = await accept(scene, item('+491'))
    await scene.pass(1_000)
    const sent = { id: before, at: scene.world.clock }
    await scene.package.report(scene.profile('1').report([sent]))
    await scene.pass(1_000)
    scene.profile('1').over = { eligible: false, state: 'paused', eligibleAt: null, credit: 0 }
    await scene.package.snapshot(scene.profile('1').snapshot())
    const [moved = ''] = await accept(scene, item('+491'))
    await scene.pass(1_000)
    await scene.package.report(scene.profile('2').report([{ id: moved }]))
    const route = async () => (await scene.package.routes({ limit: 1, cursor: null })).items[0]?.profileId
    expect(await route()).toBe('2')
    await scene.package.report(scene.profile('1').report([sent]))
    expect(await route()).toBe('2')
    await scene.package.heard([{ ...inbound, at: sent.at }])
    expect(await route()).toBe('2')
    // what the recipient writes there after that does
    await scene.package.heard([{ ...inbound, at: scene.world.clock }])
    expect(await route()).toBe('1')
  })

  it('without failover it waits, whatever the time', async () => {
    const scene = await stage(['1', '2'], { policy: { failover: { enabled: false, stickyPatienceSeconds: 900 } } })
    const at = scene.world.clock
    await scene.package.heard([{ profileId: '1', userKey: '+491', address: '+491', at, windowUntil: null }])
    scene.profile('1').over = { eligible: false, state: 'paused', eligibleAt: null, credit: 0 }
    await scene.package.snapshot(scene.profile('1').snapshot())
    const [id] = await accept(scene, item('+491'))
    await scene.pass(3_600_000)
    expect(scene.row(id ?? '')).toMatchObject({ state: 'parked', target: '1+' })
  })

  it('two conversations that turn out to be one user`s are with two numbers: what follows passes neither', async () => {
    const scene = await stage(['1', '2'])
    const [first, second] = await accept(
      scene,
      item('+491', { guard: { profileId: '1' } }),
      item('bsuid', { guard: { profileId: '2' } }),
    )
    await scene.pass(500)
    const at = scene.world.clock
    await scene.package.applyUsers('folio', 0, [{ rev: 1, kind: 'alias', address: 'bsuid', userKey: '+491', at }])
    const [third] = await accept(scene, item('+491'))
    await scene.pass(500)
    expect(scene.row(third ?? '').state).toBe('parked')
    await scene.package.report(scene.profile('1').report([{ id: first ?? '' }]))
    await scene.pass(500)
    expect(order(scene, '2')).toEqual([second, third])
  })

  it('nor what one of them gives back, whether it waits for its number or for a time', async () => {
    for (const notBefore of [null, 60_000]) {
      const scene = await stage(['1', '2'])
      const [first, second] = await accept(
        scene,
        item('+491', { guard: { profileId: '1' } }),
        item('bsuid', { guard: { profileId: '2' } }),
      )
      await scene.pass(500)
      const at = scene.world.clock
      await scene.package.applyUsers('folio', 0, [{ rev: 1, kind: 'alias', address: 'bsuid', userKey: '+491', at }])
      const [third] = await accept(scene, item('+491'))
      scene.profile('1').over = { eligible: false, state: 'paused', eligibleAt: null, credit: 0 }
      const { released, ...report } = scene.profile('1').report([], [first ?? ''])
      const until = notBefore === null ? null : scene.world.clock + notBefore
      await scene.package.report({ ...report, released: released.map((one) => ({ ...one, notBefore: until })) })
      await scene.pass(10_000)
      expect(scene.row(first ?? '').state).toBe(notBefore === null ? 'parked' : 'timed')
      expect(scene.row(third ?? '').state).toBe('parked')
      expect(order(scene, '2')).toEqual([second])
      await scene.package.cancel(first ?? '', CALLER)
      await scene.pass(500)
      expect(order(scene, '2')).toEqual([second, third])
    }
  })

  it('nothing is bound to a number whose portfolio has not told yet who opted out there', async () => {
    const scene = await stage(['1'])
    scene.portfolio.usersSince = async (rev) => ({
      deltas: rev > 0 ? [] : [{ rev: 1, kind: 'opt', userKey: '+491', scope: 'all', at: 1, source: 'operator' }],
      rev: 1,
    })
    let silent = true
    scene.portfolio.subscribe = async () => ({ holdsRev: 0, holds: [], templatesRev: 0, templates: [], usersRev: 1 })
    scene.world.network = (call) => (silent && call.to === 'portfolio:other' ? 'lose-call' : 'ok')
    const config = packageConfig(['1', '2'], { version: 2 })
    const members = config.members.map((one) => (one.profileId === '2' ? { ...one, portfolioId: 'other' } : one))
    await scene.package.configure({ ...config, members })
    await credit(scene, '2', 5)
    const [free, stopped] = await accept(
      scene,
      item('+492', { guard: { profileId: '2' } }),
      item('+491', { guard: { profileId: '2' } }),
    )
    await scene.pass(60_000)
    expect(scene.profile('2').taken).toEqual([])
    silent = false
    await scene.pass(60_000)
    expect(order(scene, '2')).toEqual([free])
    expect(scene.row(stopped ?? '')).toMatchObject({ state: 'ended', status: 'failed' })
  })

  it('routes can be listed, set and deleted by a person', async () => {
    const scene = await stage(['1', '2'])
    expect(await scene.package.setRoute('+491', 'foreign', CALLER)).toHaveProperty('problem')
    await scene.package.setRoute('+491', '2', CALLER)
    const [id] = await accept(scene, item('+491'))
    expect(scene.row(id ?? '').profile_id).toBe('2')
    expect(await scene.package.route('+491')).toMatchObject({ userKey: '+491', profileId: '2' })
    expect(await scene.package.route('+492')).toBeNull()
    expect(await scene.package.deleteRoute('+491', CALLER)).toBe(true)
    expect(await scene.package.route('+491')).toBeNull()
    expect(await scene.package.deleteRoute('+491', CALLER)).toBe(false)
    expect((await scene.package.routes({ limit: 10, cursor: null })).items).toEqual([])
  })

  it('a route is written at most once an hour while its profile stays the same', async () => {
    const scene = await stage(['1'], { credit: 1000 })
    const sql = scene.world.sql('package', PACKAGE)
    sql.db.exec(
      'CREATE TABLE writes (n INTEGER); CREATE TRIGGER spy AFTER UPDATE ON routes BEGIN INSERT INTO writes VALUES (1); END',
    )
    for (let n = 0; n < 20; n++) {
      const [id] = await accept(scene, item('+491'))
      await scene.pass(600_000)
      await scene.package.report(scene.profile('1').report([{ id: id ?? '' }]))
    }
    const writes = sql.get<{ n: number }>('SELECT COUNT(*) AS n FROM writes')?.n ?? 0
    expect(writes).toBeGreaterThan(1)
    expect(writes).toBeLessThanOrEqual(4)
  })
})
