import { describe, expect, it } from 'vitest'
import { accepted, CALLER, item, PACKAGE, text } from './testing/scene.ts'
import { type Stage, stage } from './testing/stage.ts'

const HOUR = 3_600_000

async function one(scene: Stage, what: ReturnType<typeof item>): Promise<string> {
  return accepted((await scene.package.accept([what], CALLER))[0]).id
}

const events = async (scene: Stage, id: string) =>
  (await scene.package.message(id))?.view.timeline.map((entry) => entry.event)

describe('cancel', () => {
  it.each(['cancel', 'edit'] as const)('%s just before an opt-out is heard: the message ends once', async (change) => {
    const scene = await stage(['1'], { credit: 0 })
    const id = await one(scene, item('+491'))
    const at = scene.world.clock
    const core = scene.core()
    const [changed] = await Promise.all([
      change === 'cancel' ? core.cancel(id, CALLER) : core.edit(id, { expiresAt: at + HOUR }, CALLER),
      core.applyUsers('folio', 0, [{ rev: 1, kind: 'opt', userKey: '+491', scope: 'all', at, source: 'operator' }]),
    ])
    expect(changed).toMatchObject({ ok: false, problem: 'state-conflict' })
    expect((await events(scene, id))?.at(-1)).toBe('failed')
    expect((await core.status({ live: false })).open).toBe(0)
  })

  it('ends what waits here, and lets the next of its conversation go', async () => {
    const scene = await stage(['1'], { credit: 0 })
    const id = await one(scene, item('+491'))
    const next = await one(scene, item('+491'))
    expect(await scene.package.cancel(id, CALLER)).toMatchObject({ ok: true, view: { status: 'cancelled' } })
    expect(await scene.package.cancel(id, CALLER)).toMatchObject({ ok: false, problem: 'state-conflict' })
    expect(await scene.package.cancel('wgabcdefghij0000000000000000', CALLER)).toMatchObject({ problem: 'not-found' })
    scene.profile('1').credit = 5
    await scene.package.snapshot({ ...scene.profile('1').snapshot(), at: scene.world.clock + 1 })
    await scene.pass(500)
    expect(scene.profile('1').taken.map((taken) => taken.id)).toEqual([next])
    // the text is gone once D1 has it
    await scene.pass(1_000)
    expect(scene.world.d1.rows('SELECT content IS NOT NULL AS has FROM messages WHERE id = ?', id)).toEqual([
      { has: 1 },
    ])
    expect((await scene.package.message(id))?.view.content).toBeNull()
  })

  it('asks the owner; an offer in flight is waited out', async () => {
    const scene = await stage(['1'])
    scene.world.network = (call) => (call.method === 'offer' ? { callMs: 2000, answerMs: 10 } : 'ok')
    const id = await one(scene, item('+491'))
    const from = scene.world.clock
    expect(await scene.package.cancel(id, CALLER)).toMatchObject({ ok: false, problem: 'already-sending' })
    expect(scene.world.clock - from).toBeGreaterThan(1500)
    expect(scene.world.calls.findIndex((call) => call.method === 'cancel')).toBeGreaterThan(
      scene.world.calls.findIndex((call) => call.method === 'offer'),
    )
  })

  it('comes too late for what has left, also when it has arrived', async () => {
    const scene = await stage(['1'])
    const id = await one(scene, item('+491'))
    await scene.pass(500)
    await scene.package.report(scene.profile('1').report([{ id, status: 'delivered' }]))
    expect(await scene.package.cancel(id, CALLER)).toMatchObject({ ok: false, problem: 'already-sending' })
    expect(await scene.package.edit(id, { expiresAt: scene.world.clock + HOUR }, CALLER)).toMatchObject({
      problem: 'already-sending',
    })
  })

  it('of a message that its profile has never had makes it promise so, and ends it here', async () => {
    const scene = await stage(['1'])
    scene.world.network = (call) => (call.method === 'offer' ? 'lose-call' : 'ok')
    const id = await one(scene, item('+491'))
    expect(await scene.package.cancel(id, CALLER)).toMatchObject({ ok: true, view: { status: 'cancelled' } })
    scene.world.network = () => 'ok'
    await scene.pass(60_000)
    expect(scene.profile('1').taken).toEqual([])
    expect(scene.profile('1').never.get(id)).toBe(1)
  })
})

