import { describe, expect, it } from 'vitest'
import { getNumber } from './number.ts'
import { meta, target, timeout } from './testing/meta-answers.ts'

describe('getNumber', () => {
  const json = {
    id: '1055',
    display_phone_number: '+1 555-0001',
    verified_name: 'Shop',
    status: 'CONNECTED',
    quality_rating: 'GREEN',
    throughput: { level: 'STANDARD' },
    whatsapp_business_manager_messaging_limit: 'TIER_2K',
    name_status: 'APPROVED',
    health_status: {
      can_send_message: 'BLOCKED',
      entities: [
        { entity_type: 'PHONE_NUMBER', id: '1', can_send_message: 'AVAILABLE' },
        {
          entity_type: 'WABA',
          id: '2',
          can_send_message: 'BLOCKED',
          errors: [{ error_code: 141006, error_description: 'payment' }],
        },
        { entity_type: 'BUSINESS', can_send_message: 'LIMITED', additional_info: ['not verified'] },
      ],
    },
    owner_business_info: { id: '77', name: 'Shop Ltd' },
  }

  it('asks for its fields and reads them', async () => {
    const { host, asked } = meta({ json })
    const found = await getNumber(host, target)
    expect(asked[0]?.url.pathname).toBe('/v26.0/1055')
    expect(asked[0]?.url.searchParams.get('fields')?.split(',')).toEqual(
      expect.arrayContaining(['status', 'quality_rating', 'throughput', 'health_status', 'owner_business_info']),
    )
    expect(found).toMatchObject({ ok: true })
    expect(found.ok && found.value).toEqual({
      displayPhoneNumber: '+1 555-0001',
      verifiedName: 'Shop',
      status: 'CONNECTED',
      quality: 'GREEN',
      throughput: 'STANDARD',
      nameStatus: 'APPROVED',
      messagingLimit: 2000,
      health: {
        canSend: 'BLOCKED',
        troubled: [
          { type: 'WABA', canSend: 'BLOCKED', codes: [141006], detail: 'payment' },
          { type: 'BUSINESS', canSend: 'LIMITED', codes: [], detail: 'not verified' },
        ],
      },
      businessId: '77',
    })
  })

  it.each([
    [{ whatsapp_business_manager_messaging_limit: 'TIER_UNLIMITED' }, null],
    [{ whatsapp_business_manager_messaging_limit: 250 }, 250],
    [{ messaging_limit_tier: 'TIER_1K' }, 1000],
    [{ whatsapp_business_manager_messaging_limit: 'TIER_NOT_SET', messaging_limit_tier: 'TIER_10K' }, 10_000],
    [{ whatsapp_business_manager_messaging_limit: { value: 'TIER_100K' } }, 100_000],
    [{}, undefined],
  ])('reads the limit of %o', async (body, limit) => {
    const found = await getNumber(meta({ json: body }).host, target)
    expect(found.ok ? found.value.messagingLimit : 'refused').toBe(limit)
  })

  it('takes no rating for no rating, and whatever is missing for not said', async () => {
    for (const quality_rating of ['NA', 'UNKNOWN', undefined, 5]) {
      const found = await getNumber(meta({ json: { quality_rating, throughput: 'HIGH' } }).host, target)
      expect(found.ok && found.value).toMatchObject({
        quality: null,
        status: null,
        throughput: 'HIGH',
        businessId: null,
      })
    }
  })

  it('asks without the owner when Meta does not know that field', async () => {
    const { host, asked } = meta(
      { status: 400, json: { error: { code: 100, message: 'nonexisting field' } } },
      { json },
    )
    expect(await getNumber(host, target)).toMatchObject({ ok: true })
    expect(asked[1]?.url.searchParams.get('fields')).not.toContain('owner_business_info')
  })

  it.each([
    [
      'a dead token',
      { status: 401, json: { error: { code: 190, message: 'expired' } } },
      { code: 190, status: 401, title: 'expired' },
    ],
    [
      'an unlisted code',
      { status: 400, json: { error: { code: 17 } } },
      { code: 17, entry: null, title: 'HTTP 400 without a readable answer' },
    ],
    ['HTML', { status: 502, body: '<html>' }, { code: null, status: 502 }],
    ['a list', { json: [] }, { code: null, status: 200 }],
    ['an error under 200', { json: { error: { code: 10 } } }, { code: 10, status: 200 }],
  ])('answers %s as a value', async (_, answer, expected) => {
    expect(await getNumber(meta(answer).host, target)).toMatchObject({ ok: false, ...expected })
  })

  it('answers a silent or broken Meta as a value', async () => {
    expect(await getNumber(meta(timeout).host, target)).toMatchObject({ ok: false, status: null, title: /in time/ })
    expect(await getNumber(meta(new TypeError('x')).host, target)).toMatchObject({
      ok: false,
      status: null,
      title: /failed/,
    })
  })

  it('does not let an id reach another path', async () => {
    const { host, asked } = meta({ json: {} })
    await getNumber(host, { ...target, phoneNumberId: '1/../2?x=3' })
    expect(asked[0]?.url.pathname).toBe('/v26.0/1%2F..%2F2%3Fx%3D3')
    for (const phoneNumberId of ['..', '.', ''])
      await expect(getNumber(meta().host, { ...target, phoneNumberId })).rejects.toThrow(/made of dots/)
  })
})
