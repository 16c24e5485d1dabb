import { describe, expect, it } from 'vitest'
import type { FleetNumber } from '../../data/fleet-number.ts'
import { calmNumber } from '../../data/testing/calm-number.ts'
import type { Health } from '../../data/wire.ts'
import { absence, runnerOf, scoreOf } from './runner.ts'

const NOW = 1_000_000

const number = (more: Partial<FleetNumber> = {}): FleetNumber =>
  calmNumber({
    queue: 5,
    inFlight: 2,
    usage: { second: { used: 0, cap: 64 }, hour: { used: 30, cap: 60 }, reach: { used: 10, cap: 2_000 } },
    cooldownUntil: NOW + 6_000,
    lastSendAt: NOW - 4_000,
    quality: 'GREEN',
    metaStatus: 'CONNECTED',
    webhookAt: NOW,
    at: NOW,
    ...more,
  })

const report: Health = {
  health: 100,
  connectionQuality: 'excellent',
  weight: { total: 75, parts: [] },
  risk: { score: 0, level: 'safe', parts: [], floors: [] },
  blockIndicators: [],
  limits: [
    { window: 'second', used: 0, cap: 64 },
    { window: 'hour', used: 29, cap: 60 },
    { window: 'reach', used: 10, cap: 2_000 },
  ],
  cooldown: { mode: 'quiet', seconds: 10, until: null, factors: [] },
  warmup: null,
  meta: {
    status: 'CONNECTED',
    quality: 'GREEN',
    throughput: 'STANDARD',
    messagingLimit: '2000',
    health: 'AVAILABLE',
    displayPhoneNumber: null,
    checkedAt: null,
    webhooks: { lastAt: null },
  },
  recommendations: [],
}

describe('runnerOf', () => {
  it('counts as the number does: a minute of its cooldown, what it holds, the newest usage', () => {
    const runner = runnerOf(number(), report, { setWeight: undefined, queueCap: undefined }, NOW)
    expect(runner).toMatchObject({ minute: 7, stepMs: 10_000, held: 3, readyAt: NOW + 6_000, weight: 75 })
    expect(runner.windows).toEqual([
      { used: 30, cap: 60 },
      { used: 10, cap: 2_000 },
    ])
  })

  it('is bound by the second where nothing cools', () => {
    const fast = { ...report, cooldown: { ...report.cooldown, seconds: 0 } }
    const runner = runnerOf(number(), fast, { setWeight: undefined, queueCap: 9_000 }, NOW)
    expect(runner).toMatchObject({ minute: 3_840, stepMs: 1_000 / 64 })
  })

  it('scores as the rules say', () => {
    const { total, headroom, readiness } = scoreOf(
      runnerOf(number(), report, { setWeight: undefined, queueCap: undefined }, NOW),
      NOW,
    )
    expect([headroom, readiness]).toEqual([50, 90])
    expect(total).toBeCloseTo(0.35 * 75 + 0.25 * 50 + 0.2 * 90 + 0.2 * 100)
  })
})

describe('absence', () => {
  it.each([
    [number(), report, undefined],
    [number({ state: 'suspected' }), report, 'suspected'],
    [number({ state: 'cooling', reason: 'blackout: no sends until 07:00' }), report, 'hours without sends'],
    [number({ usage: { hour: { used: 60, cap: 60 } } }), report, 'hourly cap used up'],
    [number({ usage: { reach: { used: 250, cap: 250 } } }), report, 'reach used up'],
    [number(), undefined, 'does not answer'],
    [
      number(),
      { ...report, risk: { ...report.risk, floors: [{ name: 'quality-red', score: 61, evidence: [] }] } },
      'high risk: no new conversations',
    ],
  ])('says why a number takes no part', (one, known, word) => {
    expect(absence(one, known)).toBe(word)
  })
})