describe('time', () => {
  it('a scheduled message waits unbound, is listed, and meets every check again when due', async () => {
    const scene = await stage(['1'])
    const at = scene.world.clock
    const sendAt = at + HOUR
    await scene.package.heard([{ profileId: '1', userKey: '+493', address: '+493', at, windowUntil: at + HOUR / 2 }])
    const [kept, stopped, closed] = await Promise.all([
      one(scene, item('+491', { guard: { sendAt } })),
      one(scene, item('+492', { guard: { sendAt } })),
      one(scene, text('+493', { guard: { sendAt } })),
    ])
    expect((await scene.package.message(kept ?? ''))?.view).toMatchObject({
      status: 'queued',
      notBefore: sendAt,
      profileId: null,
    })
    const first = await scene.package.listScheduled({ limit: 2, cursor: null })
    const second = await scene.package.listScheduled({ limit: 2, cursor: first.nextCursor })
    expect([...first.items, ...second.items].map((view) => view.id).sort()).toEqual([kept, stopped, closed].sort())
    await scene.package.applyUsers('folio', 0, [
      { rev: 1, kind: 'opt', userKey: '+492', scope: 'all', at, source: 'operator' },
    ])
    await scene.pass(HOUR - 5000)
    expect(scene.profile('1').taken).toEqual([])
    await scene.pass(10_000)
    expect(scene.profile('1').taken.map((taken) => taken.id)).toEqual([kept])
    expect(scene.row(stopped ?? '')).toMatchObject({ state: 'ended', status: 'failed' })
    expect((await scene.package.message(closed ?? ''))?.view.error?.title).toBe('service-window-closed')
    expect(scene.world.faults).toEqual([])
  })

  it('alarms that run twice and a crash before the due time change nothing', async () => {
    const scene = await stage(['1'])
    scene.world.alarms = 'twice'
    const id = await one(scene, item('+491', { guard: { sendAt: scene.world.clock + HOUR } }))
    scene.world.crash('package', PACKAGE)
    await scene.pass(HOUR + 1000)
    expect(scene.profile('1').taken).toEqual([{ id, epoch: 1, userKey: '+491' }])
  })

  it('what waits too long ends expired, free-form past its window failed', async () => {
    const scene = await stage(['1'], { credit: 0 })
    const at = scene.world.clock
    await scene.package.heard([{ profileId: '1', userKey: '+492', address: '+492', at, windowUntil: at + HOUR }])
    const late = await one(scene, item('+491', { guard: { expiresAt: at + HOUR } }))
    const free = await one(scene, text('+492'))
    await scene.pass(HOUR + 2000)
    expect(scene.row(late)).toMatchObject({ state: 'ended', status: 'expired' })
    expect(scene.row(free)).toMatchObject({ state: 'ended', status: 'failed' })
  })

  it('an edit moves a scheduled message, changes its text, and refuses another recipient or an end before its time', async () => {
    const scene = await stage(['1'])
    const sendAt = scene.world.clock + HOUR
    const id = await one(scene, item('+491', { guard: { sendAt } }))
    const changed = item('+491', { content: '{"changed":true}' })
    expect(await scene.package.edit(id, { sendAt: sendAt + HOUR, item: changed }, CALLER)).toMatchObject({
      ok: true,
      view: { notBefore: sendAt + HOUR, content: '{"changed":true}', status: 'queued' },
    })
    expect(await scene.package.edit(id, { item: item('+499') }, CALLER)).toMatchObject({ errors: [{ path: 'to' }] })
    expect(await scene.package.edit(id, { expiresAt: sendAt }, CALLER)).toMatchObject({
      errors: [{ path: 'guard.expiresAt' }],
    })
    await scene.pass(HOUR + 1000)
    expect(scene.profile('1').taken).toEqual([])
    await scene.package.edit(id, { sendAt: scene.world.clock - 1 }, CALLER)
    await scene.pass(500)
    expect([...scene.profile('1').held.values()].map((held) => held.content)).toEqual(['{"changed":true}'])
    expect(await events(scene, id)).toEqual(['accepted', 'edited', 'edited', 'bound'])
  })

  it.each([
    ['utility', 24 * HOUR],
    ['authentication', HOUR / 6],
  ] as const)('a default end (%s) moves with its time, one that was given stays', async (category, life) => {
    const scene = await stage(['1'])
    const known = { wabaId: 'waba', name: 'sale', language: 'en', metaId: null, status: 'APPROVED', parameters: null }
    await scene.package.applyTemplates('folio', 1, [{ ...known, category }])
    const [sendAt, later] = [scene.world.clock + HOUR, scene.world.clock + 48 * HOUR]
    const id = await one(scene, item('+491', { guard: { sendAt } }))
    expect(await scene.package.edit(id, { sendAt: later }, CALLER)).toMatchObject({
      ok: true,
      view: { notBefore: later, expiresAt: later + life },
    })
    expect(await scene.package.edit(id, { sendAt }, CALLER)).toMatchObject({ view: { expiresAt: sendAt + life } })
    const given = await one(scene, item('+492', { guard: { sendAt, expiresAt: later } }))
    expect(await scene.package.edit(given, { sendAt: later }, CALLER)).toMatchObject({
      errors: [{ path: 'guard.sendAt' }],
    })
    const now = await one(scene, item('+493'))
    await scene.pass(500)
    expect(await scene.package.edit(now, { sendAt: later }, CALLER)).toMatchObject({
      ok: true,
      view: { notBefore: later, expiresAt: later + life },
    })
    await scene.pass(HOUR + 2000)
    expect(scene.row(now)).toMatchObject({ state: 'timed' })
  })

  it('a time set on a message that a profile holds brings it back for it', async () => {
    const scene = await stage(['1'])
    const id = await one(scene, item('+491'))
    await scene.pass(500)
    const sendAt = scene.world.clock + HOUR
    expect(await scene.package.edit(id, { sendAt }, CALLER)).toMatchObject({
      ok: true,
      view: { notBefore: sendAt, profileId: null },
    })
    expect(scene.profile('1').held.size).toBe(0)
    await scene.pass(HOUR + 1000)
    expect(scene.profile('1').taken.map((taken) => taken.epoch)).toEqual([1, 3])
    const sent = [...scene.profile('1').held.values()]
    for (const message of sent) message.state = 'sending'
    expect(await scene.package.edit(id, { sendAt: scene.world.clock + HOUR }, CALLER)).toMatchObject({
      problem: 'already-sending',
    })
  })
})

