import { describe, expect, it } from 'vitest'
import { usageOf } from './usage.ts'

const nothing = { app: null, business: null, regainMinutes: null }

describe('usageOf', () => {
  it('says nothing without headers, or with unreadable ones', () => {
    expect(usageOf({})).toEqual(nothing)
    expect(usageOf({ 'x-app-usage': 'x', 'x-business-use-case-usage': '{"1":"x","2":[null]}' })).toEqual(nothing)
    expect(usageOf({ 'x-business-use-case-usage': '[]' })).toEqual(nothing)
  })

  it('takes the highest share of each and the longest wait, in any case of the name', () => {
    const business = {
      '1': [
        { type: 'messaging', call_count: 3, total_cputime: 40, total_time: 5, estimated_time_to_regain_access: 0 },
        { type: 'whatsapp_business_management', call_count: 100, estimated_time_to_regain_access: 12 },
      ],
      '2': [{ call_count: 1, estimated_time_to_regain_access: '30' }],
    }
    expect(
      usageOf({
        'X-App-Usage': '{"call_count":28,"total_cputime":25,"total_time":31}',
        'X-Business-Use-Case-Usage': JSON.stringify(business),
      }),
    ).toEqual({ app: 31, business: 100, regainMinutes: 30 })
  })

  it('takes 0 minutes for none', () => {
    const header = JSON.stringify({ '1': [{ call_count: 0, estimated_time_to_regain_access: 0 }] })
    expect(usageOf({ 'x-business-use-case-usage': header })).toEqual({ app: null, business: 0, regainMinutes: null })
  })
})
