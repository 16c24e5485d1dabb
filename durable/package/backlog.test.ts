import { describe, expect, it } from 'vitest'
import type { Hold } from '../domain/hold.ts'
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

/** What the portfolio lists of the template of two accounts, paused at some. */
const pausedAt = (...paused: string[]) =>
  ['a', 'b'].map((wabaId) => ({
    wabaId,
    name: 'sale',
    language: 'en',
    metaId: null,
    category: 'utility' as const,
    status: paused.includes(wabaId) ? 'PAUSED' : 'APPROVED',
    parameters: null,
  }))

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
    await scene.package.applyTemplates('folio', 1, pausedAt('a'))
    const [one] = await accept(scene, item('+491'))
    expect(scene.row(one ?? '').profile_id).toBe('2')
    await scene.package.applyTemplates('folio', 2, pausedAt('a', 'b'))
    const [parked] = await accept(scene, item('+492'))
    expect(scene.row(parked ?? '')).toMatchObject({ state: 'parked', target: '~' })
    const [other] = await accept(scene, item('+493', { template: { name: 'fine', language: 'en' } }))
    expect(scene.row(other ?? '').state).toBe('bound')
    await scene.package.applyTemplates('folio', 3, pausedAt('a'))
    await scene.pass(500)
    expect(scene.row(parked ?? '')).toMatchObject({ state: 'bound', profile_id: '2' })
  })

  it('ends when Meta calls its template marketing meanwhile, for whoever opted out of that', async () => {
    const scene = await stage(['1'], { credit: 0 })
    const listed = (category: 'utility' | 'marketing') => [
      { wabaId: 'waba', name: 'sale', language: 'en', metaId: null, category, status: 'APPROVED', parameters: null },
    ]
    await scene.package.applyTemplates('folio', 1, listed('utility'))
    const opt = { kind: 'opt', userKey: '+491', scope: 'marketing', at: 1, source: 'word' } as const
    await scene.package.applyUsers('folio', 0, [{ rev: 1, ...opt }])
    const [out, other] = await accept(scene, item('+491'), item('+492'))
    await scene.package.applyTemplates('folio', 2, listed('marketing'))
    scene.profile('1').credit = 5
    await scene.package.snapshot({ ...scene.profile('1').snapshot(), at: scene.world.clock + 1 })
    await scene.pass(500)
    expect(scene.profile('1').taken.map(({ id }) => id)).toEqual([other])
    expect(scene.row(out ?? '')).toMatchObject({ state: 'ended', status: 'failed' })
  })

  it('goes once its template is approved, however many others wait for theirs, though nothing else happens', async () => {
    const scene = await stage(['1'], { credit: 200 })
    const registry = (sale: string) =>
      (['sale', 'other'] as const).map((name) => ({
        wabaId: 'waba',
        name,
        language: 'en',
        metaId: null,
        category: 'utility' as const,
        status: name === 'sale' ? sale : 'PAUSED',
        parameters: null,
      }))
    await scene.package.applyTemplates('folio', 1, registry('PAUSED'))
    const other = { template: { name: 'other', language: 'en' } }
    await accept(scene, ...Array.from({ length: 130 }, (_, n) => item(`+49${n}`, other)))
    const [id] = await accept(scene, item('+48'))
    await scene.pass(60_000)
    await scene.package.applyTemplates('folio', 2, registry('APPROVED'))
    await scene.pass(1_000)
    expect(scene.profile('1').taken.map((taken) => taken.id)).toEqual([id])
  })

  it('ends when the package hears late that an erased user had opted out, known by his hash alone', async () => {
    const scene = await stage(['1'], { credit: 0 })
    const [out, other] = await accept(scene, item('+491', { toHash: 'ab' }), item('+492', { toHash: 'cd' }))
    await scene.package.applyUsers('folio', 0, [
      { rev: 1, kind: 'opt', userKey: 'hash:ab', scope: 'all', at: 1, source: 'operator' },
    ])
    scene.profile('1').credit = 5
    await scene.package.snapshot({ ...scene.profile('1').snapshot(), at: scene.world.clock + 1 })
    await scene.pass(500)
    expect(scene.profile('1').taken.map(({ id }) => id)).toEqual([other])
    expect(scene.row(out ?? '')).toMatchObject({ state: 'ended', status: 'failed' })
    expect((await scene.package.message(out ?? ''))?.view.error?.title).toBe('opted-out')
  })

  it.each(['ARCHIVED', 'DELETED', 'PENDING_DELETION'])(
    'waits for a template that its only account lists as %s',
    async (status) => {
      const scene = await stage(['1'])
      const registry = (word: string) => [
        {
          wabaId: 'waba',
          name: 'sale',
          language: 'en',
          metaId: null,
          category: 'utility' as const,
          status: word,
          parameters: null,
        },
      ]
      await scene.package.applyTemplates('folio', 1, registry(status))
      const [id] = await accept(scene, item('+491'))
      await scene.pass(60_000)
      expect(scene.profile('1').taken).toEqual([])
      await scene.package.applyTemplates('folio', 2, registry('APPROVED'))
      await scene.pass(60_000)
      expect(scene.profile('1').taken.map((taken) => taken.id)).toEqual([id])
    },
  )
})

