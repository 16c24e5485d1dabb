import { describe, expect, it } from 'vitest'
import { type RecommendSignals, recommend } from './recommend.ts'

const quiet: RecommendSignals = {
  now: 1_700_000_000_000,
  stops: [],
  floors: [],
  limits: [{ window: 'hour', used: 10, cap: 60 }],
  queue: 5,
  accepted: 3,
  webhooksLastAt: 1_699_999_999_000,
  checkedAt: 1_699_999_000_000,
  unknownOpen: 0,
}

describe('recommend', () => {
  it('has nothing to say of a number that runs well', () => {
    expect(recommend(quiet)).toEqual([])
  })

  it.each([
    ['disconnected', 'critical'],
    ['quarantined', 'critical'],
    ['hold', 'critical'],
    ['paused', 'warning'],
    ['package-paused', 'info'],
    ['global-paused', 'info'],
    ['meta-wait', 'info'],
  ])('ties a stop to its reason: %s (%s)', (code, severity) => {
    const stop = { code, detail: 'because' }
    expect(recommend({ ...quiet, stops: [stop] })).toEqual([{ severity, text: expect.any(String), evidence: [stop] }])
  })

  it('advises on the floors of the risk', () => {
    const evidence = [{ code: 'quality-red', detail: 'Meta rates the number RED' }]
    expect(recommend({ ...quiet, floors: [{ name: 'quality-red', evidence }] })).toMatchObject([
      { severity: 'warning', evidence },
    ])
    expect(recommend({ ...quiet, floors: [{ name: 'token-dead', evidence }] })).toEqual([])
  })

  it('warns of webhooks that never came once the number was checked', () => {
    expect(recommend({ ...quiet, webhooksLastAt: null, checkedAt: null })).toEqual([])
    const [found] = recommend({ ...quiet, webhooksLastAt: null, unknownOpen: 2 })
    expect(found).toMatchObject({
      severity: 'warning',
      evidence: [
        { code: 'webhooks-never', detail: '3 sends were accepted and no webhook came' },
        { code: 'unknown-open', detail: '2 sends wait for a status' },
      ],
    })
    expect(recommend({ ...quiet, webhooksLastAt: null, unknownOpen: 1 })[0]?.evidence[1]?.code).toBe('unknown-open')
    expect(recommend({ ...quiet, webhooksLastAt: null, accepted: 0 })[0]?.evidence).toEqual([
      { code: 'webhooks-never', detail: 'no webhook has come yet' },
    ])
  })

  it('speaks of a limit only when it is nine tenths spent while messages wait', () => {
    const at = (used: number, queue: number) =>
      recommend({ ...quiet, queue, limits: [{ window: 'hour', used, cap: 60 }] }).length
    expect([at(53, 1), at(54, 1), at(54, 0)]).toEqual([0, 1, 0])
    const limits = [
      { window: 'second' as const, used: 64, cap: 64 },
      { window: 'day' as const, used: 99, cap: null },
      { window: 'reach' as const, used: 250, cap: 250 },
    ]
    expect(recommend({ ...quiet, limits })).toMatchObject([
      { severity: 'info', text: expect.stringContaining('verify the business'), evidence: [{ code: 'limit-reach' }] },
    ])
  })

  it('puts the gravest first', () => {
    const stops = ['meta-wait', 'paused', 'disconnected'].map((code) => ({ code, detail: '' }))
    expect(recommend({ ...quiet, stops }).map(({ severity }) => severity)).toEqual(['critical', 'warning', 'info'])
  })
})

describe('advice', () => {
  it('says nothing of a stop or a floor that it has no words for', () => {
    const stop = { code: 'somebody-elses', detail: 'x' }
    const floor = { name: 'unheard-of', score: 90, evidence: [] }
    expect(recommend({ ...quiet, stops: [stop], floors: [floor] })).toEqual([])
  })

  it('on a spent reach does not name more numbers of the same portfolio, on a spent cap it does', () => {
    const text = (window: 'reach' | 'day') =>
      recommend({ ...quiet, limits: [{ window, used: 60, cap: 60 }] }).map((one) => one.text)
    expect(text('reach')).toEqual([expect.stringContaining('would not help')])
    expect(text('day')).toEqual([expect.stringContaining('add a number')])
  })
})
