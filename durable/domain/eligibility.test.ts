import { describe, expect, it } from 'vitest'
import { accountExclusion, numberExclusion, optOutStops, riskExclusion, summarise } from './eligibility.ts'
import type { Hold, Template } from './hold.ts'
import type { Category } from './message.ts'
import type { ProfileSnapshot } from './snapshot.ts'

const NOW = 1_700_000_000_000
const SNAPSHOT: ProfileSnapshot = {
  profileId: '1',
  at: NOW,
  state: 'active',
  reason: null,
  eligible: true,
  eligibleAt: null,
  credit: 1,
  health: 100,
  risk: 0,
  successes: 0,
  outcomes: 0,
  usage: 0,
  readyAt: NOW,
  lastSendAt: null,
  queue: 0,
  inFlight: 0,
  switchRev: 0,
}
const TEMPLATE: Template = {
  wabaId: 'w',
  name: 'sale',
  language: 'en',
  metaId: null,
  category: 'marketing',
  status: 'APPROVED',
  parameters: null,
}
const sale = { category: 'marketing' as Category, template: { name: 'sale', language: 'en' } }

function hold(subject: Hold['subject'], reach: Hold['reach'] = 'all', until: number | null = null): Hold {
  return {
    key: `${subject.kind}:${subject.id}:x`,
    subject,
    code: 'x',
    reach,
    class: 'other',
    autoResume: 'never',
    since: NOW,
    until,
    detail: 'held by Meta',
  }
}

describe('numberExclusion', () => {
  it.each([
    ['a number that never reported', undefined, 5, 'not-known'],
    ['a paused one', { ...SNAPSHOT, eligible: false, state: 'paused' as const }, 5, 'paused'],
    ['a quarantined one', { ...SNAPSHOT, eligible: false, state: 'quarantined' as const }, 5, 'quarantined'],
    ['a disconnected one', { ...SNAPSHOT, eligible: false, state: 'disconnected' as const }, 5, 'disconnected'],
    ['one in its blackout', { ...SNAPSHOT, eligible: false }, 5, 'not-eligible'],
    ['one without credit', SNAPSHOT, 0.9, 'no-credit'],
  ])('%s takes no part', (_name, snapshot, credit, code) => {
    expect(numberExclusion(snapshot, credit)?.code).toBe(code)
  })

  it.each<[ProfileSnapshot['limitedBy'], string]>([
    [undefined, 'its limits leave no send in the next 60 s'],
    ['second', 'its sends a second leave none in the next 60 s'],
    ['hour', 'its hourly cap is used up'],
    ['threeHours', 'its cap of three hours is used up'],
    ['day', 'its daily cap is used up'],
    ['reach', 'the limit of unique recipients per 24 hours is used up'],
    ['queue', 'its queue is full'],
    ['cooldown', 'it holds all that its cooldown lets it send in the next 60 s'],
  ])('one without credit, limited by %s, says: %s', (limitedBy, detail) => {
    const snapshot = { ...SNAPSHOT, ...(limitedBy === undefined ? {} : { limitedBy }) }
    expect(numberExclusion(snapshot, 0)).toEqual({ code: 'no-credit', detail })
  })

  it('an eligible one with credit does', () => {
    expect(numberExclusion(SNAPSHOT, 1)).toBeNull()
    expect(numberExclusion({ ...SNAPSHOT, state: 'cooling' }, 1)).toBeNull()
  })
})

describe('riskExclusion', () => {
  it('keeps new conversations from a number of high risk, and nothing else', () => {
    const risky = { ...SNAPSHOT, newConversations: false }
    expect(riskExclusion(risky, 'open')?.code).toBe('risk-high')
    expect(riskExclusion(risky, 'reply')).toBeNull()
    expect(riskExclusion({ ...SNAPSHOT, newConversations: true }, 'open')).toBeNull()
    expect(riskExclusion(SNAPSHOT, 'open')).toBeNull()
    expect(riskExclusion(undefined, 'open')).toBeNull()
  })
})

