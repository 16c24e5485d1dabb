import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { fast, PACKAGE, PROFILE, Stage } from './testing/stage.ts'

const WHY = { code: 'test', detail: 'the package wants it back' }
const later = { notBefore: 4_000_000_000_000 }

describe('the hand-over, from the profile', () => {
  it('answers the same offer again as taken, and as settled once it ended', async () => {
    const stage = await new Stage().open()
    const message = stage.message()
    await stage.offer([message])
    const again = await stage.offer([message])
    expect(again.taken).toEqual([{ id: message.id, epoch: 1 }])
    await stage.run(1_000)
    const settled = await stage.offer([message])
    expect(settled.settled).toMatchObject([{ id: message.id, epoch: 1, status: 'sent', open: false }])
    expect(stage.sends).toHaveLength(1)
  })

  it('gives back what has not left, never takes that epoch again, and takes the next one', async () => {
    const stage = await new Stage().open()
    const message = stage.message(later)
    await stage.offer([message])
    const { released } = await stage.profile.release(PACKAGE, [{ id: message.id, epoch: 1 }], WHY)
    expect(released).toMatchObject([{ id: message.id, epoch: 1, attempts: 0, movable: true }])
    const again = await stage.offer([message])
    expect(again.refused).toMatchObject([{ id: message.id, epoch: 1 }])
    const next = await stage.offer([{ ...message, epoch: 3, notBefore: null }])
    expect(next.taken).toEqual([{ id: message.id, epoch: 3 }])
    await stage.run(1_000)
    expect(stage.sends).toHaveLength(1)
  })

  it('learns of two addresses of one user with the offer: the pair`s gap and the opt-out hold for both', async () => {
    const stage = await new Stage().open({ cooldown: { min: 0, max: 0, rush: [], quiet: null } })
    await stage.profile.applyUsers(0, [
      { rev: 1, kind: 'opt', userKey: '+491', scope: 'marketing', at: stage.now, source: 'word' },
    ])
    // the package has it from another portfolio of its own: this number's portfolio never hears of it
    const first = stage.message({ to: 'DE.1', userKey: 'DE.1' })
    await stage.offer([first, stage.message({ to: 'DE.1', userKey: '+491' })])
    await stage.run(20_000)
    const [one, two] = stage.sends
    expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThanOrEqual(6_000)
    const advert = stage.message({ to: 'DE.1', userKey: 'DE.1', category: 'marketing' })
    await stage.offer([advert])
    await stage.run(20_000)
    expect(stage.sends).toHaveLength(2)
    expect(await stage.status(advert.id)).toBe('failed')
  })

  it('remembers all this over a crash', async () => {
    const stage = await new Stage().open()
    const message = stage.message(later)
    await stage.offer([message])
    await stage.profile.release(PACKAGE, [{ id: message.id, epoch: 1 }], WHY)
    stage.world.crash('profile', PROFILE)
    expect((await stage.offer([message])).refused).toHaveLength(1)
  })

  it('promises never to take a message whose release comes before its offer', async () => {
    const stage = await new Stage().open()
    const message = stage.message()
    const { released } = await stage.profile.release(PACKAGE, [{ id: message.id, epoch: 1 }], WHY)
    expect(released).toMatchObject([{ id: message.id, epoch: 1 }])
    expect((await stage.offer([message])).refused).toMatchObject([{ id: message.id, epoch: 1 }])
    await stage.run(60_000)
    expect(stage.sends).toEqual([])
  })

  it('gives back nothing of a later epoch when a release of an earlier one comes late', async () => {
    const stage = await new Stage().open()
    const message = stage.message(later)
    await stage.offer([message])
    await stage.profile.release(PACKAGE, [{ id: message.id, epoch: 1 }], WHY)
    await stage.offer([{ ...message, epoch: 3 }])
    const { released, kept } = await stage.profile.release(PACKAGE, [{ id: message.id, epoch: 1 }], WHY)
    expect(released).toMatchObject([{ id: message.id, epoch: 1 }])
    expect(kept).toEqual([])
    expect((await stage.offer([{ ...message, epoch: 3 }])).taken).toEqual([{ id: message.id, epoch: 3 }])
    expect(await stage.status(message.id)).toBe('queued')
  })

  it('takes a later epoch over the one it still holds: from then on it answers for that one alone', async () => {
    const stage = await new Stage().open()
    const message = stage.message(later)
    await stage.offer([message])
    expect((await stage.offer([{ ...message, epoch: 3, notBefore: null }])).taken).toEqual([
      { id: message.id, epoch: 3 },
    ])
    await stage.run(1_000)
    expect(stage.sends).toHaveLength(1)
    expect(stage.reports.flatMap((report) => report.messages)).toMatchObject([{ id: message.id, epoch: 3 }])
  })

  it('answers a release again whose answer was lost', async () => {
    const stage = await new Stage().open()
    const message = stage.message(later)
    await stage.offer([message])
    stage.world.network = (call) => (call.method === 'release' ? 'lose-answer' : 'ok')
    await expect(stage.profile.release(PACKAGE, [{ id: message.id, epoch: 1 }], WHY)).rejects.toThrow()
    stage.world.network = () => 'ok'
    const { released, kept } = await stage.profile.release(PACKAGE, [{ id: message.id, epoch: 1 }], WHY)
    expect(released).toMatchObject([{ id: message.id, epoch: 1 }])
    expect(kept).toEqual([])
  })

  it('keeps a message whose attempt is open or made', async () => {
    const stage = await new Stage().open()
    stage.meta = () => 'silence'
    const message = stage.message()
    await stage.offer([message])
    const open = await stage.profile.release(PACKAGE, [{ id: message.id, epoch: 1 }], WHY)
    expect(open.kept).toMatchObject([{ id: message.id, status: 'sending', open: true }])
    await stage.run(25_000)
    const unknown = await stage.profile.release(PACKAGE, [{ id: message.id, epoch: 1 }], WHY)
    expect(unknown.kept).toMatchObject([{ id: message.id, status: 'unknown', open: true }])
    expect(unknown.released).toEqual([])
  })

  it('remembers what it refused: the same epoch is refused again when there is room', async () => {
    const stage = await new Stage().open({}, {})
    await stage.profile.pause('rest', SYSTEM)
    const message = stage.message()
    expect((await stage.offer([message])).refused).toMatchObject([{ id: message.id, reasons: [{ code: 'person' }] }])
    await stage.profile.resume(null, SYSTEM)
    expect((await stage.offer([message])).refused).toMatchObject([{ reasons: [{ code: 'promised-never' }] }])
    expect((await stage.offer([{ ...message, epoch: 3 }])).taken).toHaveLength(1)
  })

  it('takes no more than its credit, but what is tied to it or goes on with what it holds', async () => {
    const limits = {
      hourly: 2,
      threeHourly: null,
      daily: null,
      perSecond: null,
      perRecipientGapSeconds: 6,
      maxInFlight: 4,
      queue: 5,
    }
    const stage = await new Stage().open({ limits })
    const soon = { notBefore: stage.now + 30_000 }
    const [a, b, c] = [stage.message(soon), stage.message(soon), stage.message(soon)]
    const answer = await stage.offer([a, b, c])
    expect(answer.taken.map((one) => one.id)).toEqual([a.id, b.id])
    expect(answer.refused).toMatchObject([{ id: c.id, reasons: [{ code: 'no-credit' }] }])
    expect(answer.credit).toBe(0)
    const tied = await stage.offer([stage.message({ ...soon, tiedTo: PROFILE })])
    expect(tied.taken).toHaveLength(1)
    const same = await stage.offer([stage.message({ ...soon, to: a.to })])
    expect(same.taken).toHaveLength(1)
    const full = await stage.offer([
      stage.message({ ...soon, tiedTo: PROFILE }),
      stage.message({ ...soon, tiedTo: PROFILE }),
    ])
    expect(full.taken).toHaveLength(1)
    expect(full.refused).toMatchObject([{ reasons: [{ code: 'queue-full' }] }])
  })

  it('has credit beside what cannot leave for a long time, as far as its queue has places', async () => {
    const stage = await new Stage().open({ limits: { ...fast.limits, hourly: 2, queue: 4 } })
    const answer = await stage.offer([stage.message(later), stage.message(later)])
    expect(answer.taken).toHaveLength(2)
    await stage.run(100)
    expect((await stage.profile.snapshot()).credit).toBe(2)
    expect((await stage.offer([stage.message({ to: '+491' }), stage.message({ to: '+492' })])).taken).toHaveLength(2)
    await stage.run(10_000)
    expect(stage.sends).toHaveLength(2)
    expect((await stage.profile.snapshot()).credit).toBe(0)
  })

  it('blocks an offer of another package, and one whose opt-outs are older than its own', async () => {
    const stage = await new Stage().open()
    expect((await stage.offer([stage.message()], 'pkg_bbbbbbbbbb')).blocked).toEqual({ reason: 'not-mine' })
    await stage.profile.applyUsers(0, [
      { rev: 1, kind: 'opt', userKey: '+491', scope: 'all', at: stage.now, source: 'test' },
    ])
    expect((await stage.offer([stage.message()], PACKAGE, 0)).blocked).toEqual({ reason: 'users-rev', rev: 1 })
    expect((await stage.offer([stage.message()], PACKAGE, 1)).blocked).toBeNull()
  })

  it('tells an end for as long as the package is silent, and once more after a crash', async () => {
    const stage = await new Stage().open()
    stage.world.network = (call) => (call.method === 'report' ? 'lose-call' : 'ok')
    const message = stage.message()
    await stage.offer([message])
    await stage.run(3_600_000)
    expect(stage.reports).toEqual([])
    const calls = stage.world.calls.filter((call) => call.method === 'report').length
    expect(calls).toBeGreaterThan(200)
    stage.world.crash('profile', PROFILE)
    stage.world.network = () => 'ok'
    await stage.run(20_000)
    expect(stage.reports.flatMap((report) => report.messages)).toMatchObject([{ id: message.id, status: 'sent' }])
  })

  it('says so when its credit rises from zero by time alone', async () => {
    const limits = {
      hourly: 1,
      threeHourly: null,
      daily: null,
      perSecond: null,
      perRecipientGapSeconds: 6,
      maxInFlight: 4,
      queue: 5,
    }
    const stage = await new Stage().open({ limits })
    await stage.offer([stage.message()])
    await stage.run(60_000)
    expect((await stage.profile.snapshot()).credit).toBe(0)
    stage.hints.length = 0
    await stage.run(3_700_000)
    expect(stage.hints.map((hint) => hint.credit)).toContain(1)
  })

  it('does not spin when the package or the portfolio is away and what was to be told is told or past', async () => {
    const stage = await new Stage().open()
    stage.world.network = (call) => (call.method === 'snapshot' || call.method === 'lease' ? 'lose-call' : 'ok')
    await stage.profile.pause(null, SYSTEM)
    await stage.profile.resume(null, SYSTEM)
    await stage.offer([stage.message({ expiresAt: stage.now + 1_000 })])
    await stage.run(600_000)
    const tries = stage.world.calls.filter((call) => call.method === 'snapshot').length
    expect(tries).toBeGreaterThan(10)
    expect(tries).toBeLessThan(100)
    stage.world.network = () => 'ok'
    stage.hints.length = 0
    await stage.run(20_000)
    expect(stage.hints.at(-1)).toMatchObject({ state: 'active', eligible: true })
  })
})
