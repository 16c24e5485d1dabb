import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isConnected,
  levelOf,
  nextFloorEnd,
  type RiskSignals,
  riskOf,
  steppedLevel,
  stopsNewConversations,
} from './risk.ts'
import type { RiskLevel } from './snapshot.ts'

const NOW = 1_700_000_000_000
const DAY = 86_400_000
const MIN30 = 30 * 60_000
const good: RiskSignals = {
  now: NOW,
  quality: 'GREEN',
  health: 'AVAILABLE',
  status: 'CONNECTED',
  tokenDead: false,
  restricted: false,
  codes: [],
}
const ORDER: RiskLevel[] = ['safe', 'low', 'medium', 'high', 'critical']

describe('riskOf', () => {
  it('is 0 and shows no component when Meta says nothing bad, or nothing yet', () => {
    const none = { score: 0, level: 'safe', parts: [], floors: [] }
    expect(riskOf(good)).toEqual(none)
    expect(riskOf({ ...good, quality: null, health: null, status: null })).toEqual(none)
  })

  it.each([
    ['quality-yellow', { quality: 'YELLOW' }, 41, 'medium'],
    ['quality-red', { quality: 'RED' }, 61, 'high'],
    ['quality-red', { quality: 'red' }, 61, 'high'],
    ['health-limited', { health: 'LIMITED' }, 61, 'high'],
    ['health-blocked', { health: 'BLOCKED' }, 81, 'critical'],
    ['status-not-connected', { status: 'FLAGGED' }, 81, 'critical'],
    ['restriction', { restricted: true }, 81, 'critical'],
    ['token-dead', { tokenDead: true }, 81, 'critical'],
    ['code-368', { codes: [{ code: 368, at: NOW }] }, 81, 'critical'],
    ['code-131031', { codes: [{ code: 131031, at: NOW }] }, 81, 'critical'],
    ['code-131048', { codes: [{ code: 131048, at: NOW }] }, 100, 'critical'],
  ])('%s: %o sets the floor %s (%s)', (name, over, score, level) => {
    const risk = riskOf({ ...good, ...over })
    expect(risk).toMatchObject({ score, level })
    expect(risk.floors).toHaveLength(1)
    expect(risk.floors[0]).toMatchObject({ name, score })
    expect(risk.floors[0]?.evidence).toHaveLength(1)
  })

  it('keeps the floor of a code for 24 h, to the ms, once per code', () => {
    const since = (ms: number) => riskOf({ ...good, codes: [{ code: 131048, at: NOW - ms }] }).score
    expect(since(DAY - 1)).toBe(100)
    expect(since(DAY)).toBe(0)
    const twice = riskOf({ ...good, codes: [1, 2].map((ms) => ({ code: 368, at: NOW - ms })) })
    expect(twice.floors).toHaveLength(1)
    expect(riskOf({ ...good, codes: [{ code: 131026, at: NOW }] }).floors).toEqual([])
  })

  it('takes the highest of several floors', () => {
    expect(riskOf({ ...good, quality: 'YELLOW', health: 'LIMITED', tokenDead: true })).toMatchObject({
      score: 81,
      floors: [{ name: 'quality-yellow' }, { name: 'health-limited' }, { name: 'token-dead' }],
    })
  })
})

describe('nextFloorEnd', () => {
  it('names when the first code floor ends', () => {
    const codes = [
      { code: 368, at: NOW - 5 },
      { code: 131048, at: NOW - 10 },
      { code: 131026, at: NOW - 20 },
      { code: 368, at: NOW - DAY },
    ]
    expect(nextFloorEnd(codes, NOW)).toBe(NOW - 10 + DAY)
    expect(nextFloorEnd([], NOW)).toBeNull()
    expect(nextFloorEnd([{ code: 131026, at: NOW }], NOW)).toBeNull()
  })
})

describe('levelOf', () => {
  it.each([
    [0, 'safe'],
    [20, 'safe'],
    [21, 'low'],
    [40, 'low'],
    [41, 'medium'],
    [60, 'medium'],
    [61, 'high'],
    [80, 'high'],
    [81, 'critical'],
    [100, 'critical'],
  ])('%s is %s', (score, level) => {
    expect(levelOf(score)).toBe(level)
  })
})

describe('isConnected', () => {
  it('is one word only', () => {
    expect(isConnected('CONNECTED')).toBe(true)
    for (const status of ['DISCONNECTED', 'PENDING', 'BANNED', '', null]) expect(isConnected(status)).toBe(false)
  })
})

