import { describe, expect, it } from 'vitest'
import type { Call, Fate } from '../kit/testing/world-types.ts'
import { accepted, CALLER, item, PACKAGE, packageConfig, snapshotOf } from './testing/scene.ts'
import { type Stage, stage } from './testing/stage.ts'

async function send(scene: Stage, to = '+491'): Promise<string> {
  return accepted((await scene.package.accept([item(to)], CALLER))[0]).id
}

const offers = (fate: Fate) => (call: Call) => (call.method === 'offer' ? fate : 'ok')

describe('the offer', () => {
  it('goes out again, the same to the same profile, until it is answered (repeat-offer)', async () => {
    const scene = await stage(['1', '2'])
    scene.world.network = offers('lose-call')
    const id = await send(scene)
    await scene.pass(120_000)
    const sent = scene.world.calls.filter((call) => call.method === 'offer')
    expect(new Set(sent.map((call) => call.to))).toEqual(new Set(['profile:1']))
    expect(sent.length).toBeGreaterThan(8)
    // 0.2 s doubling to 15 s
    const gaps = sent.slice(1).map((call, n) => call.at - (sent[n]?.at ?? 0))
    expect(gaps[0]).toBeLessThan(400)
    expect(Math.max(...gaps)).toBeGreaterThan(14_000)
    expect(Math.max(...gaps)).toBeLessThan(16_000)
    expect(scene.row(id)).toMatchObject({ state: 'bound', profile_id: '1', epoch: 1 })
    scene.world.network = () => 'ok'
    await scene.pass(16_000)
    expect(scene.profile('1').taken).toEqual([{ id, epoch: 1, userKey: '+491' }])
  })

  it('is taken once when its answer is lost or it comes twice', async () => {
    for (const fate of ['lose-answer', 'duplicate'] as const) {
      const scene = await stage(['1'])
      let times = 0
      scene.world.network = (call) => (call.method === 'offer' && times++ < 3 ? fate : 'ok')
      const id = await send(scene)
      await scene.pass(10_000)
      expect(scene.profile('1').taken).toEqual([{ id, epoch: 1, userKey: '+491' }])
      expect(scene.world.sql('package', PACKAGE).get('SELECT COUNT(*) AS n FROM offers')).toEqual({ n: 0 })
    }
  })

  it('is repeated within a second after a crash, though nobody calls', async () => {
    const scene = await stage(['1'])
    scene.world.network = offers('lose-call')
    const id = await send(scene)
    scene.world.crash('package', PACKAGE)
    scene.world.network = () => 'ok'
    await scene.pass(1_200)
    expect(scene.profile('1').taken).toEqual([{ id, epoch: 1, userKey: '+491' }])
  })

  it('carries up to 200 messages and about 1 MB, one in flight per profile', async () => {
    const scene = await stage(['1'], { credit: 500 })
    const big = (n: number) => item(`+49${n}`, { content: 'x'.repeat(40_000) })
    await scene.package.accept(
      Array.from({ length: 40 }, (_, n) => big(n)),
      CALLER,
    )
    await scene.package.accept(
      Array.from({ length: 250 }, (_, n) => item(`+48${n}`)),
      CALLER,
    )
    await scene.pass(1000)
    const sizes = scene.profile('1').offers.map((offer) => ({
      count: offer.messages.length,
      bytes: offer.messages.reduce((sum, one) => sum + one.content.length, 0),
    }))
    for (const size of sizes) {
      expect(size.count).toBeLessThanOrEqual(200)
      expect(size.bytes).toBeLessThanOrEqual(1_000_000)
    }
    expect(scene.profile('1').taken).toHaveLength(290)
    const inFlight = scene.world.calls.filter((call) => call.method === 'offer').map((call) => call.at)
    expect(new Set(inFlight).size).toBe(inFlight.length)
  })
})

describe('a clock that goes back', () => {
  it('keeps nobody waiting for longer than the rule allows', async () => {
    const scene = await stage(['1'], { credit: 0 })
    scene.world.network = offers('lose-call')
    const waits = await send(scene)
    scene.world.skew('package', PACKAGE, -86_400_000)
    scene.world.skew('profile', '1', -86_400_000)
    scene.world.network = () => 'ok'
    scene.profile('1').credit = 3
    await scene.package.snapshot(scene.profile('1').snapshot())
    await scene.pass(60_000)
    expect(scene.profile('1').taken.map((one) => one.id)).toEqual([waits])
    const next = await send(scene, '+492')
    await scene.pass(1000)
    expect(scene.profile('1').taken.map((one) => one.id)).toEqual([waits, next])
  })
})

