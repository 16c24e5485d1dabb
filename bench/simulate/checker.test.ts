import { describe, expect, it } from 'vitest'
import { Judge } from './checker.ts'
import { judgeStruck } from './judge-stops.ts'
import { type ConfigEntry, type Ledger, newLedger, type SendEntry } from './ledger.ts'
import { phoneOf } from './people.ts'

const START = 1_700_000_000_000
const HOUR = 3_600_000
const FIELDS = { at: START, answer: 'accepted', code: null, taken: true, token: 't' } as const

const config: ConfigEntry = {
  profile: '101',
  packageId: 'pkg_aaaaaaaaaa',
  sentAt: START,
  ackedAt: START,
  hourly: null,
  threeHourly: null,
  daily: null,
  perSecond: null,
  gapMs: 6_000,
  cooldownMs: 0,
  maxInFlight: 4,
  reconcileMs: 1_000,
  deleted: false,
  blackout: { windows: [], exemptAuthentication: false, exemptReplies: false },
  quiet: null,
  rush: [],
  zoneMs: 0,
}

/** What the judge says of these sends, one after another, of a number with this configuration. */
function broken(sends: Partial<SendEntry>[], over: Partial<ConfigEntry> = {}, more: Partial<Ledger> = {}): string[] {
  const configs = [
    { ...config, ...over },
    { ...config, profile: '102' },
  ]
  const ledger: Ledger = { ...newLedger(START), calmNetwork: true, configs, ...more }
  const judge = new Judge(ledger, () => 7)
  sends.forEach((one, n) => {
    const at = one.at ?? START + 10_000
    const send: SendEntry = {
      ...FIELDS,
      ...{ profile: '101', waba: 'waba-folio1-1', to: phoneOf(n), person: n, category: 'utility', template: 'notice' },
      ...{ id: `m${n}`, attempt: 1, wamid: `w${n}`, mark: '', answerAt: at + 100 },
      ...one,
      at,
    }
    ledger.sends.push(send)
    judge.sent(send)
  })
  judgeStruck(judge.bench)
  return [...new Set(judge.bench.verdict.violations.map((one) => one.rule))]
}

const at = (ms: number) => ({ at: START + 10_000 + ms })

