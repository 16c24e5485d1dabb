import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import type { Fate } from '../kit/testing/world-types.ts'
import { type Fleet, fleet } from './testing/fleet.ts'
import { accepted, CALLER, item, PACKAGE, packageConfig } from './testing/scene.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A send without an answer, proven lost by a webhook of a later one while the package is paused; Meta did take it. */
async function provenLost(): Promise<Fleet & { id: string; profileId: string }> {
  const all = await fleet(1, (attempt) => (attempt === 1 ? 'lost' : 'ok'))
  const guard = all.world.package(PACKAGE)
  const { id } = accepted((await guard.accept([item('+491', { guard: { policy: 'reconcile' } })], CALLER))[0])
  await all.pass(MINUTE)
  const later = accepted((await guard.accept([item('+492')], CALLER))[0])
  await all.pass(MINUTE)
  const profileId = numberOf(all, id)
  await hear(all, later.id, numberOf(all, later.id), 'sent')
  await all.world.profile(profileId).observe([
    {
      kind: 'inbound',
      wamid: 'wamid.in',
      at: all.world.clock,
      from: '499',
      userId: null,
      name: null,
      type: 'text',
      words: null,
      contextId: null,
      raw: '{}',
    },
  ])
  await guard.pause(null, SYSTEM)
  await all.pass(15 * MINUTE)
  expect((await all.world.profile(profileId).message(id))?.status).toBe('queued')
  return { ...all, id, profileId }
}

/** The number that made the first attempt: the request's sender is named by its kind and id. */
function numberOf(all: Fleet, id: string): string {
  return all.sends.get(id)?.[0]?.split(':')[1] ?? ''
}

async function hear(all: Fleet, id: string, profileId: string, status: string): Promise<void> {
  await all.world.profile(profileId).observe([
    {
      kind: 'status',
      wamid: `wamid.of-${id}`,
      status,
      at: all.world.clock,
      recipient: null,
      userId: null,
      opaque: all.opaques.get(id)?.[0] ?? null,
      errors: [],
      pricing: null,
    },
  ])
}

/** As the API reads it: the owner that the package names. */
async function statusOf(all: Fleet, id: string) {
  const known = await all.world.package(PACKAGE).message(id)
  if (known === null) return null
  return known.boundTo === null ? known.view.status : (await all.world.profile(known.boundTo).message(id))?.status
}

