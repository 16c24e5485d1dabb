import { describe, expect, it } from 'vitest'
import type { Hold } from '../domain/hold.ts'
import { SYSTEM } from '../domain/reason.ts'
import { accepted, fast, PACKAGE, PROFILE, refused, Stage } from './testing/stage.ts'

const WHY = { code: 'test', detail: 'the package wants it back' }
const later = { notBefore: 4_000_000_000_000 }

describe('an offer', () => {
  it('of another package, to a retired number, or checked against older opt-outs is not taken at all', async () => {
    const stage = await new Stage().open()
    await stage.profile.applyUsers(0, [
      { rev: 5, kind: 'opt', userKey: '+491', scope: 'all', at: stage.now, source: 'x' },
    ])
    const message = stage.message()
    const nothing = { taken: [], refused: [], settled: [] }
    expect(await stage.offer([message], 'pkg_bbbbbbbbbb')).toMatchObject({
      ...nothing,
      blocked: { reason: 'not-mine' },
    })
    expect(await stage.offer([message], PACKAGE, 4)).toMatchObject({
      ...nothing,
      blocked: { reason: 'users-rev', rev: 5 },
    })
    expect((await stage.offer([message], PACKAGE, 5)).blocked).toBeNull()
    await stage.profile.configure({ ...stage.config(), version: 2, deletedAt: stage.now }, SYSTEM)
    expect(await stage.offer([stage.message()])).toMatchObject({ ...nothing, blocked: { reason: 'retired' } })
    expect(await new Stage().offer([message])).toMatchObject({ ...nothing, blocked: { reason: 'not-mine' } })
  })

  it('is refused message by message: what has ended, what finds no room, what would stand still', async () => {
    const stage = await new Stage().open({ limits: { ...fast.limits, queue: 2 } })
    const ended = stage.message({ content: '' })
    const [one, two, three] = [stage.message(later), stage.message(later), stage.message(later)]
    const answer = await stage.offer([ended, one, two, three])
    expect(answer.taken.map(({ id }) => id)).toEqual([one.id, two.id])
    expect(answer.refused).toMatchObject([
      { id: ended.id, reasons: [{ code: 'ended' }] },
      { id: three.id, reasons: [{ code: 'queue-full', detail: 'the number holds 2 of 2 messages' }] },
    ])
  })

  it('to a number that stands still for a minute at most is taken, beyond that refused; what is tied is taken', async () => {
    const stage = await new Stage().open()
    const hold = (until: number): Hold => ({
      key: 'waba:waba:80007',
      subject: { kind: 'waba', id: 'waba' },
      code: '80007',
      reach: 'all',
      class: 'throttle',
      autoResume: 'time',
      since: stage.now,
      until,
      detail: 'x',
    })
    await stage.profile.applyHolds(1, [hold(stage.now + 60_500)])
    const first = await stage.offer([stage.message(), stage.message({ tiedTo: PROFILE })])
    expect(first.refused).toMatchObject([{ reasons: [{ code: 'hold-80007' }] }])
    expect(first.taken).toHaveLength(1)
    await stage.profile.applyHolds(2, [hold(stage.now + 50_000)])
    expect((await stage.offer([stage.message()])).taken).toHaveLength(1)
  })

  it('goes on with the story that an earlier epoch had here', async () => {
    const stage = await new Stage().open()
    const message = stage.message(later)
    await stage.offer([message])
    await stage.profile.release(PACKAGE, [{ id: message.id, epoch: 1 }], WHY)
    await stage.offer([{ ...message, epoch: 3 }])
    const view = await stage.profile.message(message.id)
    expect(view?.timeline.map(({ epoch, n, event }) => [epoch, n, event])).toEqual([
      [1, 1, 'taken'],
      [1, 2, 'released'],
      [3, 1, 'taken'],
    ])
  })
})

describe('a release', () => {
  it('of what was never here says that it never will be, and nothing of what it is', async () => {
    const stage = await new Stage().open()
    const message = stage.message()
    const { released, kept } = await stage.profile.release(PACKAGE, [{ id: message.id, epoch: 1 }], WHY)
    expect(released).toEqual([
      {
        id: message.id,
        epoch: 1,
        attempts: 0,
        expiresAt: Number.MAX_SAFE_INTEGER,
        reasons: [{ code: 'never-taken', detail: expect.any(String) }],
        movable: true,
        notBefore: null,
      },
    ])
    expect(kept).toEqual([])
  })

  it('gives back what waits or is held, with the reason, and keeps what was sent, is sending or unknown', async () => {
    const stage = await new Stage().open()
    stage.meta = () => refused(131048)
    const held = stage.message()
    await stage.offer([held])
    await stage.run(1_000)
    await stage.profile.resume(null, SYSTEM)
    stage.meta = (_request, wamid) => accepted(wamid)
    const sent = stage.message()
    await stage.offer([sent])
    await stage.run(1_000)
    stage.meta = () => 'silence'
    const unknown = stage.message()
    await stage.offer([unknown])
    await stage.run(21_000)
    const sending = stage.message()
    const waiting = stage.message(later)
    await stage.offer([sending, waiting])
    await stage.run(100)
    const all = [held, sent, unknown, sending, waiting].map(({ id }) => ({ id, epoch: 1 }))
    const answer = await stage.profile.release(PACKAGE, all, WHY)
    expect(answer.released).toMatchObject([
      { id: held.id, attempts: 1, reasons: [WHY], movable: true },
      { id: waiting.id, attempts: 0, reasons: [WHY], movable: true },
    ])
    expect(answer.kept).toMatchObject([
      { id: sent.id, status: 'sent', open: false },
      { id: unknown.id, status: 'unknown', open: true },
      { id: sending.id, status: 'sending', open: true },
    ])
    // asked again, also for an older epoch that the package may still believe in, it says the same
    const again = await stage.profile.release(PACKAGE, all, WHY)
    expect(again.released.map(({ id, attempts, reasons }) => [id, attempts, reasons])).toEqual([
      [held.id, 1, [WHY]],
      [waiting.id, 0, [WHY]],
    ])
  })
})
