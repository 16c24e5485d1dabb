import { describe, expect, it } from 'vitest'
import { DEPLOYMENT } from '../portfolio/rpc.ts'
import { accepted, CALLER, item, PACKAGE, packageConfig, snapshotOf, text } from './testing/scene.ts'
import { type Stage, stage } from './testing/stage.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const problemOf = (result: unknown) => (result as { problem?: { type: string; errors?: { path: string }[] } }).problem

async function heard(scene: Stage, profileId: string, userKey: string, forMs: number) {
  const at = scene.world.clock
  await scene.package.heard([{ profileId, userKey, address: userKey, at, windowUntil: at + forMs }])
}

describe('accepting', () => {
  it('binds a message at once to a profile with credit, and the profile takes it', async () => {
    const scene = await stage(['1', '2'])
    const [result] = await scene.package.accept([item('+491')], CALLER)
    const answer = accepted(result)
    expect(answer).toMatchObject({ status: 'queued', profileId: '1' })
    await scene.pass(1000)
    expect(scene.profile('1').taken).toEqual([{ id: answer.id, epoch: 1, userKey: '+491' }])
    expect(scene.row(answer.id)).toMatchObject({ state: 'bound', epoch: 1, profile_id: '1' })
    expect(scene.world.faults).toEqual([])
    // the number that has it tells D1
    expect(scene.world.d1.rows('SELECT id, status, profile_id, rev FROM messages')).toEqual([])
    const told = await scene.package.message(answer.id)
    expect(told?.boundTo).toBe('1')
    expect(told?.view.timeline.map((one) => [one.epoch, one.n, one.event, one.actor.name])).toEqual([
      [0, 1, 'accepted', 'shop'],
      [0, 2, 'bound', 'distribution'],
    ])
  })

  it('answers every item of a batch in order, each accepted or with its own problem', async () => {
    const scene = await stage(['1'])
    const results = await scene.package.accept(
      [item('+491'), text('+492'), item('+493', { guard: { profileId: 'foreign' } }), item('+494')],
      CALLER,
    )
    expect(results.map((one) => problemOf(one)?.type ?? 'accepted')).toEqual([
      'accepted',
      'service-window-closed',
      'invalid-request',
      'accepted',
    ])
    expect(problemOf(results[2])?.errors?.[0]?.path).toBe('guard.profileId')
    expect(scene.world.sql('package', PACKAGE).get('SELECT COUNT(*) AS n FROM messages')).toEqual({ n: 2 })
  })

  it('refuses a package that was never configured or was deleted', async () => {
    const scene = await stage(['1'])
    expect(problemOf((await scene.world.package('pkg_zzzzzzzzzz').accept([item('+491')], CALLER))[0])?.type).toBe(
      'not-found',
    )
    await scene.package.configure(packageConfig([], { version: 2, deletedAt: 1 }))
    expect(problemOf((await scene.package.accept([item('+491')], CALLER))[0])?.type).toBe('not-found')
  })

  it('ends by its kind: 24 h, 10 minutes for authentication, the window for free-form; a past end is refused', async () => {
    const scene = await stage(['1'])
    await heard(scene, '1', '+491', HOUR)
    await scene.package.applyTemplates('folio', 1, [
      {
        wabaId: 'waba',
        name: 'sale',
        language: 'en',
        metaId: null,
        category: 'authentication',
        status: 'APPROVED',
        parameters: null,
      },
    ])
    const now = scene.world.clock
    const results = await scene.package.accept(
      [
        item('+492', { template: { name: 'other', language: 'en' } }),
        item('+493'),
        text('+491'),
        item('+494', { guard: { expiresAt: now + 5000 } }),
        item('+495', { guard: { expiresAt: now - 1 } }),
      ],
      CALLER,
    )
    const ends = await Promise.all(
      results.slice(0, 4).map(async (one) => (await scene.package.message(accepted(one).id))?.view.expiresAt),
    )
    const at =
      scene.world.sql('package', PACKAGE).get<{ at: number }>('SELECT MIN(accepted_at) AS at FROM messages')?.at ?? 0
    expect(ends[0]).toBe(at + DAY)
    expect(ends[1]).toBe(at + 600_000)
    expect(ends[2]).toBeLessThanOrEqual(at + HOUR)
    expect(ends[3]).toBe(now + 5000)
    expect(problemOf(results[4])?.errors?.[0]?.path).toBe('guard.expiresAt')
  })

  it('sends free-form to the number of its window alone, also when pinned elsewhere', async () => {
    const scene = await stage(['1', '2'])
    await heard(scene, '2', '+491', HOUR)
    const [free, pinned, here] = await scene.package.accept(
      [text('+491'), text('+491', { guard: { profileId: '1' } }), text('+491', { guard: { profileId: '2' } })],
      CALLER,
    )
    expect(accepted(free).profileId).toBe('2')
    expect(problemOf(pinned)?.type).toBe('service-window-closed')
    expect(accepted(here).profileId).toBe('2')
    await scene.pass(HOUR + 1)
    expect(problemOf((await scene.package.accept([text('+491')], CALLER))[0])?.type).toBe('service-window-closed')
  })

  it('refuses what the recipient has opted out of, known by hash too', async () => {
    const scene = await stage(['1'])
    await scene.package.applyUsers('folio', 0, [
      { rev: 1, kind: 'opt', userKey: '+491', scope: 'marketing', at: 1, source: 'stop-word' },
      { rev: 2, kind: 'opt', userKey: 'hash:ab', scope: 'all', at: 1, source: 'operator' },
    ])
    await heard(scene, '1', '+491', HOUR)
    const results = await scene.package.accept(
      [item('+491'), text('+491', { toHash: 'cd' }), item('+492', { toHash: 'ab' }), item('+492', { toHash: 'cd' })],
      CALLER,
    )
    expect(results.map((one) => problemOf(one)?.type ?? 'accepted')).toEqual([
      'opted-out',
      'accepted',
      'opted-out',
      'accepted',
    ])
  })

  it('says that it cannot tell when no hash comes and an erased user has opted out', async () => {
    const scene = await stage(['1'])
    const [before] = await scene.package.accept([item('+492')], CALLER)
    expect(accepted(before).id).toEqual(expect.any(String))
    await scene.package.applyUsers('folio', 0, [
      { rev: 1, kind: 'opt', userKey: 'hash:ab', scope: 'all', at: 1, source: 'operator' },
    ])
    const [unsure] = await scene.package.accept([item('+492')], CALLER)
    expect(problemOf(unsure)?.type).toBe('unavailable')
  })

  it('refuses template parameters that no account would take', async () => {
    const scene = await stage(['1'])
    const shape = { header: 0, body: 2, named: false }
    await scene.package.applyTemplates('folio', 1, [
      {
        wabaId: 'waba',
        name: 'sale',
        language: 'en',
        metaId: null,
        category: 'marketing',
        status: 'APPROVED',
        parameters: shape,
      },
    ])
    const [bad, good] = await scene.package.accept(
      [item('+491', { parameters: { header: 0, body: 1 } }), item('+491', { parameters: { header: 0, body: 2 } })],
      CALLER,
    )
    expect(problemOf(bad)?.errors?.[0]?.path).toBe('template.components')
    expect(accepted(good).status).toBe('queued')
  })

  it('says why a message waits: nobody has credit, the package is paused, an earlier one has not left', async () => {
    const scene = await stage(['1'], { credit: 0 })
    const codes = async (one: ReturnType<typeof item>) =>
      accepted((await scene.package.accept([one], CALLER))[0]).reasons.map((reason) => reason.code)
    expect(await codes(item('+491'))).toEqual(['no-credit'])
    expect(await codes(item('+491'))).toEqual(['order'])
    expect(await codes(item('+492'))).toEqual(['behind', 'no-credit'])
    await scene.package.pause('lunch', CALLER)
    expect(await codes(item('+493'))).toEqual(['package-paused'])
  })

  it('says of a package without numbers that it has none, and sends once it has one', async () => {
    const scene = await stage([])
    const first = accepted((await scene.package.accept([item('+491')], CALLER))[0])
    expect(first).toMatchObject({ status: 'accepted', profileId: null, reasons: [{ code: 'no-numbers' }] })
    const second = accepted((await scene.package.accept([item('+492')], CALLER))[0])
    expect(second.reasons.map((reason) => reason.code)).toEqual(['behind', 'no-numbers'])
    await scene.package.configure(packageConfig(['1'], { version: 2 }))
    await scene.pass(1_000)
    expect(scene.row(first.id)).toMatchObject({ state: 'bound', profile_id: '1' })
  })

  it('refuses without numbers who has opted out anywhere; with the first number its portfolio alone is asked', async () => {
    const scene = await stage([])
    const waits = accepted((await scene.package.accept([item('+491')], CALLER))[0])
    const opt = (rev: number, userKey: string, scope: 'all' | 'marketing') =>
      ({ kind: 'opt', rev, userKey, scope, at: scene.world.clock, source: 'word' }) as const
    await scene.package.applyUsers(DEPLOYMENT, 0, [opt(1, '+491', 'all'), opt(2, '+492', 'marketing')])
    const answers = await scene.package.accept([item('+491'), item('+492'), item('+493')], CALLER)
    expect(answers.map((one) => problemOf(one)?.type)).toEqual(['opted-out', 'opted-out', undefined])
    expect(scene.row(waits.id)).toMatchObject({ state: 'parked' })
    await scene.package.configure(packageConfig(['1'], { version: 2 }))
    await scene.pass(1_000)
    expect(scene.row(waits.id)).toMatchObject({ state: 'bound' })
    expect(problemOf((await scene.package.accept([item('+492')], CALLER))[0])).toBeUndefined()
  })

  it('names the limit that binds, for those behind others as well, each with its numbers', async () => {
    const scene = await stage(['1', '2', '3'], { credit: 0 })
    const limits = { 1: 'hour', 2: 'reach', 3: 'reach' } as const
    for (const [id, limitedBy] of Object.entries(limits))
      await scene.package.snapshot(snapshotOf(id, scene.world.clock + 1, { credit: 0, limitedBy }))
    const details = async (to: string) =>
      accepted((await scene.package.accept([item(to)], CALLER))[0]).reasons.map((reason) => reason.detail)
    const binding = [
      '1: its hourly cap is used up',
      '2 profiles (2, 3): the limit of unique recipients per 24 hours is used up',
    ]
    expect(await details('+491')).toEqual(binding)
    expect(await details('+492')).toEqual(['others were accepted earlier and wait for a free profile', ...binding])
    await scene.package.snapshot(snapshotOf('1', scene.world.clock + 2, { credit: 1 }))
    expect((await details('+493')).filter((one) => one.includes('hourly'))).toEqual([])
  })

  it('ties a message with a media id to the route, or to the first number that gets it', async () => {
    const scene = await stage(['1', '2'])
    await heard(scene, '2', '+491', HOUR)
    const [routed, first] = await scene.package.accept(
      [item('+491', { tied: true }), item('+492', { tied: true })],
      CALLER,
    )
    expect(accepted(routed).profileId).toBe('2')
    const row = scene.world
      .sql('package', PACKAGE)
      .get('SELECT tied_to, profile_id FROM messages WHERE id = ?', accepted(first).id)
    expect(row).toEqual({ tied_to: accepted(first).profileId, profile_id: accepted(first).profileId })
  })
})

