import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { accepted, DAY, fast, PROFILE, Stage } from './testing/stage.ts'

const MINUTE = 60_000

/** A send whose answer never came; one webhook was seen before, so that silence may mean something. */
async function lost(policy: 'reconcile' | 'at_most_once' = 'reconcile') {
  const stage = await new Stage().open()
  await stage.profile.observe([stage.inbound('+4915199')])
  stage.meta = () => 'silence'
  const message = stage.message({ policy })
  await stage.offer([message])
  await stage.run(21_000)
  stage.meta = (_request, wamid) => accepted(wamid)
  const send = stage.sends[0]
  if (send === undefined) throw new Error('nothing was sent')
  return { stage, message, send }
}

describe('a send whose outcome is not known', () => {
  it('is not sent again before its silence is over, nor without proof that webhooks arrive', async () => {
    const { stage, message } = await lost()
    expect(await stage.status(message.id)).toBe('unknown')
    await stage.run(12 * 3_600_000)
    expect(stage.sends).toHaveLength(1)
    expect(await stage.status(message.id)).toBe('unknown')
  })

  it('is sent again once with proof, after the window, as a second attempt', async () => {
    const { stage, message } = await lost()
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.run(9 * MINUTE)
    expect(stage.sends).toHaveLength(1)
    await stage.run(3 * MINUTE)
    expect(stage.sends).toHaveLength(2)
    expect(stage.sends[1]?.opaque.startsWith(`${message.id}.2.`)).toBe(true)
    expect(await stage.status(message.id)).toBe('sent')
  })

  it('a late status of its earlier attempt is no proof for the time since the repeat', async () => {
    const { stage, send } = await lost()
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.run(12 * MINUTE)
    const repeat = stage.sends[1]
    expect(repeat).toBeDefined()
    await stage.profile.observe([stage.event(send, 'sent')])
    expect((await stage.profile.statusSince((repeat?.at ?? 0) - 1, stage.now)).seen).toBe(false)
    if (repeat !== undefined) await stage.profile.observe([stage.event(repeat, 'sent')])
    expect((await stage.profile.statusSince(repeat?.at ?? 0, stage.now)).seen).toBe(false)
    expect((await stage.profile.statusSince((repeat?.at ?? 0) - 1_000, stage.now)).seen).toBe(true)
    // an asker whose clock is a second behind calls late what began before
    expect((await stage.profile.statusSince((repeat?.at ?? 0) - 1_000, stage.now - 1_000)).seen).toBe(false)
    expect((await stage.profile.statusSince((repeat?.at ?? 0) - 1_000, stage.now + 5_000)).seen).toBe(true)
  })

  it('stays with this number once proven lost: only here a late status can still forbid the repeat', async () => {
    const { stage, message, send } = await lost()
    await stage.profile.applyPackagePause(stage.config().packageId, 1, true)
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.run(12 * MINUTE)
    expect(await stage.status(message.id)).toBe('queued')
    await stage.profile.pause('trouble', SYSTEM)
    await stage.run(MINUTE)
    expect(stage.reports.flatMap((report) => report.released)).toEqual([])
    await stage.profile.observe([stage.event(send, 'delivered')])
    await stage.profile.applyPackagePause(stage.config().packageId, 2, false)
    await stage.profile.resume(null, SYSTEM)
    await stage.run(MINUTE)
    expect(await stage.status(message.id)).toBe('delivered')
    expect(stage.sends).toHaveLength(1)
  })

  it('is not sent again while a webhook was refused for its signature', async () => {
    const { stage } = await lost()
    stage.evidence = { arriving: true, refused: true, at: stage.now }
    await stage.run(3_600_000)
    expect(stage.sends).toHaveLength(1)
  })

  it('is not sent again by a number that never saw a webhook', async () => {
    const stage = await new Stage().open()
    stage.meta = () => 'silence'
    await stage.offer([stage.message()])
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.run(2 * 3_600_000)
    expect(stage.sends).toHaveLength(1)
  })

  it('is never sent again under at_most_once, whatever the proof, and ends unresolved', async () => {
    const { stage, message } = await lost('at_most_once')
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.run(DAY - MINUTE)
    expect(await stage.status(message.id)).toBe('unknown')
    await stage.run(2 * MINUTE)
    expect(await stage.status(message.id)).toBe('unresolved')
    expect(stage.sends).toHaveLength(1)
  })

  it('ends unresolved, never expired, when its time is over', async () => {
    const { stage, message } = await lost()
    await stage.run(DAY)
    expect(await stage.status(message.id)).toBe('unresolved')
    expect(stage.reports.at(-1)?.messages).toMatchObject([{ id: message.id, status: 'unresolved', open: false }])
  })

  it('is found by the opaque string of a status, also after it was unresolved', async () => {
    const { stage, message, send } = await lost()
    await stage.run(DAY)
    await stage.profile.observe([stage.event(send, 'delivered')])
    const view = await stage.profile.message(message.id)
    expect(view).toMatchObject({ status: 'delivered', wamid: send.wamid })
    await stage.run(1_000)
    expect(stage.reports.at(-1)?.messages).toMatchObject([{ id: message.id, status: 'delivered' }])
  })

  it('is not moved by an opaque string that is not ours', async () => {
    const { stage, message, send } = await lost()
    await stage.profile.observe([stage.event({ wamid: 'wamid.x', opaque: `${message.id}.1.AAAAAAAAAAAAAAAA` }, 'read')])
    await stage.profile.observe([stage.event({ wamid: 'wamid.y', opaque: send.opaque.replace('.1.', '.2.') }, 'read')])
    expect(await stage.status(message.id)).toBe('unknown')
  })

  it('does not come back when the status arrives while it waits in the queue again', async () => {
    const { stage, message, send } = await lost()
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.profile.pause('so that it waits', SYSTEM)
    await stage.run(20 * MINUTE)
    await stage.profile.observe([stage.event(send, 'sent')])
    await stage.profile.resume(null, SYSTEM)
    await stage.run(10 * MINUTE)
    expect(stage.sends).toHaveLength(1)
    expect(await stage.status(message.id)).not.toBe('queued')
  })

  it('is marked when both attempts turn out to have been accepted', async () => {
    const { stage, message, send } = await lost()
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.run(12 * MINUTE)
    expect(stage.sends).toHaveLength(2)
    await stage.profile.observe([stage.event(send, 'delivered')])
    const view = await stage.profile.message(message.id)
    expect(view?.duplicateConfirmed).toBe(true)
    await stage.run(1_000)
    expect(stage.world.d1.rows("SELECT rule FROM alerts WHERE rule = 'duplicate-confirmed'")).toHaveLength(1)
  })

  it('that was sent twice is an alert in the history within half a second, whatever that was told just before', async () => {
    const { stage, send } = await lost()
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.run(12 * MINUTE)
    await stage.offer([stage.message()])
    await stage.run(50)
    await stage.profile.observe([stage.event(send, 'delivered')])
    await stage.run(300)
    expect(stage.world.d1.rows("SELECT rule FROM alerts WHERE rule = 'duplicate-confirmed'")).toHaveLength(1)
  })

  it('is never sent again once it was cancelled, and stays unknown until its end', async () => {
    const { stage, message } = await lost()
    const answer = await stage.profile.cancel(message.id, SYSTEM)
    expect(answer).toMatchObject({ ok: false, problem: 'already-sending' })
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.run(DAY)
    expect(stage.sends).toHaveLength(1)
    expect(await stage.status(message.id)).toBe('unresolved')
  })

  it('keeps later ones of its conversation waiting under reconcile, not under at_most_once', async () => {
    for (const policy of ['reconcile', 'at_most_once'] as const) {
      const { stage, message } = await lost(policy)
      await stage.offer([stage.message({ to: message.to })])
      await stage.run(MINUTE)
      expect(stage.sends).toHaveLength(policy === 'reconcile' ? 1 : 2)
    }
  })

  it('raises an alert when it stays open, closed when it ends', async () => {
    const { stage, send } = await lost()
    await stage.run(6 * MINUTE)
    expect(
      stage.world.d1.rows("SELECT rule FROM alerts WHERE rule = 'unknown-open' AND closed_at IS NULL"),
    ).toHaveLength(1)
    await stage.profile.observe([stage.event(send, 'delivered')])
    await stage.run(1_000)
    expect(
      stage.world.d1.rows("SELECT rule FROM alerts WHERE rule = 'unknown-open' AND closed_at IS NULL"),
    ).toHaveLength(0)
  })

  it('counts against every cap', async () => {
    const stage = await new Stage().open({
      limits: {
        hourly: 1,
        threeHourly: null,
        daily: null,
        perSecond: null,
        perRecipientGapSeconds: 6,
        maxInFlight: 4,
        queue: 10,
      },
    })
    stage.meta = () => 'silence'
    await stage.offer([stage.message({ tiedTo: PROFILE }), stage.message({ tiedTo: PROFILE })])
    await stage.run(50 * MINUTE)
    expect(stage.sends).toHaveLength(1)
    await stage.run(20 * MINUTE)
    expect(stage.sends).toHaveLength(2)
  })
})