describe('refused and released', () => {
  it('a refusal makes it the package own again, and it goes to a sibling', async () => {
    const scene = await stage(['1', '2'])
    scene.profile('1').answer = (offer) => ({
      refused: offer.messages.map(({ id, epoch }) => ({ id, epoch, reasons: [{ code: 'no-credit', detail: 'full' }] })),
      credit: 0,
      snapshot: { ...scene.profile('1').snapshot(), credit: 0 },
    })
    const id = await send(scene)
    await scene.pass(1000)
    expect(scene.row(id)).toMatchObject({ state: 'bound', profile_id: '2', epoch: 3 })
    expect(scene.profile('2').taken).toEqual([{ id, epoch: 3, userKey: '+491' }])
    const view = await scene.package.message(id)
    expect(view?.view.timeline.map((one) => `${one.epoch}.${one.n} ${one.event}`)).toEqual([
      '0.1 accepted',
      '0.2 bound',
      '2.1 returned',
      '2.2 bound',
    ])
  })

  it('only the word for the epoch in force counts, and each release is taken once (epoch-on-answer)', async () => {
    const scene = await stage(['1', '2'])
    const id = await send(scene)
    await scene.pass(1000)
    const one = scene.profile('1')
    one.over = { eligible: false, state: 'paused', eligibleAt: null, credit: 0 }
    const released = one.report([], [id])
    await scene.package.report(released)
    await scene.pass(1000)
    expect(scene.row(id)).toMatchObject({ state: 'bound', profile_id: '2', epoch: 3 })
    // the same report again, late, and a refusal of the old epoch by the old profile
    await scene.package.report(released)
    await scene.package.report({
      ...released,
      profileId: '2',
      released: [{ ...(released.released[0] ?? never()), epoch: 1 }],
    })
    await scene.pass(1000)
    expect(scene.row(id)).toMatchObject({ state: 'bound', profile_id: '2', epoch: 3 })
    expect(scene.profile('2').taken).toHaveLength(1)
    // a settled word of the old owner does not end it either
    await scene.package.report(one.report([{ id, epoch: 1, status: 'sent' }]))
    expect(scene.row(id).state).toBe('bound')
    await scene.package.report(scene.profile('2').report([{ id }]))
    expect(scene.row(id).state).toBe('ended')
  })

  it('a silent profile keeps its message for an hour; nobody else is offered it (wait-for-release)', async () => {
    const scene = await stage(['1', '2'])
    scene.world.network = (call) => (call.to === 'profile:1' ? 'lose-answer' : 'ok')
    const id = await send(scene)
    await scene.package.snapshot(
      snapshotOf('1', scene.world.clock, { eligible: false, state: 'paused', eligibleAt: null, credit: 0 }),
    )
    await scene.pass(3_600_000)
    expect(scene.profile('2').taken).toEqual([])
    expect(scene.row(id)).toMatchObject({ state: 'bound', profile_id: '1', epoch: 1 })
    scene.world.network = () => 'ok'
    await scene.pass(16_000)
    await scene.package.report(scene.profile('1').report([{ id }]))
    expect(scene.row(id).state).toBe('ended')
  })

  it('a profile that is no longer ours is asked to promise never to take it before it is bound anew', async () => {
    const scene = await stage(['1', '2'])
    scene.profile('1').answer = () => ({ blocked: { reason: 'not-mine' }, credit: 0 })
    const id = await send(scene)
    await scene.pass(2000)
    const calls = scene.world.calls
      .filter((call) => ['offer', 'release'].includes(call.method))
      .map((call) => `${call.method} ${call.to}`)
    expect(calls.slice(0, 3)).toEqual(['offer profile:1', 'release profile:1', 'offer profile:2'])
    expect(scene.profile('1').never.get(id)).toBe(1)
    expect(scene.profile('2').taken).toEqual([{ id, epoch: 3, userKey: '+491' }])
  })

  it('a message that nobody keeps does not spin', async () => {
    const scene = await stage(['1', '2'], { credit: 1000 })
    for (const id of ['1', '2'])
      scene.profile(id).answer = (offer) => ({
        refused: offer.messages.map((one) => ({
          id: one.id,
          epoch: one.epoch,
          reasons: [{ code: 'odd', detail: 'no' }],
        })),
      })
    await send(scene)
    await scene.pass(600_000)
    const count = scene.world.calls.filter((call) => call.method === 'offer').length
    expect(count).toBeGreaterThan(5)
    expect(count).toBeLessThan(30)
  })
})

