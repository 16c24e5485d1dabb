import { describe, expect, it } from 'vitest'
import { FINAL_STATUSES } from '../domain/status.ts'
import { accepted, CALLER, item, PACKAGE, packageConfig } from './testing/scene.ts'
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

describe('late binding', () => {
  it('gives credit that rises from zero to the backlog, in lanes and in order of acceptance', async () => {
    const scene = await stage(['1'], { credit: 0 })
    const [low, a, b, high] = await accept(
      scene,
      item('+491', { guard: { priority: 'low' } }),
      item('+492'),
      item('+493'),
      item('+494', { guard: { priority: 'high' } }),
    )
    await scene.pass(1000)
    expect(order(scene, '1')).toEqual([])
    await credit(scene, '1', 3)
    expect(order(scene, '1')).toEqual([high, a, b])
    await credit(scene, '1', 3)
    expect(order(scene, '1')).toEqual([high, a, b, low])
    expect(scene.world.faults).toEqual([])
  })

  it('asks a number again whose hint was lost', async () => {
    const scene = await stage(['1'], { credit: 0 })
    const [id] = await accept(scene, item('+491'))
    scene.profile('1').credit = 5
    await scene.pass(31_000)
    expect(order(scene, '1')).toEqual([id])
  })

  it('lanes order conversations: an urgent message takes the earlier ones of its conversation along, in their order', async () => {
    const scene = await stage(['1'], { credit: 0 })
    const [slow, other, urgent] = await accept(
      scene,
      item('+491', { guard: { priority: 'low' } }),
      item('+492'),
      item('+491', { guard: { priority: 'high' } }),
    )
    await credit(scene, '1', 2)
    expect(order(scene, '1')).toEqual([slow, urgent])
    await credit(scene, '1', 2)
    expect(order(scene, '1')).toEqual([slow, urgent, other])
  })

  it('order free does not wait for its conversation', async () => {
    const scene = await stage(['1'], { credit: 0 })
    const [slow, code] = await accept(
      scene,
      item('+491', { guard: { priority: 'low' } }),
      item('+491', { guard: { priority: 'high', order: 'free' } }),
    )
    await credit(scene, '1', 1)
    expect(order(scene, '1')).toEqual([code])
    await credit(scene, '1', 1)
    expect(order(scene, '1')).toEqual([code, slow])
  })

  it('keeps a conversation on one profile while any of it is open there, and frees it afterwards', async () => {
    const scene = await stage(['1', '2'])
    const [first] = await accept(scene, item('+491'))
    const [second] = await accept(scene, item('+491'))
    await scene.pass(500)
    expect(order(scene, '1')).toEqual([first, second])
    // no credit left there: the third waits for it, though a sibling has plenty
    await credit(scene, '1', 0)
    const [third] = await accept(scene, item('+491'))
    await scene.pass(500)
    expect(scene.row(third ?? '')).toMatchObject({ state: 'parked', target: '1+' })
    await scene.package.report(
      scene.profile('1').report([
        { id: first ?? '', status: 'failed', acceptedByMeta: false },
        { id: second ?? '', status: 'failed', acceptedByMeta: false },
      ]),
    )
    await scene.pass(500)
    expect(order(scene, '2')).toEqual([third])
  })

  it('a pinned message to another number waits until the conversation has left the first', async () => {
    const scene = await stage(['1', '2'])
    const [first] = await accept(scene, item('+491', { guard: { profileId: '1' } }))
    const [pinned] = await accept(scene, item('+491', { guard: { profileId: '2' } }))
    await scene.pass(500)
    expect(order(scene, '2')).toEqual([])
    expect(scene.row(pinned ?? '')).toMatchObject({ state: 'parked', target: '!2' })
    await scene.package.report(scene.profile('1').report([{ id: first ?? '' }]))
    await scene.pass(500)
    expect(order(scene, '2')).toEqual([pinned])
  })

  it('an unknown under at_most_once binds its conversation but keeps nobody waiting elsewhere', async () => {
    const scene = await stage(['1', '2'])
    const [first] = await accept(scene, item('+491', { guard: { profileId: '1', policy: 'at_most_once' } }))
    const [pinned] = await accept(scene, item('+491', { guard: { profileId: '2' } }))
    await scene.pass(500)
    await scene.package.report(
      scene.profile('1').report([{ id: first ?? '', status: 'unknown', open: true, acceptedByMeta: false }]),
    )
    await scene.pass(500)
    expect(order(scene, '2')).toEqual([pinned])
    const [free] = await accept(scene, item('+491'))
    expect(['1', '2']).toContain(scene.row(free ?? '').profile_id)
  })

  it('a template that one account has paused goes by another, and waits without being scanned when none is left', async () => {
    const scene = await stage(['1', '2'], { wabas: { '1': 'a', '2': 'b' } })
    const registry = (...paused: string[]) =>
      ['a', 'b'].map((wabaId) => ({
        wabaId,
        name: 'sale',
        language: 'en',
        metaId: null,
        category: 'utility' as const,
        status: paused.includes(wabaId) ? 'PAUSED' : 'APPROVED',
        parameters: null,
      }))
    await scene.package.applyTemplates('folio', 1, registry('a'))
    const [one] = await accept(scene, item('+491'))
    expect(scene.row(one ?? '').profile_id).toBe('2')
    await scene.package.applyTemplates('folio', 2, registry('a', 'b'))
    const [parked] = await accept(scene, item('+492'))
    expect(scene.row(parked ?? '')).toMatchObject({ state: 'parked', target: '~' })
    const [other] = await accept(scene, item('+493', { template: { name: 'fine', language: 'en' } }))
    expect(scene.row(other ?? '').state).toBe('bound')
    await scene.package.applyTemplates('folio', 3, registry('a'))
    await scene.pass(500)
    expect(scene.row(parked ?? '')).toMatchObject({ state: 'bound', profile_id: '2' })
  })
})