describe('steppedLevel', () => {
  it('rises at once, by any distance', () => {
    expect(steppedLevel('safe', 100, NOW - DAY, NOW)).toEqual({ level: 'critical', belowSince: null })
    expect(steppedLevel('low', 21, NOW, NOW)).toEqual({ level: 'low', belowSince: null })
  })

  it('steps down one level after 30 min below the lower bound, not a ms sooner', () => {
    expect(steppedLevel('high', 10, null, NOW)).toEqual({ level: 'high', belowSince: NOW })
    expect(steppedLevel('high', 10, NOW - MIN30 + 1, NOW)).toEqual({ level: 'high', belowSince: NOW - MIN30 + 1 })
    expect(steppedLevel('high', 10, NOW - MIN30, NOW)).toEqual({ level: 'medium', belowSince: NOW })
    expect(steppedLevel('high', 60, NOW - MIN30, NOW)).toEqual({ level: 'medium', belowSince: null })
    expect(steppedLevel('low', 0, NOW - MIN30, NOW)).toEqual({ level: 'safe', belowSince: null })
  })

  it('starts over when the score comes back, and when the clock was set back', () => {
    expect(steppedLevel('high', 61, NOW - MIN30, NOW).belowSince).toBeNull()
    expect(steppedLevel('high', 10, NOW + DAY, NOW)).toEqual({ level: 'high', belowSince: NOW })
  })

  it('is never below what the score says, and never falls by more than one level in 30 min', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ score: fc.integer({ min: 0, max: 100 }), wait: fc.integer({ min: 1, max: MIN30 }) }), {
          maxLength: 40,
        }),
        (steps) => {
          let now = NOW
          let fell = Number.NEGATIVE_INFINITY
          let state: { level: RiskLevel; belowSince: number | null } = { level: 'safe', belowSince: null }
          for (const { score, wait } of steps) {
            now += wait
            const next = steppedLevel(state.level, score, state.belowSince, now)
            const change = ORDER.indexOf(next.level) - ORDER.indexOf(state.level)
            expect(ORDER.indexOf(next.level)).toBeGreaterThanOrEqual(ORDER.indexOf(levelOf(score)))
            expect(change).toBeGreaterThanOrEqual(-1)
            if (change < 0) {
              expect(now - fell).toBeGreaterThanOrEqual(MIN30)
              fell = now
            }
            state = next
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('what begins no new conversation', () => {
  const floor = (name: string, score: number) => ({ name, score, evidence: [] })
  it.each([
    ['quality-RED', 61, true],
    ['health-LIMITED', 61, true],
    ['health-BLOCKED', 81, true],
    ['quality-YELLOW', 60, false],
    ['health-LIMITED', 60, false],
    ['code-131031', 81, false],
    ['token-dead', 81, false],
    ['status-health-', 81, false],
    ['low-quality-', 81, false],
  ])('%s at %i: %s', (name, score, stops) => {
    expect(stopsNewConversations([floor(name, score)])).toBe(stops)
    expect(stopsNewConversations([floor('code-368', 81), floor(name, score)])).toBe(stops)
  })

  it('is nobody without a floor', () => {
    expect(stopsNewConversations([])).toBe(false)
  })
})

describe('the step down', () => {
  it('is one level, from each', () => {
    const MIN30 = 30 * 60_000
    const down = (level: RiskLevel) => steppedLevel(level, 0, 0, MIN30).level
    expect((['critical', 'high', 'medium', 'low', 'safe'] as const).map(down)).toEqual([
      'high',
      'medium',
      'low',
      'safe',
      'safe',
    ])
  })
})

describe('the time below', () => {
  const MIN30 = 30 * 60_000
  it('begins anew after a step when the level wanted lies lower still, and is forgotten when it does not', () => {
    expect(steppedLevel('critical', 0, 0, MIN30)).toEqual({ level: 'high', belowSince: MIN30 })
    expect(steppedLevel('medium', 20, 0, MIN30)).toEqual({ level: 'low', belowSince: MIN30 })
    expect(steppedLevel('medium', 21, 0, MIN30)).toEqual({ level: 'low', belowSince: null })
    expect(steppedLevel('low', 0, 0, MIN30)).toEqual({ level: 'safe', belowSince: null })
  })
})