describe('pause', () => {
  it('stops handing over at once, is pushed to every member until it answers, and ends the same way', async () => {
    const scene = await stage(['1', '2'])
    scene.world.network = (call) =>
      call.to === 'profile:2' && call.method === 'applyPackagePause' ? 'lose-call' : 'ok'
    expect(await scene.package.pause('lunch', CALLER)).toMatchObject({ paused: true, pausedReason: 'lunch' })
    const id = await one(scene, item('+491'))
    await scene.pass(5000)
    expect(scene.row(id).state).toBe('parked')
    expect(scene.profile('1').pauses).toEqual([{ rev: 1, paused: true }])
    scene.world.crash('package', PACKAGE)
    scene.world.network = () => 'ok'
    await scene.pass(60_000)
    expect(scene.profile('2').pauses).toEqual([{ rev: 1, paused: true }])
    await scene.package.resume(null, CALLER)
    await scene.pass(1000)
    expect(scene.row(id).state).toBe('bound')
    expect(scene.profile('1').pauses.at(-1)).toEqual({ rev: 2, paused: false })
    const audit = scene.world.d1
      .rows<{ action: string }>('SELECT action FROM audit ORDER BY at')
      .map((row) => row.action)
    expect(audit).toEqual(['package.pause', 'package.resume'])
  })

  it('the global switch stops it too, and an older rev is ignored', async () => {
    const scene = await stage(['1'])
    await scene.package.applySwitch(5, true, 'maintenance')
    await scene.package.applySwitch(4, false, null)
    const id = await one(scene, item('+491'))
    expect(scene.row(id).state).toBe('parked')
    await scene.package.applySwitch(6, false, null)
    await scene.pass(500)
    expect(scene.row(id).state).toBe('bound')
  })
})

