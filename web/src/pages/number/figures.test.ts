import { describe, expect, it } from 'vitest'
import type { Health } from '../../data/wire.ts'
import { cooldownText, signsFound, signsOf, weightParts } from './figures.ts'

const DAY = 86_400_000

const meta: Health['meta'] = {
  status: 'CONNECTED',
  quality: 'YELLOW',
  throughput: 'STANDARD',
  messagingLimit: '2000',
  health: 'AVAILABLE',
  displayPhoneNumber: null,
  checkedAt: '2026-11-22T00:00:00Z',
  webhooks: { lastAt: null },
}

describe('weightParts', () => {
  it('tells what each part is made of', () => {
    const parts = weightParts(
      {
        health: 54,
        weight: {
          total: 73,
          parts: [
            { name: 'base', value: 40 },
            { name: 'health', value: 13.5 },
            { name: 'success', value: 17.42 },
            { name: 'age', value: 2.1 },
            { name: 'priority', value: 0 },
            { name: 'new', value: 1 },
          ],
        },
      },
      { createdAt: new Date(0).toISOString(), priority: 0 },
      19 * DAY,
    )
    expect(parts.map(({ name, note }) => `${name}: ${note}`)).toEqual([
      'Base: every number starts here',
      'Health: 54 of 100, × 25',
      'Success rate: at least 87.1 % over 7 days, × 20',
      'Age: 19 of 90 days here, × 10',
      'Priority: set to 0 (−10 to +10)',
      'new: ',
    ])
  })
})

describe('cooldownText', () => {
  it('names each factor', () => {
    const factors = [
      { name: 'risk', factor: 1.75 },
      { name: 'throttled', factor: 1.6004 },
    ]
    expect(cooldownText({ factors }, { min: 2, max: 6 })).toBe(
      '4.0 s, the mean of 2 to 6 s × 1.75 for risk × 1.6 for throttling by Meta',
    )
    expect(cooldownText({ factors: [] }, { min: 0, max: 0 })).toBe('no cooldown is set')
  })
})

describe('signsOf', () => {
  const floor = (name: string, score: number) => ({ name, score, evidence: [] })
  const risk = (floors: Health['risk']['floors']): Health['risk'] => ({ score: 0, level: 'safe', parts: [], floors })

  it('finds nothing where Meta says nothing', () => {
    expect(signsOf({ meta: { ...meta, quality: 'GREEN' }, risk: risk([]) }).map(({ found }) => found)).toEqual(
      Array.from({ length: 6 }, () => 'clear'),
    )
  })

  it('takes what nobody has said for not known, not for clear', () => {
    const silent = { ...meta, status: null, quality: null, health: null, checkedAt: null }
    const signs = signsOf({ meta: silent, risk: risk([]) })
    expect(signs.map(({ found }) => found)).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'clear', 'clear'])
    expect(signsFound(signs)).toBe('0 of 6 found, 4 not known')
    const refused = signsOf({ meta: silent, risk: risk([floor('token-dead', 81)]) })
    expect(refused[0]).toEqual({ name: 'Access token', value: 'refused', found: 'hit' })
    expect(signsFound(refused)).toBe('1 of 6 found, 3 not known')
    expect(signsFound(signsOf({ meta, risk: risk([]) }))).toBe('0 of 6 found')
  })

  it('tells what to watch from what is a block', () => {
    const signs = signsOf({
      meta,
      risk: risk([floor('quality-yellow', 41), floor('token-dead', 81), floor('code-131048', 100)]),
    })
    expect(signs.filter(({ found }) => found !== 'clear')).toEqual([
      { name: 'Access token', value: 'refused', found: 'hit' },
      { name: 'Quality rating by Meta', value: 'YELLOW', found: 'watch' },
      { name: 'Codes that ask to stop, last 24 h', value: '131048', found: 'hit' },
    ])
  })
})