describe('queue caps', () => {
  it('refuses with queue-full what cannot leave at once, takes what can, and raises one alert', async () => {
    const scene = await stage(['1'], { policy: { backlogCap: 3 } })
    scene.profile('1').credit = 0
    await scene.package.snapshot(snapshotOf('1', scene.world.clock, { credit: 0 }))
    await scene.package.accept([item('+1')], CALLER)
    // the history has just been told something: an alert does not wait its usual second
    await scene.pass(50)
    const results = await scene.package.accept(
      ['+2', '+3', '+4', '+5'].map((to) => item(to)),
      CALLER,
    )
    expect(results.map((one) => problemOf(one)?.type ?? 'accepted')).toEqual([
      'accepted',
      'accepted',
      'queue-full',
      'queue-full',
    ])
    expect(results[2]).toMatchObject({ problem: { retryAfterSeconds: 60 } })
    await scene.pass(300)
    const alerts = () => scene.world.d1.rows('SELECT rule, count, closed_at IS NULL AS open FROM alerts')
    expect(alerts()).toEqual([{ rule: 'queue-full', count: 2, open: 1 }])
    scene.profile('1').credit = 10
    await scene.package.snapshot(scene.profile('1').snapshot())
    await scene.pass(1000)
    await scene.package.accept([item('+6')], CALLER)
    await scene.pass(1000)
    expect(alerts()).toEqual([{ rule: 'queue-full', count: 2, open: 0 }])
  })
})