describe('users', () => {
  it('an opt-out ends what waits for that user and nothing else; gaps are not taken', async () => {
    const scene = await stage(['1'], { credit: 0 })
    const stopped = await one(scene, item('+491'))
    const other = await one(scene, item('+492'))
    const delta = {
      rev: 2,
      kind: 'opt' as const,
      userKey: '+491',
      scope: 'marketing' as const,
      at: 1,
      source: 'stop-word',
    }
    expect(await scene.package.applyUsers('folio', 1, [delta])).toEqual({ rev: 0 })
    expect(scene.row(stopped).state).toBe('parked')
    const first = { rev: 1, kind: 'alias' as const, address: 'bsuid', userKey: '+491', at: 1 }
    expect(await scene.package.applyUsers('folio', 0, [first, delta])).toEqual({ rev: 2 })
    expect(await scene.package.applyUsers('folio', 0, [first, delta])).toEqual({ rev: 2 })
    expect(scene.row(stopped)).toMatchObject({ state: 'ended', status: 'failed' })
    expect(scene.row(other).state).toBe('parked')
    const [refused] = await scene.package.accept([item('bsuid')], CALLER)
    expect(refused).toMatchObject({ problem: { type: 'opted-out' } })
  })

  it('an alias unites conversation, route and opt-outs under the stricter side', async () => {
    const scene = await stage(['1', '2'], { credit: 0 })
    const at = scene.world.clock
    await scene.package.heard([
      { profileId: '1', userKey: '+491', address: '+491', at, windowUntil: at + HOUR },
      { profileId: '2', userKey: 'bsuid', address: 'bsuid', at: at + 10, windowUntil: at + 2 * HOUR },
    ])
    const early = await one(scene, item('bsuid', { template: { name: 'x', language: 'en' }, guard: { order: 'kept' } }))
    await scene.package.applyUsers('folio', 0, [{ rev: 1, kind: 'alias', address: 'bsuid', userKey: '+491', at }])
    const routes = await scene.package.routes({ limit: 10, cursor: null })
    expect(routes.items).toMatchObject([{ userKey: '+491', profileId: '2', windowProfileId: '2' }])
    for (const address of ['+491', 'bsuid']) expect(await scene.package.route(address)).toEqual(routes.items[0])
    const later = await one(scene, item('+491'))
    const keys = scene.world.sql('package', PACKAGE).all('SELECT DISTINCT user_key FROM messages')
    expect(keys).toEqual([{ user_key: '+491' }])
    expect(
      accepted((await scene.package.accept([text('+491', { guard: { profileId: '1' } })], CALLER))[0]).status,
    ).toBe('accepted')
    expect([early, later].map((id) => scene.row(id).target)).toEqual(['2+', '2+'])
  })

  it('portfolios that know a user under different keys unite all of his addresses; an erasure leaves the others one user', async () => {
    const scene = await stage(['1'], { credit: 10 })
    const at = scene.world.clock
    await scene.package.heard([{ profileId: '1', userKey: 'bsuid', address: 'bsuid', at, windowUntil: at + HOUR }])
    const ids = [await one(scene, item('+491')), await one(scene, item('bsuid'))]
    await scene.package.setRoute('+491', '1', CALLER)
    await scene.package.applyUsers('folio', 0, [{ rev: 1, kind: 'alias', address: 'bsuid', userKey: '+491', at }])
    await scene.package.applyUsers('other', 0, [{ rev: 1, kind: 'alias', address: 'parent', userKey: 'bsuid', at }])
    ids.push(await one(scene, item('parent')))
    const keys = scene.world.sql('package', PACKAGE).all('SELECT DISTINCT user_key FROM messages')
    expect(keys).toHaveLength(1)
    await scene.pass(2_000)
    await scene.package.report(scene.profile('1').report(ids.map((id) => ({ id }))))
    expect(await scene.package.erase('+491', 'ab12')).toBe(3)
    const { db } = scene.world.sql('package', PACKAGE)
    const rows = (table: string) => JSON.stringify(db.prepare('SELECT * FROM '.concat(table)).all())
    for (const table of ['messages', 'routes', 'audit']) expect(rows(table)).not.toMatch(/\+491|bsuid|parent/)
    expect(db.prepare('SELECT * FROM aliases').all()).toEqual([{ address: 'parent', user_key: 'bsuid' }])
  })

  it('an erasure leaves no way that leads by the erased address, whichever was told first', async () => {
    const scene = await stage(['1'])
    const at = scene.world.clock
    const alias = (address: string, userKey: string) => ({ kind: 'alias', address, userKey, at, rev: 1 }) as const
    await scene.package.applyUsers('folio', 0, [alias('parent', '+492')])
    await scene.package.applyUsers('other', 0, [alias('bsuid', '+491'), { ...alias('+492', '+491'), rev: 2 }])
    const { db } = scene.world.sql('package', PACKAGE)
    const aliases = () => db.prepare('SELECT address, user_key FROM aliases ORDER BY address').all()
    expect(aliases()).toContainEqual({ address: 'parent', user_key: '+492' })
    await scene.package.erase('+492', 'ab12')
    expect(aliases()).toEqual([
      { address: 'bsuid', user_key: '+491' },
      { address: 'parent', user_key: '+491' },
    ])
    await scene.package.erase('+491', 'ef')
    expect(aliases()).toEqual([{ address: 'parent', user_key: 'bsuid' }])
  })

  it('an erasure takes what is held back as a repetition, which a person could release', async () => {
    const scene = await stage(['1'], { credit: 0, policy: { holdDuplicates: true } })
    const twice = item('+491')
    await one(scene, twice)
    const held = await one(scene, twice)
    expect(scene.row(held).status).toBe('held')
    await scene.package.erase('+491', 'ab12')
    expect(scene.row(held)).toMatchObject({ state: 'ended', status: 'cancelled' })
    const { db } = scene.world.sql('package', PACKAGE)
    expect(JSON.stringify(db.prepare('SELECT * FROM messages').all())).not.toContain('+491')
  })

  it('an erasure never weakens an opt-out that stands under the hash', async () => {
    const scene = await stage(['1'])
    const opt = (rev: number, scope: 'all' | 'marketing') =>
      ({ rev, kind: 'opt', userKey: '+491', scope, at: rev, source: 'operator' }) as const
    await scene.package.applyUsers('folio', 0, [opt(1, 'all')])
    await scene.package.erase('+491', 'ab12')
    await scene.package.applyUsers('folio', 1, [opt(2, 'marketing')])
    await scene.package.erase('+491', 'ab12')
    const { db } = scene.world.sql('package', PACKAGE)
    expect(db.prepare('SELECT user_key, scope, at FROM opt_outs').all()).toEqual([
      { user_key: 'hash:ab12', scope: 'all', at: 2 },
    ])
  })

  it('an erasure says when a number did not answer, and does all else', async () => {
    const scene = await stage(['1'])
    const done = await one(scene, item('+491', { guard: { reference: 'for +491' } }))
    await scene.pass(500)
    await scene.package.report(scene.profile('1').report([{ id: done }]))
    const bound = await one(scene, item('+491'))
    await scene.pass(500)
    expect(scene.row(bound).state).toBe('bound')
    scene.world.network = (call) => (call.method === 'cancel' ? 'lose-call' : 'ok')
    await expect(scene.package.erase('+491', 'ab12')).rejects.toThrow()
    const { view } = (await scene.package.message(done)) ?? {}
    expect(view).toMatchObject({ recipient: 'hash:ab12', reference: null })
    scene.world.network = () => 'ok'
    await expect(scene.package.erase('+491', 'ab12')).resolves.toEqual(expect.any(Number))
  })

  it('an erasure leaves no address, no text, and the opt-out under its hash', async () => {
    const scene = await stage(['1'], { credit: 1 })
    const done = await one(scene, item('+491'))
    await scene.pass(500)
    await scene.package.report(scene.profile('1').report([{ id: done }]))
    const waits = await one(scene, item('+491'))
    await scene.package.applyUsers('folio', 0, [
      { rev: 1, kind: 'opt', userKey: '+491', scope: 'marketing', at: 1, source: 'stop-word' },
    ])
    await scene.pass(500)
    expect(await scene.package.erase('+491', 'ab12')).toBeGreaterThanOrEqual(2)
    const sql = scene.world.sql('package', PACKAGE)
    for (const table of ['messages', 'routes', 'aliases', 'opt_outs'])
      expect(JSON.stringify(sql.db.prepare('SELECT * FROM '.concat(table)).all())).not.toContain('+491')
    expect((await scene.package.message(waits))?.view.content).toBeNull()
    const [again] = await scene.package.accept([item('+491', { toHash: 'ab12' })], CALLER)
    expect(again).toMatchObject({ problem: { type: 'opted-out' } })
  })

  it('an erasure of one address leaves the opt-out in force for the others of the user', async () => {
    const scene = await stage(['1'], { credit: 1 })
    const at = scene.world.clock
    await scene.package.applyUsers('folio', 0, [
      { rev: 1, kind: 'alias', address: 'DE.1', userKey: '+491', at },
      { rev: 2, kind: 'opt', userKey: '+491', scope: 'marketing', at, source: 'stop-word' },
    ])
    await scene.package.erase('DE.1', 'ab12')
    const asked = [item('+491', { toHash: 'h1' }), item('DE.1', { toHash: 'ab12' }), item('+492', { toHash: 'h2' })]
    const answers = await scene.package.accept(asked, CALLER)
    expect(answers.map((one) => ('problem' in one ? one.problem.type : 'taken'))).toEqual([
      'opted-out',
      'opted-out',
      'taken',
    ])
    const { db } = scene.world.sql('package', PACKAGE)
    expect(JSON.stringify(db.prepare('SELECT * FROM opt_outs').all())).not.toContain('DE.1')
  })

  it('an erasure takes what is scheduled, which is in no conversation yet, and nobody else`s', async () => {
    const scene = await stage(['1'])
    const guard = { sendAt: scene.world.clock + HOUR }
    const ids = [await one(scene, item('+491', { guard })), await one(scene, item('+491', { guard }))]
    const other = await one(scene, item('+492', { guard }))
    await scene.package.erase('+491', 'ab12')
    for (const id of ids) expect(scene.row(id)).toMatchObject({ state: 'ended', status: 'cancelled' })
    const { db } = scene.world.sql('package', PACKAGE)
    expect(JSON.stringify(db.prepare('SELECT * FROM messages').all())).not.toContain('+491')
    await scene.pass(2 * HOUR)
    expect(scene.profile('1').taken.map(({ id }) => id)).toEqual([other])
  })

  it('an erasure replaces what D1 was told before, also where that comes late', async () => {
    const scene = await stage(['1'], { credit: 0 })
    const id = await one(scene, item('+491'))
    await scene.package.cancel(id, CALLER)
    await scene.pass(500)
    await scene.package.erase('+491', 'ab12')
    await scene.pass(1_000)
    expect(scene.world.d1.rows('SELECT recipient FROM messages WHERE id = ?', id)).toEqual([{ recipient: 'hash:ab12' }])
    const rows = scene.world.projected.flatMap(({ batch }) => batch.messages ?? []).filter((row) => row.id === id)
    const revs = new Map(rows.map((row) => [row.rev, row.recipient]))
    for (const row of rows) expect(row.recipient).toBe(revs.get(row.rev))
  })

  it('an erasure leaves the answer of an idempotency key, which names nobody', async () => {
    const scene = await stage(['1'])
    const keyed = item('+491', { idempotencyKey: 'k' })
    const [first] = await scene.package.accept([keyed], CALLER)
    await scene.pass(500)
    await scene.package.report(scene.profile('1').report([{ id: accepted(first).id }]))
    await scene.package.erase('+491', 'ab12')
    const sql = scene.world.sql('package', PACKAGE)
    expect(JSON.stringify(sql.db.prepare('SELECT * FROM messages').all())).not.toContain('+491')
    const [again] = await scene.package.accept([keyed], CALLER)
    expect(again).toEqual({ accepted: accepted(first), replayed: true })
  })
})