describe('a status that comes for what was proven lost and then taken back', () => {
  it('by another time: it is not sent again, and shows what Meta said at once', async () => {
    const all = await provenLost()
    const guard = all.world.package(PACKAGE)
    expect(await guard.edit(all.id, { sendAt: all.world.clock + HOUR }, SYSTEM)).toMatchObject({ ok: true })
    await all.pass(MINUTE)
    await hear(all, all.id, all.profileId, 'delivered')
    await all.pass(MINUTE)
    expect(await statusOf(all, all.id)).toBe('delivered')
    await hear(all, all.id, all.profileId, 'read')
    await guard.resume(null, SYSTEM)
    await all.pass(3 * HOUR)
    expect(await statusOf(all, all.id)).toBe('read')
    expect(all.sends.get(all.id)).toEqual([`profile:${all.profileId}`])
    expect((await all.world.profile(all.profileId).message(all.id))?.wamid).toBe(`wamid.of-${all.id}`)
    expect((await guard.status({ live: false })).open).toBe(0)
    expect(all.world.faults).toEqual([])
  })

  it('by another time, with nothing heard: it is sent again, by the same number', async () => {
    const all = await provenLost()
    await all.world.package(PACKAGE).edit(all.id, { sendAt: all.world.clock + HOUR }, SYSTEM)
    await all.world.package(PACKAGE).resume(null, SYSTEM)
    await all.pass(3 * HOUR)
    expect(all.sends.get(all.id)).toEqual([`profile:${all.profileId}`, `profile:${all.profileId}`])
  })

  it('by another time and then cancelled: the status moves it, and nothing is sent', async () => {
    const all = await provenLost()
    const guard = all.world.package(PACKAGE)
    await guard.edit(all.id, { sendAt: all.world.clock + HOUR }, SYSTEM)
    expect((await guard.cancel(all.id, SYSTEM)).ok).toBe(true)
    await all.pass(MINUTE)
    expect(await statusOf(all, all.id)).toBe('cancelled')
    await hear(all, all.id, all.profileId, 'sent')
    await all.pass(MINUTE)
    expect(await statusOf(all, all.id)).toBe('sent')
    expect((await guard.status({ live: false })).open).toBe(0)
    expect(all.sends.get(all.id)).toHaveLength(1)
  })

  it('by the deletion of its package and number', async () => {
    const all = await provenLost()
    const guard = all.world.package(PACKAGE)
    await guard.cancelAll(SYSTEM)
    await guard.configure({ ...packageConfig([]), version: 9, deletedAt: all.world.clock })
    await all.pass(MINUTE)
    expect(await statusOf(all, all.id)).toBe('cancelled')
    await hear(all, all.id, all.profileId, 'failed')
    await hear(all, all.id, all.profileId, 'delivered')
    await all.pass(10 * MINUTE)
    expect(await statusOf(all, all.id)).toBe('delivered')
    expect((await guard.status({ live: false })).open).toBe(0)
  })

  it('whatever is lost, doubled or late on the way between the two', async () => {
    for (let seed = 0; seed < 25; seed++) {
      const all = await provenLost()
      const guard = all.world.package(PACKAGE)
      const fates: Fate[] = ['ok', 'lose-call', 'lose-answer', 'duplicate', { callMs: 900 }, { answerMs: 1_900 }]
      let n = seed * 7
      all.world.network = (call) =>
        ['offer', 'release', 'report'].includes(call.method) ? (fates[n++ % fates.length] ?? 'ok') : 'ok'
      const edited = guard.edit(all.id, { sendAt: all.world.clock + 30_000 }, SYSTEM).catch(() => null)
      await all.pass((seed % 5) * 700)
      await hear(all, all.id, all.profileId, 'sent')
      if (seed % 3 === 0) all.world.crash('package', PACKAGE)
      if (seed % 4 === 0) all.world.crash('profile', all.profileId)
      await all.pass(10 * MINUTE)
      await edited
      await all.world.package(PACKAGE).resume(null, SYSTEM)
      await all.pass(HOUR)
      expect([seed, await statusOf(all, all.id)]).toEqual([seed, 'sent'])
      expect(all.sends.get(all.id)).toHaveLength(1)
    }
  }, 30_000)

  it.each(['cancelled', 'failed'] as const)('by its end (%s): asked after in vain it ends as before', async (end) => {
    const all = await provenLost()
    const guard = all.world.package(PACKAGE)
    await guard.edit(all.id, { sendAt: all.world.clock + MINUTE }, SYSTEM)
    if (end === 'cancelled') await guard.cancel(all.id, SYSTEM)
    else {
      const word = { address: '+491', scope: 'all', at: all.world.clock, source: 'operator' } as const
      await all.world.portfolio('folio').optOut([word], SYSTEM)
      await all.pass(2 * MINUTE)
    }
    expect(await statusOf(all, all.id)).toBe(end)
    // another number says so of a message that it has never had
    const stranger = all.world.profile(all.profileId === '101' ? '102' : '101')
    const released = {
      id: all.id,
      epoch: 1,
      attempts: 1,
      expiresAt: Number.MAX_SAFE_INTEGER,
      reasons: [],
      movable: true,
      notBefore: null,
      late: true,
    }
    const snapshot = await stranger.snapshot()
    await guard.report({ profileId: snapshot.profileId, messages: [], released: [released], snapshot })
    await guard.resume(null, SYSTEM)
    await all.pass(2 * HOUR)
    expect(await statusOf(all, all.id)).toBe(end)
    expect((await guard.status({ live: false })).open).toBe(0)
    expect(all.sends.get(all.id)).toHaveLength(1)
    // it ended twice, and counts once
    expect(all.world.d1.rows("SELECT SUM(failed) AS failed FROM stats WHERE profile_id = ''")).toEqual([
      { failed: end === 'failed' ? 1 : 0 },
    ])
  })
})
