import { describe, expect, it } from 'vitest'
import { effectivePolicy } from '../../../worker/contract/effective-policy.ts'
import {
  POLICY_CHECKS,
  POLICY_FIELDS,
  type PolicyField,
  policyPatch,
  policyTexts,
  setCheck,
  wholeLayer,
} from './fields.ts'
import { layerOf } from './layer.ts'

const whole = policyTexts(wholeLayer(effectivePolicy({ preset: 'standard' }, {}, 600_000)))
const patch = (typed: Partial<Record<PolicyField, string>>): Record<string, unknown> =>
  policyPatch(
    POLICY_FIELDS.filter((name) => name in typed),
    (name) => typed[name] ?? '',
    whole,
  )

describe('policyTexts', () => {
  it('says what a layer names and nothing else', () => {
    const texts = policyTexts({ preset: 'careful', limits: { hourly: 40, daily: null }, cooldown: { quiet: null } })
    expect(texts).toMatchObject({
      preset: 'careful',
      'limits.hourly': '40',
      'limits.daily': 'none',
      'cooldown.quiet': 'none',
    })
    expect(texts['limits.threeHourly']).toBe('')
  })

  it('says a whole policy, and every text of it is right', () => {
    expect(whole).toMatchObject({
      'limits.perSecond': 'none',
      'limits.threeHourly': '1200',
      'cooldown.rush': '10:00–12:00, 17:00–20:00',
      'blackout.windows': 'none',
      reconcileWindowSeconds: '600',
    })
    for (const name of POLICY_FIELDS) expect(POLICY_CHECKS[name](whole[name])).toBeUndefined()
  })
})

describe('policyPatch', () => {
  it('is what the API takes', () => {
    expect(
      patch({
        'limits.hourly': '1,000',
        'limits.daily': 'none',
        'cooldown.rush': '09:00-11:30',
        'cooldown.quiet': 'none',
        'blackout.exemptReplies': 'yes',
        timezone: 'Europe/Berlin',
      }),
    ).toEqual({
      limits: { hourly: 1000, daily: null },
      cooldown: { rush: [{ from: '09:00', to: '11:30' }], quiet: null },
      blackout: { exemptReplies: true },
      timezone: 'Europe/Berlin',
    })
  })

  it('sends what holds without it for a field that was emptied', () => {
    expect(patch({ 'limits.hourly': '', 'cooldown.quiet': '', 'blackout.exemptReplies': '' })).toEqual({
      limits: { hourly: 500 },
      cooldown: { quiet: { from: '22:00', to: '07:00' } },
      blackout: { exemptReplies: false },
    })
  })
})

describe('POLICY_CHECKS', () => {
  it.each([
    ['limits.hourly', '1.5'],
    ['limits.hourly', '-1'],
    ['limits.queue', 'none'],
    ['cooldown.quiet', '25:00–07:00'],
    ['cooldown.rush', '10:00–12:00, soon'],
    ['timezone', '+05:00'],
  ] as const)('refuses %s %s', (name, text) => {
    expect(POLICY_CHECKS[name](text)).toBeTypeOf('string')
  })
})

describe('setCheck', () => {
  it('refuses to empty what was set, and nothing else', () => {
    const check = setCheck('reconcileWindowSeconds', '30')
    expect(check('')).toBe('Enter a number from 1 to 86,400. What was set cannot be taken away.')
    expect([check('40'), setCheck('reconcileWindowSeconds', '')('')]).toEqual([undefined, undefined])
    expect(check('0')).toBe('Enter a number from 1 to 86,400.')
  })
})

describe('layerOf', () => {
  it('reads what a package names, and survives what it does not know', () => {
    const layer = layerOf({
      preset: 'standard',
      limits: { hourly: null, daily: 9 },
      cooldown: { rush: [{ from: '10:00', to: '11:00' }, 'x'], quiet: null },
      blackout: {},
      timezone: null,
      reconcileWindowSeconds: 30,
    })
    const policy = effectivePolicy(layer, {}, 600_000)
    expect(policy.limits).toMatchObject({ hourly: null, threeHourly: 1200, daily: 9 })
    expect(policy.cooldown).toMatchObject({ min: 2, rush: [{ from: '10:00', to: '11:00' }], quiet: null })
    expect(policy.reconcileWindowMs).toBe(30_000)
  })
})