describe('accountExclusion', () => {
  const exclude = (template: Template | undefined, holds: Hold[] = [], message = sale) =>
    accountExclusion('w', message, { template, holds }, NOW)?.code ?? null

  it.each(['PAUSED', 'DISABLED', 'REJECTED', 'ARCHIVED', 'DELETED', 'PENDING_DELETION'])(
    'a template known as %s is not eligible',
    (status) => {
      expect(exclude({ ...TEMPLATE, status })).toBe('template-held')
    },
  )

  it.each(['APPROVED', 'PENDING', 'IN_APPEAL'])('one known as %s is', (status) => {
    expect(exclude({ ...TEMPLATE, status })).toBeNull()
  })

  it('one that the registry does not know is eligible', () => {
    expect(exclude(undefined)).toBeNull()
  })

  it('a hold concerns its own WABA, its own template in its language or in all, and what it reaches, until its end', () => {
    expect(exclude(TEMPLATE, [hold({ kind: 'waba', id: 'w' })])).toBe('held')
    expect(exclude(TEMPLATE, [hold({ kind: 'waba', id: 'other' })])).toBeNull()
    expect(exclude(TEMPLATE, [hold({ kind: 'token', id: 't' })])).toBeNull()
    expect(exclude(TEMPLATE, [hold({ kind: 'template', id: 'w/sale/en' })])).toBe('template-held')
    expect(exclude(TEMPLATE, [hold({ kind: 'template', id: 'w/sale/*' })])).toBe('template-held')
    expect(exclude(TEMPLATE, [hold({ kind: 'template', id: 'w/sale/de' })])).toBeNull()
    expect(exclude(TEMPLATE, [hold({ kind: 'waba', id: 'w' }, 'all', NOW)])).toBeNull()
    expect(exclude(TEMPLATE, [hold({ kind: 'waba', id: 'w' }, 'all', NOW + 1)])).toBe('held')
  })

  it.each<[Hold['reach'], Category[]]>([
    ['all', ['marketing', 'unknown', 'utility', 'authentication', 'service']],
    ['marketing', ['marketing', 'unknown']],
    ['utility', ['unknown', 'utility']],
    ['billable', ['marketing', 'unknown', 'utility', 'authentication', 'service']],
  ])('reach %s stops %j', (reach, stopped) => {
    for (const category of ['marketing', 'unknown', 'utility', 'authentication', 'service'] as const) {
      const message = { category, template: null }
      const said = accountExclusion(
        'w',
        message,
        { template: undefined, holds: [hold({ kind: 'waba', id: 'w' }, reach)] },
        NOW,
      )
      expect([category, said !== null]).toEqual([category, stopped.includes(category)])
    }
  })
})

describe('optOutStops', () => {
  it('marketing stops marketing and the unknown, all stops everything, none nothing', () => {
    const stopped = (scope: 'marketing' | 'all' | null) =>
      (['marketing', 'unknown', 'utility', 'authentication', 'service'] as const).filter((one) =>
        optOutStops(scope, one),
      )
    expect(stopped('marketing')).toEqual(['marketing', 'unknown'])
    expect(stopped('all')).toHaveLength(5)
    expect(stopped(null)).toEqual([])
  })
})

describe('summarise', () => {
  it('gives one reason per code, with the profiles it names', () => {
    const paused = { code: 'paused', detail: 'by a person' }
    const said = summarise([
      ...['1', '2', '3', '4'].map((profileId) => ({ profileId, reason: paused })),
      { profileId: '5', reason: { code: 'no-credit', detail: 'full' } },
    ])
    expect(said).toEqual([
      { code: 'paused', detail: '4 profiles (1, 2, 3 ...): by a person' },
      { code: 'no-credit', detail: '5: full' },
    ])
  })

  it('tells limits apart, but puts all that share another code under the words of the first', () => {
    const of = (profileId: string, code: string, detail: string) => ({ profileId, reason: { code, detail } })
    expect(
      summarise([
        of('1', 'no-credit', 'hourly cap'),
        of('2', 'paused', 'by Ada'),
        of('3', 'no-credit', 'queue full'),
        of('4', 'paused', 'by Bob'),
        of('5', 'no-credit', 'hourly cap'),
      ]),
    ).toEqual([
      { code: 'no-credit', detail: '2 profiles (1, 5): hourly cap' },
      { code: 'paused', detail: '2 profiles (2, 4): by Ada' },
      { code: 'no-credit', detail: '3: queue full' },
    ])
  })
})

describe('what an exclusion says', () => {
  it('is the state of the number, but for a state in which numbers do send', () => {
    const code = (state: ProfileSnapshot['state']) => numberExclusion({ ...SNAPSHOT, eligible: false, state }, 5)?.code
    expect(code('active')).toBe('not-eligible')
    expect(code('cooling')).toBe('not-eligible')
    expect(code('paused')).toBe('paused')
    expect(numberExclusion({ ...SNAPSHOT, eligible: false, state: 'paused', reason: 'by Ada' }, 5)?.detail).toBe(
      'by Ada',
    )
    expect(numberExclusion({ ...SNAPSHOT, eligible: false, state: 'paused' }, 5)?.detail).toBe('the number is paused')
  })

  it('is none for a hold on the token, even one of the same id as the account, nor for free-form by a template', () => {
    const facts = (subject: Hold['subject']) => ({ template: TEMPLATE, holds: [hold(subject)] })
    expect(accountExclusion('w', sale, facts({ kind: 'token', id: 'w' }), NOW)).toBeNull()
    expect(accountExclusion('w', sale, facts({ kind: 'token', id: 'w/sale/en' }), NOW)).toBeNull()
    const free = { category: 'service' as Category, template: null }
    expect(accountExclusion('w', free, facts({ kind: 'template', id: 'w/sale/en' }), NOW)).toBeNull()
    const paused = { template: { ...TEMPLATE, status: 'PAUSED' }, holds: [] }
    expect(accountExclusion('w', free, paused, NOW)).toBeNull()
  })

  it('names three numbers of many, and all of three', () => {
    const reason = { code: 'paused', detail: 'by Ada' }
    const many = (n: number) => summarise(Array.from({ length: n }, (_, i) => ({ profileId: String(i), reason })))
    expect(many(3)).toEqual([{ code: 'paused', detail: '3 profiles (0, 1, 2): by Ada' }])
    expect(many(4)).toEqual([{ code: 'paused', detail: '4 profiles (0, 1, 2 ...): by Ada' }])
  })
})
