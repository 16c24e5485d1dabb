import { describe, expect, it } from 'vitest'
import { META } from '../domain/reason.ts'
import { portfolioDeadlines } from './deadlines.ts'
import { number, OPERATOR, register, type Scene, scene } from './testing/scene.ts'

const HOUR = 3_600_000
const word = (at: number) => ({ address: '+4915112345678', scope: 'marketing' as const, source: 'word', at })
const held = (until: number | null) => ({
  subject: { kind: 'waba' as const, id: 'W' },
  code: '80007',
  reach: 'all' as const,
  class: 'throttle' as const,
  autoResume: 'time' as const,
  until,
  detail: 'x',
})

async function busy(): Promise<Scene> {
  const here = scene()
  await here.world.portfolio('P').subscribe('pkg_a')
  await register(here, 'P', number('1'))
  await here.world.run(here.world.clock + 10_000)
  return here
}

const wakeRow = (here: Scene) =>
  here.world.d1.rows<{ next_at: number | null }>("SELECT next_at FROM wakes WHERE actor = 'portfolio:P'")[0]

describe('the portfolio actor', () => {
  it('wakes by its own alarm and may run each alarm twice', async () => {
    const here = await busy()
    here.world.alarms = 'twice'
    await here.world.portfolio('P').hold(held(here.world.clock + HOUR))
    await here.world.portfolio('P').optOut([word(here.world.clock)], META)
    await here.world.run(here.world.clock + 2 * HOUR)
    expect(here.at('profile:1').holds).toEqual([])
    expect(here.world.d1.rows('SELECT action FROM audit')).toHaveLength(2)
    expect(here.world.faults).toEqual([])
  })

  it('keeps what D1 does not take and brings it when D1 is back', async () => {
    const here = await busy()
    here.world.d1Down = true
    await here.world.portfolio('P').optOut([word(here.world.clock)], OPERATOR)
    await here.world.run(here.world.clock + 10 * 60_000)
    expect(here.world.d1.rows('SELECT id FROM opt_outs')).toEqual([])
    expect(here.at('profile:1').scopeOf('+4915112345678')).toBe('marketing')
    here.world.crash('portfolio', 'P')
    here.world.d1Down = false
    await here.world.run(here.world.clock + 60_000)
    expect(here.world.d1.rows('SELECT scope FROM opt_outs')).toEqual([{ scope: 'marketing' }])
    expect(here.world.d1.rows('SELECT action FROM audit')).toEqual([{ action: 'opt-out.set' }])
    expect((await here.world.portfolio('P').diagnostics()).outbox).toBe(0)
  })

  it('tells D1 when it means to wake, and puts it right when the sweep wakes it', async () => {
    const here = await busy()
    const told = wakeRow(here)?.next_at ?? 0
    expect(told).toBeGreaterThan(here.world.clock)
    await here.world.portfolio('P').hold(held(here.world.clock + HOUR))
    await here.world.run(here.world.clock + 5_000)
    expect(wakeRow(here)?.next_at).toBeLessThanOrEqual(here.world.clock + HOUR)
    await here.world.portfolio('P').unregister('1')
    await here.world.run((wakeRow(here)?.next_at ?? 0) + 60_000)
    here.world.crash('portfolio', 'P')
    await here.world.portfolio('P').wake(wakeRow(here)?.next_at ?? null)
    await here.world.run(here.world.clock + 5_000)
    expect(wakeRow(here)?.next_at).toBe((await here.world.portfolio('P').diagnostics()).nextWake)
  })

  it('does not wake without need: idle for a day it lists templates and nothing else', async () => {
    const here = await busy()
    const rows = here.world.sql('portfolio', 'P').rowsWritten
    const calls = here.world.calls.length
    await here.world.run(here.world.clock + 24 * HOUR)
    expect(here.world.calls.length).toBe(calls)
    // four listings: budget, time of the listing
    expect(here.world.sql('portfolio', 'P').rowsWritten - rows).toBeLessThanOrEqual(12)
  })

  it('survives a crash at any call: each repeated request ends in the same state', async () => {
    for (let victim = 0; victim < 8; victim++) {
      const here = scene()
      let seen = 0
      here.world.network = (call) => {
        if (call.from === 'portfolio:P' && seen++ === victim) here.world.crash('portfolio', 'P')
        return 'ok'
      }
      const at = here.world.clock
      const again = async (call: () => Promise<unknown>) => {
        await call().catch(() => call().catch(() => call()))
      }
      await again(() => here.world.portfolio('P').subscribe('pkg_a'))
      await again(() => register(here, 'P', number('1')))
      await again(() => here.world.portfolio('P').optOut([word(at)], META))
      await again(() => here.world.portfolio('P').hold({ ...held(null), autoResume: 'status' }))
      await here.world.run(here.world.clock + 120_000)
      for (const name of ['package:pkg_a', 'profile:1']) {
        expect(
          here.at(name).holds.map((hold) => hold.code),
          `crash ${victim}`,
        ).toEqual(['80007'])
        expect(here.at(name).scopeOf('+4915112345678')).toBe('marketing')
      }
      expect((await here.world.portfolio('P').diagnostics()).counts['behind']).toBe(0)
    }
  })

  it('goes on after its clock was turned back or forward', async () => {
    const here = await busy()
    here.world.skew('portfolio', 'P', -5 * HOUR)
    await here.world.portfolio('P').optOut([word(here.world.clock)], META)
    await here.world.run(here.world.clock + 60_000)
    expect(here.at('profile:1').scopeOf('+4915112345678')).toBe('marketing')
    here.world.skew('portfolio', 'P', 5 * HOUR)
    await here.world.portfolio('P').optIn([word(here.world.clock + HOUR)], OPERATOR)
    await here.world.run(here.world.clock + 60_000)
    expect(here.at('profile:1').scopeOf('+4915112345678')).toBeNull()
  })

  it('stops telling a number that left and a package that unsubscribed', async () => {
    const here = await busy()
    await here.world.portfolio('P').unregister('1')
    await here.world.portfolio('P').unsubscribe('pkg_a')
    const calls = here.world.calls.length
    await here.world.portfolio('P').hold(held(here.world.clock + HOUR))
    await here.world.run(here.world.clock + 60_000)
    expect(here.world.calls.slice(calls).filter((call) => call.from === 'portfolio:P')).toEqual([])
    expect((await here.world.portfolio('P').diagnostics()).counts).toMatchObject({
      numbers: 0,
      subscribers: 0,
      behind: 0,
    })
  })
})

describe('portfolioDeadlines', () => {
  const idle = { pending: false, running: false, retryAt: null }
  const none = {
    holdEnd: null,
    reachPrune: null,
    push: null,
    templates: null,
    history: idle,
    forward: idle,
    spread: idle,
    uncounted: idle,
  }

  it('waits for nothing when nothing is pending', () => {
    expect(Object.values(portfolioDeadlines(none, 1_000)).every((at) => at === null)).toBe(true)
  })

  it('is due at once for pending work, at its retry after a failure, and looks again at work that runs', () => {
    const history = (more: object) =>
      portfolioDeadlines({ ...none, history: { ...idle, pending: true, ...more } }, 61_000)['history']
    expect(history({})).toBe(61_000)
    expect(history({ retryAt: 64_000 })).toBe(64_000)
    expect(history({ running: true })).toBe(120_000)
  })
})