describe('the judge', () => {
  it('has nothing to say of a good day', () => {
    expect(broken([at(0), at(1_000), at(2_000)])).toEqual([])
  })

  it('goes by the pause that was configured when the last send left', () => {
    const since = START + 10_100
    const changed = (before: number, after: number): Partial<Ledger> => ({
      configs: [
        { ...config, cooldownMs: before, ackedAt: START },
        { ...config, cooldownMs: after, sentAt: since, ackedAt: since + 10 },
      ],
    })
    expect(broken([at(0), at(200)], {}, changed(0, 2_000))).toEqual([])
    expect(broken([at(0), at(1_900)], {}, changed(2_000, 0))).toEqual(['cooldown'])
    expect(broken([at(105), at(200)], {}, changed(2_000, 0))).toEqual([])
  })

  it('goes by the cap that is in force, and by either while a change is on its way', () => {
    const capped = (before: number | null, after: number | null): Partial<Ledger> => ({
      configs: [
        { ...config, hourly: before },
        { ...config, hourly: after, sentAt: START + 10_050, ackedAt: START + 10_150 },
      ],
    })
    expect(broken([at(0), at(100)], {}, capped(1, 2))).toEqual([])
    expect(broken([at(0), at(100)], {}, capped(null, 1))).toEqual([])
    expect(broken([at(0), at(200)], {}, capped(null, 1))).toEqual(['cap-hourly'])
    expect(broken([at(0), at(200)], {}, capped(1, null))).toEqual([])
  })

  it('knows that the rush shortens the pause of quiet hours too', () => {
    const evening = { cooldownMs: 1_000, quiet: { from: '22:00', to: '23:00' }, rush: [{ from: '22:00', to: '23:00' }] }
    expect(broken([at(0), at(1_750)], evening)).toEqual([])
    expect(broken([at(0), at(1_740)], evening)).toEqual(['cooldown-quiet'])
  })

  it('lets the messages of another package go while one is paused', () => {
    const stop = { profile: '101', why: 'package', from: START, until: START + HOUR, packageId: 'pkg_bbbbbbbbbb' }
    expect(broken([{ ...at(0), id: 'wgaaaaaaaaaa1' }], {}, { stops: [stop] })).toEqual([])
  })

  it.each<[string, Partial<SendEntry>[], Partial<ConfigEntry>, Partial<Ledger>]>([
    [
      'pair-gap',
      [
        { ...at(0), to: '+491' },
        { ...at(6_000), to: '+491' },
      ],
      {},
      {},
    ],
    ['cooldown', [at(0), at(900)], { cooldownMs: 1_000 }, {}],
    ['cooldown-quiet', [at(0), at(2_000)], { cooldownMs: 1_000, quiet: { from: '22:00', to: '23:00' } }, {}],
    ['in-flight', [at(0), at(50)], { maxInFlight: 1 }, {}],
    ['cap-perSecond', [at(0), at(999)], { perSecond: 1 }, {}],
    ['cap-hourly', [at(0), at(HOUR - 1)], { hourly: 1 }, {}],
    ['cap-hourly', [at(0)], { hourly: 1 }, { foreign: [{ profile: '101', sentAt: START + 1, ackedAt: START + 2 }] }],
    ['cap-threeHourly', [at(0), at(3 * HOUR - 1)], { threeHourly: 1 }, {}],
    ['cap-daily', [at(0), at(24 * HOUR - 1)], { daily: 1 }, {}],
    [
      'blackout',
      [at(0)],
      { blackout: { windows: [{ from: '22:13', to: '22:14' }], exemptAuthentication: true, exemptReplies: true } },
      {},
    ],
    [
      'reach',
      [at(0), at(HOUR)],
      {},
      { limits: [{ portfolio: 'folio1', limit: 1, at: START - HOUR, ackedAt: START - HOUR }] },
    ],
    ['stopped', [at(0)], {}, { stops: [{ profile: '101', why: 'paused', from: START, until: START + HOUR }] }],
    [
      'stopped',
      [{ ...at(0), id: 'wgaaaaaaaaaa1' }],
      {},
      { stops: [{ profile: '101', why: 'package', from: START, until: START + HOUR, packageId: 'pkg_aaaaaaaaaa' }] },
    ],
    [
      'account-held',
      [at(0)],
      {},
      { stops: [{ profile: '101', why: 'banned', from: START, until: START + HOUR, waba: 'waba-folio1-1' }] },
    ],
    [
      'opted-out',
      [at(0)],
      {},
      { optOuts: [{ to: phoneOf(0), scope: 'all', profile: '101', saidAt: START, ackedAt: START + 1 }] },
    ],
    [
      'opted-out-joined',
      [at(0)],
      {},
      {
        optOuts: [{ to: '+4950', scope: 'all', profile: null, saidAt: START, ackedAt: START + 1 }],
        joins: [{ addresses: ['+4950', phoneOf(0)], ackedAt: START + 1 }],
      },
    ],
    [
      'template-held',
      [at(0)],
      {},
      {
        templates: [
          {
            ...{ says: 'status', waba: 'waba-folio1-1', name: 'notice', status: 'PAUSED', category: 'utility' },
            ...{ at: START, ackedAt: START + 1 },
          },
        ],
      },
    ],
    ['window', [{ ...at(0), category: 'service', template: null }], {}, {}],
    ['deleted', [at(0)], { deleted: true }, {}],
    ['struck', [{ ...at(0), ...refused(190) }, at(1_000)], {}, {}],
    ['struck', [at(0)], {}, { errors: [{ profile: '101', code: 131037, at: START, answerAt: START + 1 }] }],
    [
      'struck-shared',
      [
        { ...at(0), ...refused(190) },
        { ...at(3_000), profile: '102' },
      ],
      {},
      {},
    ],
    [
      'struck-shared',
      [
        { ...at(0), ...refused(368) },
        { ...at(3_000), profile: '102', token: 'u' },
      ],
      {},
      {},
    ],
    ['meta-opt-out', [131050, null].map((code, n) => ({ ...at(n * 9_000), to: '+491', ...marketing(code) })), {}, {}],
  ])('sees %s', (rule, sends, over, more) => {
    expect(broken(sends, over, more)).toEqual([rule])
  })
})

function refused(code: number): Partial<SendEntry> {
  return { code, answer: 'refused', taken: false }
}

function marketing(code: number | null): Partial<SendEntry> {
  const sent = { category: 'marketing', template: 'promo' } as const
  return { ...sent, ...(code === null ? {} : refused(code)) }
}