describe('what waits is looked at again', () => {
  it('when its number takes new conversations again, though no word of that has come', async () => {
    const scene = await stage(['1'])
    scene.profile('1').over = { newConversations: false }
    await scene.package.snapshot({ ...scene.profile('1').snapshot(), at: scene.world.clock + 1 })
    const [id] = await accept(scene, item('+491'))
    await scene.pass(2_000)
    expect(scene.row(id ?? '').target).toBe('~')
    scene.profile('1').over = {}
    await scene.pass(60_000)
    expect(order(scene, '1')).toEqual([id])
  })

  it('when a hold that its sibling had told of itself is over, and the portfolio knows nothing of it', async () => {
    const scene = await stage(['1', '2'], { wabas: { 1: 'a', 2: 'a' } })
    const hold: Hold = {
      ...{ key: 'waba:a:131042', subject: { kind: 'waba', id: 'a' }, code: '131042', reach: 'billable' },
      ...{ class: 'account', autoResume: 'status', since: 0, until: null, detail: 'unpaid' },
    }
    scene.profile('1').credit = 0
    scene.profile('1').over = { eligible: false, state: 'quarantined', holds: [hold] }
    await scene.package.snapshot({ ...scene.profile('1').snapshot(), at: scene.world.clock + 1 })
    const [id] = await accept(scene, item('+491'))
    expect(scene.row(id ?? '').target).toBe('~')
    scene.profile('1').over = { eligible: false, state: 'quarantined' }
    await scene.pass(60_000)
    expect(order(scene, '2')).toEqual([id])
  })

  it('when the number that its route names cannot send for longer than the patience, and another account may', async () => {
    const scene = await stage(['1', '2'], { wabas: { 1: 'a', 2: 'b' } })
    await scene.package.setRoute('+491', '1', CALLER)
    await scene.package.applyTemplates('folio', 1, pausedAt('a'))
    const [id] = await accept(scene, item('+491'))
    await scene.pass(1_000)
    expect(scene.row(id ?? '').target).toBe('~1+')
    scene.profile('1').over = { eligible: false, state: 'quarantined', eligibleAt: null }
    scene.profile('1').credit = 0
    await scene.package.snapshot({ ...scene.profile('1').snapshot(), at: scene.world.clock + 1 })
    await scene.pass(1_000)
    expect(order(scene, '2')).toEqual([id])
  })

  it.each(['set', 'deleted'])('when its route is %s by a person', async (word) => {
    const scene = await stage(['1', '2'], { policy: { failover: { enabled: false, stickyPatienceSeconds: 900 } } })
    await scene.package.setRoute('+491', '1', CALLER)
    scene.profile('1').over = { eligible: false, state: 'quarantined', eligibleAt: null }
    await scene.package.snapshot({ ...scene.profile('1').snapshot(), at: scene.world.clock + 1 })
    const ids = await accept(scene, item('+491'), item('+491'))
    await scene.pass(60_000)
    expect(ids.map((id) => scene.row(id).state)).toEqual(['parked', 'parked'])
    if (word === 'set') await scene.package.setRoute('+491', '2', CALLER)
    else await scene.package.deleteRoute('+491', CALLER)
    await scene.pass(1_000)
    expect(order(scene, '2')).toEqual(ids)
  })
})

describe('hints to dashboards', () => {
  it.each([
    { watched: true, everyMs: 200 },
    { watched: false, everyMs: 1_000 },
  ])('leave every $everyMs ms where it is $watched that somebody looks', async ({ watched, everyMs }) => {
    const scene = await stage(['1'], { credit: 0 })
    await scene.pass(2_000)
    scene.world.watched = watched
    scene.world.published.length = 0
    for (let n = 0; n < 40; n++) {
      await accept(scene, item(`+49${n}`))
      await scene.pass(97)
    }
    const times = scene.world.published.map(({ at }) => at)
    const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0))
    expect(gaps.length).toBeGreaterThan(2)
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(everyMs)
    // and none waits longer than it must for the next
    for (const gap of gaps) expect(gap).toBeLessThan(everyMs + 150)
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