describe('history', () => {
  it('D1 away delays it and nothing else; afterwards D1 agrees with the package, statistics included', async () => {
    const scene = await stage(['1'], { credit: 10 })
    scene.world.d1Down = true
    const ids = await Promise.all(Array.from({ length: 30 }, (_, n) => one(scene, item(`+49${n}`))))
    await scene.pass(120_000)
    // these the number tells itself
    const taken = new Set(scene.profile('1').taken.map(({ id }) => id))
    expect(taken.size).toBe(10)
    expect(scene.world.d1.rows('SELECT id FROM messages')).toEqual([])
    scene.world.d1Down = false
    await scene.pass(30_000)
    expect(
      scene.world.d1
        .rows<{ id: string }>('SELECT id FROM messages')
        .map((row) => row.id)
        .sort(),
    ).toEqual(ids.filter((id) => !taken.has(id)).sort())
    const stats = scene.world.d1.rows<{ accepted: number }>('SELECT accepted FROM stats')
    expect(stats.reduce((sum, row) => sum + row.accepted, 0)).toBe(30)
    expect((await scene.world.package(PACKAGE).diagnostics()).outbox).toBe(0)
    expect(scene.world.sql('package', PACKAGE).get('SELECT COUNT(*) AS n FROM page')).toEqual({ n: 1 })
  })

  it('what the package itself ends as failed is counted in the slot of its end, and nothing else is', async () => {
    const scene = await stage(['1'], { credit: 0 })
    const [stopped, cancelled] = [await one(scene, item('+491')), await one(scene, item('+492'))]
    await scene.pass(300_000)
    await scene.package.cancel(cancelled, CALLER)
    const stop = { kind: 'opt', userKey: '+491', scope: 'all', at: scene.world.clock, source: 'operator' } as const
    await scene.package.applyUsers('folio', 0, [{ rev: 1, ...stop }])
    expect(scene.row(stopped)).toMatchObject({ state: 'ended', status: 'failed' })
    const counts = () => scene.world.d1.rows("SELECT accepted, failed FROM stats WHERE profile_id = '' ORDER BY at")
    await scene.pass(2_000)
    expect(counts()).toEqual([
      { accepted: 2, failed: 0 },
      { accepted: 0, failed: 1 },
    ])
    await one(scene, item('+493'))
    await scene.pass(2_000)
    expect(counts()).toEqual([
      { accepted: 2, failed: 0 },
      { accepted: 1, failed: 1 },
    ])
  })

  it('forgets ended messages after 35 days, and open ones never', async () => {
    const scene = await stage(['1'])
    const ended = await one(scene, item('+491'))
    const open = await one(scene, item('+492'))
    await scene.pass(500)
    await scene.package.report(scene.profile('1').report([{ id: ended }]))
    await scene.pass(34 * 86_400_000)
    await scene.package.wake()
    expect(await scene.package.message(ended)).not.toBeNull()
    await scene.pass(2 * 86_400_000)
    await scene.package.wake()
    expect(await scene.package.message(ended)).toBeNull()
    expect(await scene.package.message(open)).not.toBeNull()
  })
})