describe('opt-outs between check and offer', () => {
  it('a profile that knows more stops the offer until the package has pulled and taken back what it stops', async () => {
    const scene = await stage(['1'])
    const rev = { profile: 1 }
    const deltas = [
      { rev: 1, kind: 'opt' as const, userKey: '+491', scope: 'marketing' as const, at: 1, source: 'stop-word' },
    ]
    scene.portfolio.usersSince = async (from: number) => ({ deltas: from < 1 ? deltas : [], rev: 1 })
    scene.profile('1').answer = (offer) =>
      offer.usersRev < rev.profile ? { blocked: { reason: 'users-rev', rev: 1 } } : null
    const stopped = await send(scene)
    const other = await send(scene, '+492')
    await scene.pass(5000)
    expect(scene.row(stopped)).toMatchObject({ state: 'ended', status: 'failed' })
    expect(scene.profile('1').taken.map((one) => one.id)).toEqual([other])
    expect(scene.profile('1').offers.at(-1)?.usersRev).toBe(1)
  })
})

function never(): never {
  throw new Error('missing')
}

describe('a removed member', () => {
  it('has its waiting messages placed anew, and gives the rest back by its reports', async () => {
    const scene = await stage(['1', '2'], { policy: { distribution: 'round_robin' } })
    const held = await send(scene)
    await scene.pass(100)
    expect(scene.row(held).profile_id).toBe('1')
    scene.profile('1').credit = 0
    scene.profile('2').credit = 0
    for (const id of ['1', '2']) await scene.package.snapshot(snapshotOf(id, scene.world.clock, { credit: 0 }))
    const pinned = accepted((await scene.package.accept([item('+492', { guard: { profileId: '1' } })], CALLER))[0]).id
    const follows = await send(scene)
    await scene.package.configure(packageConfig(['2'], { version: 2 }))
    await scene.pass(1000)
    expect(scene.row(pinned)).toMatchObject({ state: 'ended', status: 'cancelled' })
    expect(scene.row(held)).toMatchObject({ state: 'bound', profile_id: '1' })
    scene.profile('2').credit = 5
    await scene.package.report(scene.profile('1').report([], [held]))
    await scene.package.snapshot(snapshotOf('2', scene.world.clock, { credit: 5 }))
    await scene.pass(1000)
    expect(scene.row(held)).toMatchObject({ state: 'bound', profile_id: '2' })
    expect(scene.row(follows)).toMatchObject({ state: 'bound', profile_id: '2' })
    expect(scene.profile('2').taken.map((one) => one.id)).toEqual([held, follows])
  })
})

describe('an offer that cannot be read', () => {
  it('is tried again by and by, not in the same turn for ever', async () => {
    const scene = await stage(['1'])
    scene.world.network = offers('lose-call')
    const id = await send(scene)
    const sql = scene.world.sql('package', PACKAGE)
    let broken = true
    const all = sql.all.bind(sql)
    sql.all = (query, ...params) => {
      if (broken && query.startsWith('SELECT n, seqs FROM offers')) throw new Error('cannot be read')
      return all(query, ...params)
    }
    const { faults } = scene.world
    // without end it would never come back to this test
    const push = faults.push.bind(faults)
    faults.push = (...more) => {
      if (faults.length === 100) broken = false
      return push(...more)
    }
    // what it had read before is gone with it
    scene.world.crash('package', PACKAGE)
    await scene.pass(60_000)
    const tries = faults.filter((one) => one.where === 'offer')
    expect(tries.length).toBeGreaterThan(1)
    expect(tries.length).toBeLessThan(30)
    broken = false
    scene.world.network = () => 'ok'
    await scene.pass(60_000)
    expect(scene.profile('1').taken).toEqual([{ id, epoch: 1, userKey: '+491' }])
  })
})