describe('group commit', () => {
  it('lets requests that wait in the same turn share one transaction', async () => {
    const scene = await stage(['1'])
    scene.world.latency = { min: 1, max: 1 }
    let commits = 0
    const sql = scene.world.sql('package', PACKAGE)
    const write = sql.run.bind(sql)
    sql.run = (query, ...params) => {
      if (query.startsWith('INSERT INTO page')) commits += 1
      return write(query, ...params)
    }
    // three requests that are under way together: the first is taken alone, the others find the object busy
    const asked = ['+491', '+492', '+493', '+494', '+495'].map((to) =>
      scene.world.package(PACKAGE).accept([item(to)], CALLER),
    )
    const ids = new Set((await Promise.all(asked)).map(([one]) => accepted(one).id))
    expect(ids.size).toBe(5)
    expect(commits).toBeGreaterThan(0)
    expect(commits).toBeLessThan(5)
  })

  it('answers a failed commit with a rejection and stores nothing of it', async () => {
    const scene = await stage(['1'])
    const sql = scene.world.sql('package', PACKAGE)
    sql.db.exec("CREATE TRIGGER full BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    await expect(scene.package.accept([item('+491')], CALLER)).rejects.toThrow('disk full')
    sql.db.exec('DROP TRIGGER full')
    expect(sql.get('SELECT COUNT(*) AS n FROM messages')).toEqual({ n: 0 })
    expect(accepted((await scene.package.accept([item('+491')], CALLER))[0]).profileId).toBe('1')
  })
})
