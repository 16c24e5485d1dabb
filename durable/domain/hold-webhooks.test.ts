// Past 300 lines: tables of cases of one module, whose helpers they share.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectsOf, wordEntry } from './hold-webhooks.ts'
import type { Json } from './reason.ts'

const AT = 1_700_000_000_000
type Value = { [key: string]: Json }
const account = (event: string, more: Value = {}) => effectsOf('W', 'account_update', { event, ...more }, AT)
const template = (event: string, more: Value = {}) =>
  effectsOf(
    'W',
    'message_template_status_update',
    { event, message_template_id: 7, message_template_name: 'promo', message_template_language: 'en_US', ...more },
    AT,
  )
const holdOf = (effects: ReturnType<typeof effectsOf>) =>
  effects.flatMap((one) => (one.kind === 'hold' ? [one.hold] : []))
const kinds = (effects: ReturnType<typeof effectsOf>) => effects.map((one) => one.kind)

describe('account_update', () => {
  it.each([
    // event, more, code, reach, class, autoResume
    ['ACCOUNT_DELETED', {}, 'ACCOUNT_DELETED', 'all', 'integrity', 'never'],
    [
      'ACCOUNT_VIOLATION',
      { violation_info: { violation_type: 'ADULT' } },
      'ACCOUNT_VIOLATION',
      'all',
      'integrity',
      'status',
    ],
    ['DISABLED_UPDATE', { ban_info: { waba_ban_state: 'DISABLE' } }, 'DISABLE', 'all', 'integrity', 'status'],
    [
      'DISABLED_UPDATE',
      { ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE' } },
      'SCHEDULE_FOR_DISABLE',
      'all',
      'integrity',
      'status',
    ],
    ['DISABLED_UPDATE', { ban_info: { waba_ban_state: 'SOMETHING_NEW' } }, 'DISABLE', 'all', 'integrity', 'status'],
    ['DISABLED_UPDATE', {}, 'DISABLE', 'all', 'integrity', 'status'],
    ['ACCOUNT_OFFBOARDED', {}, 'ACCOUNT_OFFBOARDED', 'all', 'account', 'status'],
    ['PARTNER_REMOVED', {}, 'PARTNER_REMOVED', 'all', 'account', 'status'],
  ])('%s holds the account (%j)', (event, more, code, reach, cls, autoResume) => {
    expect(holdOf(account(event, more))).toMatchObject([
      { subject: { kind: 'waba', id: 'W' }, code, reach, class: cls, autoResume, until: null, since: AT },
    ])
  })

  it.each([
    ['RESTRICTED_BIZ_INITIATED_MESSAGING', 'all', 'integrity'],
    ['RESTRICTED_CUSTOMER_INITIATED_MESSAGING', 'all', 'integrity'],
    ['RESTRICTED_UTILITY_TEMPLATES', 'utility', 'quality'],
    ['RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES', 'utility', 'quality'],
    ['RESTRICTED_OF_A_KIND_NOBODY_KNOWS', 'all', 'integrity'],
  ])('restriction %s holds %s until its expiration', (type, reach, cls) => {
    const info = [{ restriction_type: type, expiration: AT / 1000 + 86_400 }]
    expect(holdOf(account('ACCOUNT_RESTRICTION', { restriction_info: info }))).toMatchObject([
      { code: type, reach, class: cls, autoResume: 'time', until: AT + 86_400_000 },
    ])
  })

  it.each([undefined, 0, 'soon', 1e300, '9007199254740991'])(
    'a restriction whose end is %s waits for a person',
    (expiration) => {
      const info = [
        { restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', ...(expiration === undefined ? {} : { expiration }) },
      ]
      expect(holdOf(account('ACCOUNT_RESTRICTION', { restriction_info: info }))).toMatchObject([
        { autoResume: 'never', until: null },
      ])
    },
  )

  it('restrictions of other doings hold nothing, beside those that do', () => {
    const info = [
      { restriction_type: 'RESTRICTED_ADD_PHONE_NUMBER_ACTION', expiration: 1 },
      { restriction_type: 'RESTRICTED_BUSINESS_INITIATED_CALLING', expiration: 1 },
      { restriction_type: 'RESTRICTED_UTILITY_TEMPLATES', expiration: 1 },
    ]
    expect(holdOf(account('ACCOUNT_RESTRICTION', { restriction_info: info })).map((hold) => hold.code)).toEqual([
      'RESTRICTED_UTILITY_TEMPLATES',
    ])
    expect(account('ACCOUNT_RESTRICTION')).toEqual([])
  })

  it('names the account that waba_info names, not the business that the entry is of', () => {
    const [hold] = holdOf(account('PARTNER_REMOVED', { waba_info: { waba_id: '980', owner_business_id: '2' } }))
    expect(hold?.subject).toEqual({ kind: 'waba', id: '980' })
  })

  it('takes a word of its own back, and no other', () => {
    expect(account('DISABLED_UPDATE', { ban_info: { waba_ban_state: 'REINSTATE' } })).toEqual([
      {
        kind: 'lift',
        subject: { kind: 'waba', id: 'W' },
        codes: ['DISABLE', 'SCHEDULE_FOR_DISABLE', 'ACCOUNT_VIOLATION', 'REVIEW_REJECTED'],
        why: 'Meta reinstated the account',
      },
    ])
    for (const event of ['ACCOUNT_RECONNECTED', 'PARTNER_ADDED'])
      expect(account(event)).toMatchObject([{ kind: 'lift', codes: ['ACCOUNT_OFFBOARDED', 'PARTNER_REMOVED'] }])
  })

  it.each([
    'AD_ACCOUNT_LINKED',
    'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE',
    'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE',
    'MM_LITE_TERMS_SIGNED',
    'PARTNER_APP_INSTALLED',
    'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE',
    'VOLUME_BASED_PRICING_TIER_UPDATE',
    'VERIFIED_ACCOUNT',
    'A_WORD_OF_NEXT_YEAR',
  ])('%s stops nothing', (event) => {
    expect(account(event)).toEqual([])
  })

  it('an uninstalled app is only told: it may have been somebody else’s', () => {
    expect(kinds(account('PARTNER_APP_UNINSTALLED'))).toEqual(['notice'])
  })
})

describe('message_template_status_update', () => {
  it.each([
    ['PAUSED', 'status'],
    ['ARCHIVED', 'status'],
    ['DISABLED', 'never'],
    ['REJECTED', 'never'],
    ['DELETED', 'never'],
    ['PENDING_DELETION', 'never'],
  ])('%s holds the template, %s', (event, autoResume) => {
    const effects = template(event, { message_template_category: 'MARKETING' })
    expect(effects[0]).toEqual({
      kind: 'template',
      name: 'promo',
      language: 'en_US',
      metaId: '7',
      status: event,
      category: 'MARKETING',
    })
    expect(holdOf(effects)).toMatchObject([
      { subject: { kind: 'template', id: 'W/promo/en_US' }, code: event, reach: 'all', autoResume, until: null },
    ])
  })

  it.each(['APPROVED', 'REINSTATED', 'UNARCHIVED'])('%s lifts what Meta said before', (event) => {
    const effects = template(event)
    expect(effects[0]).toMatchObject({ kind: 'template', status: 'APPROVED' })
    expect(effects.slice(1)).toMatchObject([
      { kind: 'lift', codes: ['PAUSED', 'ARCHIVED', 'DISABLED', 'REJECTED', 'DELETED', 'PENDING_DELETION'] },
      { kind: 'lift', codes: null },
    ])
  })

  it.each(['PENDING', 'IN_APPEAL', 'FLAGGED', 'LOCKED', 'LIMIT_EXCEEDED'])('%s stops nothing', (event) => {
    const effects = template(event)
    expect(holdOf(effects)).toEqual([])
    expect(effects[0]).toMatchObject({ kind: 'template', status: event })
  })

  it.each(['FLAGGED', 'LOCKED', 'LIMIT_EXCEEDED'])('of %s an operator is told', (event) => {
    expect(template(event).slice(1)).toEqual([{ kind: 'notice', code: event, detail: 'template promo' }])
  })

  it.each(['PENDING', 'IN_APPEAL'])('of %s nobody is', (event) => {
    expect(kinds(template(event))).toEqual(['template'])
  })

  it('without a language is about all languages, without a name about nothing', () => {
    expect(holdOf(template('PAUSED', { message_template_language: null }))[0]?.subject.id).toBe('W/promo/*')
    expect(template('PAUSED', { message_template_name: null })).toEqual([])
  })
})

describe('other fields', () => {
  it('account_review_update holds and lifts', () => {
    const review = (decision: string) => effectsOf('W', 'account_review_update', { decision }, AT)
    expect(holdOf(review('REJECTED'))).toMatchObject([{ code: 'REVIEW_REJECTED', reach: 'all', autoResume: 'status' }])
    expect(review('APPROVED')).toMatchObject([{ kind: 'lift', codes: ['REVIEW_REJECTED'] }])
    expect(review('PENDING')).toEqual([])
    expect(review('DEFERRED')).toEqual([])
  })

  it('template_category_update changes the category when it is done, and warns before', () => {
    const category = (more: Value) =>
      effectsOf(
        'W',
        'template_category_update',
        { message_template_name: 'a', message_template_language: 'he', ...more },
        AT,
      )
    expect(category({ new_category: 'MARKETING', previous_category: 'UTILITY' })).toEqual([
      { kind: 'template', name: 'a', language: 'he', metaId: null, category: 'MARKETING' },
    ])
    expect(kinds(category({ new_category: 'UTILITY', correct_category: 'MARKETING' }))).toEqual(['notice'])
    expect(category({})).toEqual([])
  })

  it.each([
    [2000, 2000],
    ['2000', 2000],
    ['TIER_10K', 10_000],
    ['TIER_UNLIMITED', null],
    ['UNLIMITED', null],
    [-1, null],
  ])('business_capability_update %j is a limit of %j', (said, limit) => {
    const value = { max_daily_conversations_per_business: said }
    expect(effectsOf('W', 'business_capability_update', value, AT)).toEqual([{ kind: 'limit', limit }])
    expect(effectsOf('W', 'phone_number_quality_update', { event: 'ONBOARDING', ...value }, AT)).toEqual([
      { kind: 'limit', limit },
    ])
  })

  it('phone_number_quality_update may still say current_limit, or nothing', () => {
    expect(effectsOf('W', 'phone_number_quality_update', { current_limit: 'TIER_2K' }, AT)).toEqual([
      { kind: 'limit', limit: 2_000 },
    ])
    expect(effectsOf('W', 'phone_number_quality_update', { event: 'THROUGHPUT_UPGRADE' }, AT)).toEqual([])
    expect(
      effectsOf('W', 'business_capability_update', { max_daily_conversations_per_business: 'TIER_NOT_SET' }, AT),
    ).toEqual([])
  })

  it('tells of alerts, PIN changes and bad quality, and lists again after a change of components', () => {
    const alert = (severity: string, status: string) =>
      effectsOf(
        'W',
        'account_alerts',
        { alert_info: { alert_severity: severity, alert_status: status, alert_type: 'OBA_REJECTED' } },
        AT,
      )
    expect(kinds(alert('WARNING', 'ACTIVE'))).toEqual(['notice'])
    expect(alert('WARNING', 'NONE')).toEqual([])
    expect(alert('INFORMATIONAL', 'ACTIVE')).toEqual([])
    for (const event of ['PIN_CHANGED', 'PIN_RESET_REQUEST', 'PIN_REQUEST_SUCCESS'])
      expect(effectsOf('W', 'security', { event }, AT)).toMatchObject([{ kind: 'notice', code: event }])
    const quality = (score: string) =>
      effectsOf('W', 'message_template_quality_update', { new_quality_score: score }, AT)
    expect(kinds(quality('RED'))).toEqual(['notice'])
    expect(quality('YELLOW')).toEqual([])
    expect(effectsOf('W', 'message_template_components_update', {}, AT)).toEqual([{ kind: 'resync' }])
  })

  it('never throws and never holds on a field that it does not know', () => {
    const fields = [
      'account_update',
      'message_template_status_update',
      'template_category_update',
      'account_alerts',
      'security',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...fields),
        fc.dictionary(
          fc.constantFrom('event', 'restriction_info', 'ban_info', 'alert_info', 'message_template_name', 'x'),
          fc.jsonValue(),
        ),
        (field, value) => {
          effectsOf('W', field, value as Value, AT)
          expect(effectsOf('W', `${field}_new`, value as Value, AT)).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('wordEntry', () => {
  it('has advice for every word that holds, unknown restrictions included', () => {
    for (const word of ['DISABLE', 'PAUSED', 'RESTRICTED_UTILITY_TEMPLATES', 'RESTRICTED_NEW'])
      expect(wordEntry(word)?.guidance.length).toBeGreaterThan(10)
    expect(wordEntry('HELLO')).toBeUndefined()
  })
})

describe('what a hold says of itself', () => {
  const detail = (effects: ReturnType<typeof effectsOf>) => holdOf(effects).map((one) => one.detail)

  it('is what Meta said of the violation, the ban or the disconnection', () => {
    expect(detail(account('ACCOUNT_VIOLATION', { violation_info: { violation_type: 'ADULT' } }))).toEqual(['ADULT'])
    expect(detail(account('PARTNER_REMOVED', { disconnection_info: { reason: 'LEFT' } }))).toEqual(['LEFT'])
    expect(detail(account('ACCOUNT_VIOLATION'))).toEqual(['not said'])
    expect(detail(account('ACCOUNT_VIOLATION', { violation_info: [] }))).toEqual(['not said'])
    expect(detail(account('ACCOUNT_VIOLATION', { violation_info: null }))).toEqual(['not said'])
    expect(detail(account('ACCOUNT_VIOLATION', { violation_info: { violation_type: '' } }))).toEqual(['not said'])
    expect(
      detail(account('DISABLED_UPDATE', { ban_info: { waba_ban_state: 'DISABLE', waba_ban_date: 'May 1' } })),
    ).toEqual(['May 1'])
  })

  it('is the title of a template`s stop, else its reason, else the word itself', () => {
    expect(detail(template('PAUSED', { other_info: { title: 'FIRST_PAUSE' }, reason: 'LOW' }))).toEqual(['FIRST_PAUSE'])
    expect(detail(template('PAUSED', { reason: 'LOW' }))).toEqual(['LOW'])
    expect(detail(template('PAUSED'))).toEqual(['PAUSED'])
  })

  it('names the end of a restriction, and waits for a person where there is none', () => {
    const restricted = (info: Value) => holdOf(account('ACCOUNT_RESTRICTION', { restriction_info: [info] }))
    const type = 'RESTRICTED_BIZ_INITIATED_MESSAGING'
    const [ending] = restricted({ restriction_type: type, expiration: AT / 1000 + 60 })
    expect(ending).toMatchObject({
      until: AT + 60_000,
      autoResume: 'time',
      detail: `${type} until ${new Date(AT + 60_000).toISOString()}`,
    })
    for (const expiration of [null, 0, -1, 'soon', 4_102_444_801])
      expect(restricted({ restriction_type: type, expiration })).toMatchObject([
        { until: null, autoResume: 'never', detail: `${type} without an end` },
      ])
    expect(restricted({ restriction_type: type, expiration: 4_102_444_800 })).toMatchObject([
      { until: 4_102_444_800_000 },
    ])
    expect(restricted({})).toEqual([])
    expect(restricted({ restriction_type: '' })).toEqual([])
  })

  it('does nothing for a template without a name or an event', () => {
    const status = (value: Value) => effectsOf('W', 'message_template_status_update', value, AT)
    expect(status({ event: 'PAUSED' })).toEqual([])
    expect(status({ message_template_name: 'promo' })).toEqual([])
    expect(effectsOf('W', 'template_category_update', { new_category: 'UTILITY' }, AT)).toEqual([])
    expect(effectsOf('W', 'template_category_update', { message_template_name: 'promo' }, AT)).toEqual([])
  })
})