describe('a package deleted with work in it', () => {
  it('cancels what waits and what profiles give back, keeps what is being sent, and ends when nothing is open', async () => {
    const scene = await stage(['1'], { credit: 3 })
    const ids = await accept(scene, ...['+1', '+2', '+3', '+4', '+5'].map((to) => item(to)))
    const [timed] = await accept(scene, item('+6', { guard: { sendAt: scene.world.clock + 3_600_000 } }))
    await scene.pass(500)
    const sending = scene.profile('1').held.get(ids[0] ?? '')
    if (sending !== undefined) sending.state = 'sending'
    await scene.package.configure(packageConfig([], { version: 2, deletedAt: scene.world.clock }))
    await scene.pass(10_000)
    expect([...ids.slice(1), timed ?? ''].map((id) => scene.row(id).status)).toEqual(Array(5).fill('cancelled'))
    expect(scene.row(ids[0] ?? '').state).toBe('bound')
    expect((await scene.package.status({ live: false })).open).toBe(1)
    await scene.package.report(scene.profile('1').report([{ id: ids[0] ?? '' }]))
    expect((await scene.package.status({ live: false })).open).toBe(0)
    expect(await scene.package.cancelAll(CALLER)).toEqual({ cancelled: 0, open: 0, more: false })
  })
})

describe('the counts', () => {
  it('agree with the rows after any of it, and every message is in one state', async () => {
    const scene = await stage(['1', '2'], { credit: 4 })
    const ids = await accept(
      scene,
      ...Array.from({ length: 20 }, (_, n) =>
        item(`+49${n % 6}`, { guard: { priority: (['high', 'normal', 'low'] as const)[n % 3] ?? 'low' } }),
      ),
    )
    await accept(scene, item('+7', { guard: { sendAt: scene.world.clock + 60_000 } }))
    await scene.pass(500)
    await scene.package.report(
      scene
        .profile('1')
        .report([{ id: scene.profile('1').taken[0]?.id ?? '' }], [scene.profile('1').taken[1]?.id ?? '']),
    )
    await scene.package.cancel(ids[19] ?? '', CALLER)
    await scene.pass(120_000)
    const sql = scene.world.sql('package', PACKAGE)
    const count = (where: string) =>
      sql.db.prepare('SELECT COUNT(*) AS n FROM messages WHERE '.concat(where)).get()?.['n']
    const status = await scene.package.status({ live: false })
    expect(status.backlog).toMatchObject({
      high: count("state = 'parked' AND lane = 0"),
      normal: count("state = 'parked' AND lane = 1"),
      low: count("state = 'parked' AND lane = 2"),
      scheduled: count("state = 'timed' AND conv = 0"),
      total: count("state = 'parked' OR state = 'timed' AND conv = 1"),
    })
    expect(status.handedOver).toBe(count("state = 'bound'"))
    scene.world.crash('package', PACKAGE)
    expect(await scene.package.status({ live: false })).toMatchObject({
      backlog: status.backlog,
      handedOver: status.handedOver,
    })
    for (const row of sql.all<{ state: string; status: 'sent'; told: 'sent' | null }>(
      'SELECT state, status, told FROM messages',
    ))
      if (row.state === 'ended') expect(FINAL_STATUSES.has(row.told ?? row.status)).toBe(true)
  })
})

describe('a backlog longer than what a number can send soon', () => {
  it('is given to it in parts: up to a quarter of its credit, anew below an eighth, but what is urgent at once', async () => {
    const scene = await stage(['1'], { credit: 0 })
    await scene.package.accept(
      Array.from({ length: 500 }, (_, n) => item(`+49${n}`)),
      CALLER,
    )
    const profile = scene.profile('1')
    profile.credit = 1_000
    let sent = 0
    profile.over = {
      get queue() {
        return profile.taken.length - sent
      },
      get credit() {
        return 400 - profile.taken.length + sent
      },
    }
    const whenSent = async (more: number) => {
      sent += more
      await scene.package.snapshot({ ...profile.snapshot(), at: scene.world.clock + 1 })
      await scene.pass(100)
      return profile.taken.length
    }
    expect(await whenSent(0)).toBe(100)
    expect(await whenSent(50)).toBe(100)
    const { id } = accepted((await scene.package.accept([item('+481', { guard: { priority: 'high' } })], CALLER))[0])
    await scene.pass(100)
    expect(profile.taken.map((one) => one.id).slice(100)).toEqual([id])
    expect(await whenSent(2)).toBe(101 + 51)
  })

  it('is given to it while what it holds waits for recipients', async () => {
    const scene = await stage(['1'], { credit: 0 })
    await scene.package.accept(
      Array.from({ length: 10 }, (_, n) => item(`+49${n}`)),
      CALLER,
    )
    const profile = scene.profile('1')
    profile.credit = 350
    profile.over = { queue: 50, ready: 50 }
    const speak = () => scene.package.snapshot({ ...profile.snapshot(), at: scene.world.clock + 1 })
    await speak()
    await scene.pass(100)
    expect(profile.taken).toHaveLength(0)
    profile.over = { queue: 50, ready: 0 }
    await speak()
    await scene.pass(100)
    expect(profile.taken).toHaveLength(10)
  })
})