describe('an unknown that a person forbade to repeat', () => {
  it('keeps nobody of its conversation waiting', async () => {
    const { stage, message } = await lost()
    const next = stage.message({ to: message.to, userKey: message.userKey })
    await stage.offer([next])
    await stage.run(20_000)
    expect(await stage.status(next.id)).toBe('queued')
    expect(await stage.profile.cancel(message.id, SYSTEM)).toMatchObject({ ok: false, problem: 'already-sending' })
    await stage.run(20_000)
    expect(await stage.status(next.id)).toBe('sent')
    expect(await stage.status(message.id)).toBe('unknown')
    expect(stage.sends).toHaveLength(2)
  })
})

describe('a crash', () => {
  it('between intent and answer leaves an unknown, which the status resolves', async () => {
    const stage = await new Stage().open()
    const message = stage.message()
    await stage.offer([message])
    expect(await stage.status(message.id)).toBe('sending')
    stage.world.crash('profile', PROFILE)
    expect(await stage.status(message.id)).toBe('unknown')
    await stage.run(MINUTE)
    const send = stage.sends[0]
    if (send === undefined) throw new Error('nothing was sent')
    expect(stage.sends).toHaveLength(1)
    await stage.profile.observe([stage.event(send, 'delivered')])
    expect(await stage.status(message.id)).toBe('delivered')
  })

  it('does not count against the number, but against its caps', async () => {
    const stage = await new Stage().open()
    stage.meta = () => 'silence'
    await stage.offer([stage.message()])
    await stage.run(1_000)
    stage.world.crash('profile', PROFILE)
    const { usage } = await stage.profile.status()
    expect(usage.find((one) => one.window === 'hour')?.used).toBe(1)
    expect(stage.counted().counted).toBe(0)
  })

  it('keeps the cooldown and the pair gap', async () => {
    const stage = await new Stage().open({ cooldown: { min: 5, max: 5, rush: [], quiet: null } })
    const first = stage.message()
    await stage.offer([first])
    await stage.run(1_000)
    stage.world.crash('profile', PROFILE)
    await stage.offer([stage.message({ to: first.to }), stage.message()])
    await stage.run(30_000)
    expect(stage.sends).toHaveLength(3)
    const [a, b, c] = stage.sends
    expect((b?.at ?? 0) - (a?.at ?? 0)).toBeGreaterThanOrEqual(5_000)
    expect((c?.at ?? 0) - (b?.at ?? 0)).toBeGreaterThanOrEqual(5_000)
    const pair = stage.sends.filter((send) => send.to === first.to)
    expect((pair[1]?.at ?? 0) - (pair[0]?.at ?? 0)).toBeGreaterThanOrEqual(6_050)
  })

  it('between intent and answer is found by the alarm, though nobody calls', async () => {
    const stage = await new Stage().open()
    stage.meta = () => 'silence'
    const message = stage.message()
    await stage.offer([message])
    await stage.run(1_000)
    stage.world.crash('profile', PROFILE)
    await stage.run(2 * MINUTE)
    expect(stage.reports.at(-1)?.messages).toMatchObject([{ id: message.id, status: 'unknown', open: true }])
  })

  it.each([
    // the cooldown counts from the wake, which is all that is known of the lost answer
    ['of a number with a cooldown', { cooldown: { min: 2, max: 2, rush: [], quiet: null } }, 4_500],
    [
      'of a number without one',
      { preset: 'high_throughput' as const, limits: { ...fast.limits, maxInFlight: 1 } },
      600,
    ],
  ])('with work waiting behind it, the next send %s leaves soon, though nobody calls', async (_, policy, withinMs) => {
    const stage = await new Stage().open(policy)
    await stage.run(40_000)
    stage.meta = () => 'silence'
    await stage.offer([stage.message(), stage.message()])
    await stage.run(100)
    expect(stage.sends).toHaveLength(1)
    stage.world.crash('profile', PROFILE)
    await stage.run(withinMs)
    expect(stage.sends).toHaveLength(2)
  })

  it('wakes by its alarm alone', async () => {
    const stage = await new Stage().open()
    const message = stage.message({ notBefore: stage.now + MINUTE })
    await stage.offer([message])
    stage.world.crash('profile', PROFILE)
    await stage.run(2 * MINUTE)
    expect(await stage.status(message.id)).toBe('sent')
  })
})
