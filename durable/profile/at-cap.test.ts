import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { accepted, fast, PACKAGE, Stage } from './testing/stage.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const capped = (hourly: number, over: Partial<typeof fast.limits> = {}) => ({
  limits: { ...fast.limits, hourly, ...over },
})

describe('a number at its cap', () => {
  it('says until when, in its reports and by a hint, and nothing while a place is free', async () => {
    const stage = await new Stage().open(capped(2))
    await stage.offer([stage.message()])
    await stage.run(5_000)
    expect(await stage.profile.snapshot()).not.toHaveProperty('creditAt')
    await stage.offer([stage.message()])
    await stage.run(5_000)
    const { creditAt, credit } = await stage.profile.snapshot()
    expect(credit).toBe(0)
    expect((creditAt ?? 0) - stage.now).toBeGreaterThan(HOUR - 10_000)
    expect((creditAt ?? 0) - stage.now).toBeLessThanOrEqual(HOUR + MINUTE)
    expect(stage.reports.at(-1)?.snapshot.creditAt).toBe(creditAt)
    await stage.run((creditAt ?? 0) - stage.now)
    expect(await stage.profile.snapshot()).toMatchObject({ credit: 2 })
    expect(await stage.profile.snapshot()).not.toHaveProperty('creditAt')
  })

  it('is none by its second, its cooldown or the limit of reach', async () => {
    const stage = await new Stage().open({
      ...capped(100, { perSecond: 1 }),
      cooldown: { ...fast.cooldown, min: 50, max: 50 },
    })
    stage.lease = () => ({ unlimited: false, limit: 1, used: 1, id: 'none', n: 0, until: stage.now })
    await stage.offer(Array.from({ length: 3 }, () => stage.message({ tiedTo: '1055' })))
    await stage.run(2_000)
    expect(await stage.profile.snapshot()).toMatchObject({ credit: 0 })
    expect(await stage.profile.snapshot()).not.toHaveProperty('creditAt')
  })

  it('is not there yet by an attempt that Meta may still refuse', async () => {
    const stage = await new Stage().open(capped(1))
    stage.meta = () => ({ status: 400, json: { error: { code: 131026, message: '(#131026)' } }, afterMs: 10_000 })
    await stage.offer([stage.message()])
    await stage.run(5_000)
    expect(await stage.profile.snapshot()).toMatchObject({ credit: 0, inFlight: 1 })
    expect(await stage.profile.snapshot()).not.toHaveProperty('creditAt')
    await stage.run(10_000)
    expect(await stage.profile.snapshot()).toMatchObject({ credit: 1 })
  })

  it('is there also while its last place is kept for what may have to be repeated, and sends what it holds', async () => {
    const stage = await new Stage().open(capped(3))
    stage.meta = (_request, wamid) => (stage.sends.length === 0 ? 'silence' : accepted(wamid))
    const [lost, next] = [stage.message(), stage.message()]
    await stage.offer([lost, next])
    await stage.run(25_000)
    expect(await stage.status(lost.id)).toBe('unknown')
    expect(await stage.status(next.id)).toBe('sent')
    const { creditAt, credit } = await stage.profile.snapshot()
    expect(credit).toBe(0)
    expect((creditAt ?? 0) - stage.now).toBeGreaterThan(HOUR - MINUTE)
    const last = stage.message({ tiedTo: '1055' })
    await stage.offer([last])
    await stage.run(5_000)
    expect(await stage.status(last.id)).toBe('sent')
  })

  it('keeps no place for what is never repeated', async () => {
    for (const change of [{ policy: 'at_most_once' }, { policy: 'reconcile' }] as const) {
      const stage = await new Stage().open(capped(3))
      stage.meta = (_request, wamid) => (stage.sends.length === 0 ? 'silence' : accepted(wamid))
      const lost = stage.message(change)
      await stage.offer([lost])
      await stage.run(25_000)
      expect(await stage.status(lost.id)).toBe('unknown')
      expect((await stage.profile.snapshot()).credit).toBe(change.policy === 'reconcile' ? 1 : 2)
      await stage.profile.cancel(lost.id, { kind: 'key', id: 'k', name: 'Ada' })
      expect((await stage.profile.snapshot()).credit).toBe(2)
    }
  })

  it('tells its package at once when others sent by it, or its cap fell: no report follows that', async () => {
    const stage = await new Stage().open(capped(3))
    stage.hints.length = 0
    const wamids = ['wamid.a', 'wamid.b', 'wamid.c']
    for (const wamid of wamids) await stage.profile.observe([{ kind: 'echo', wamid, at: stage.now, to: null }])
    await stage.run(1_000)
    expect(stage.hints.at(-1)?.creditAt).toBeGreaterThan(stage.now)
    await stage.profile.configure(stage.config(capped(0), { version: 2 }), SYSTEM)
    await stage.run(1_000)
    expect(stage.hints.at(-1)?.creditAt).toBeNull()
    const told = stage.hints.length
    await stage.run(HOUR / 2)
    expect(stage.hints).toHaveLength(told)
  })

  it('gives back what waits there for more than a minute, and keeps what only it may send', async () => {
    const stage = await new Stage().open(capped(50))
    const notBefore = stage.now + 30_000
    const [free, tied] = [stage.message({ notBefore }), stage.message({ notBefore, tiedTo: '1055' })]
    await stage.offer([free, tied])
    await stage.profile.configure(stage.config(capped(0), { version: 2 }), SYSTEM)
    await stage.run(1_000)
    const released = stage.reports.flatMap((report) => report.released)
    expect(released).toMatchObject([{ id: free.id, movable: true, reasons: [{ code: 'at-cap' }] }])
    expect(await stage.status(tied.id)).toBe('queued')
    expect(stage.reports.at(-1)?.snapshot.creditAt).toBeNull()
  })

  it('keeps what a place is free for within a minute', async () => {
    const stage = await new Stage().open(capped(1))
    await stage.offer([stage.message()])
    await stage.run(1_000)
    const { creditAt } = await stage.profile.snapshot()
    await stage.run((creditAt ?? 0) - stage.now - 40_000)
    const next = stage.message()
    await stage.profile.configure(stage.config(capped(2), { version: 2 }), SYSTEM)
    await stage.offer([{ ...next, notBefore: stage.now + 1_000 }], PACKAGE)
    await stage.profile.configure(stage.config(capped(1), { version: 3 }), SYSTEM)
    await stage.run(30_000)
    expect(stage.reports.flatMap((report) => report.released)).toEqual([])
    await stage.run(MINUTE)
    expect(await stage.status(next.id)).toBe('sent')
  })

  it('keeps what proven silence put into the queue again: only this number may send that (ADR 0014)', async () => {
    const stage = await new Stage().open(capped(1))
    await stage.profile.observe([stage.inbound('+4915199')])
    stage.meta = () => 'silence'
    const message = stage.message()
    await stage.offer([message])
    await stage.run(25_000)
    stage.meta = (_request, wamid) => accepted(wamid)
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.run(20 * MINUTE)
    expect((await stage.profile.message(message.id))?.timeline.at(-1)?.event).toBe('requeued')
    expect(stage.reports.flatMap((report) => report.released)).toEqual([])
    await stage.run(HOUR)
    expect(await stage.status(message.id)).toBe('sent')
  })
})
