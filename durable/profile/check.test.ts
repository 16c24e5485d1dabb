import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { PROFILE, refused, Stage } from './testing/stage.ts'

const MINUTE = 60_000
const ADA = { kind: 'key', id: 'k', name: 'Ada' } as const

const openAlerts = (stage: Stage) =>
  stage.world.d1.rows<{ rule: string }>('SELECT rule FROM alerts WHERE closed_at IS NULL').map((row) => row.rule)

describe('a number that Meta says little of', () => {
  it('sends when Meta names no status: the field is not documented for numbers', async () => {
    const stage = new Stage()
    stage.number = { throughput: { level: 'HIGH' } }
    await stage.open()
    // 100 - 5: the quality is not known
    expect(await stage.profile.status()).toMatchObject({ state: 'active', metaStatus: null, health: 95 })
    const message = stage.message({ tiedTo: PROFILE })
    await stage.offer([message])
    await stage.run(10_000)
    expect(stage.sends).toHaveLength(1)
  })

  it('has the reach of a beginner until Meta says more, also before it was ever used', async () => {
    const stage = new Stage()
    stage.number = {}
    await stage.open()
    const cap = (status: { usage: { window: string; cap: number | null }[] }) =>
      status.usage.find((one) => one.window === 'reach')?.cap
    expect(cap(await stage.profile.status())).toBe(250)
    stage.number = { whatsapp_business_manager_messaging_limit: 'TIER_2K' }
    expect(cap(await stage.profile.check(SYSTEM))).toBe(2000)
    stage.number = { whatsapp_business_manager_messaging_limit: 'TIER_UNLIMITED' }
    expect(cap(await stage.profile.check(SYSTEM))).toBeNull()
  })

  it('stays cut off by a status that Meta named until Meta names a good one, or a person asks', async () => {
    const stage = await new Stage().open()
    stage.number = { status: 'BANNED' }
    expect((await stage.profile.check(SYSTEM)).state).toBe('disconnected')
    stage.number = {}
    expect(await stage.profile.check(SYSTEM)).toMatchObject({ state: 'disconnected', metaStatus: 'BANNED' })
    expect(await stage.profile.check(ADA)).toMatchObject({ state: 'active', metaStatus: null })
  })
})

describe('the subscription of webhooks', () => {
  it('that Meta does not take is a warning and asked for again, the number sends', async () => {
    const stage = new Stage()
    stage.subscription = refused(100)
    await stage.open()
    expect((await stage.profile.status()).state).toBe('active')
    await stage.run(MINUTE)
    expect(openAlerts(stage)).toEqual(['webhooks-not-subscribed'])
    await stage.run(60 * MINUTE)
    // 30 s doubling to 15 min: a number costs few of its account's management calls
    expect(stage.subscriptions).toBeGreaterThan(4)
    expect(stage.subscriptions).toBeLessThan(12)
    stage.subscription = { status: 200, json: { success: true } }
    await stage.run(16 * MINUTE)
    expect(openAlerts(stage)).toEqual([])
  })

  it('refused for the right to it cuts a new number off', async () => {
    const stage = new Stage()
    stage.subscription = refused(10)
    await stage.open()
    expect(await stage.profile.status()).toMatchObject({
      state: 'disconnected',
      reason: expect.stringContaining('not-subscribed'),
    })
  })
})

describe('what Meta says against a number', () => {
  const blocked = (entities: Record<string, unknown>[]) => ({
    status: 'CONNECTED',
    health_status: { can_send_message: 'BLOCKED', entities },
  })

  it('BLOCKED cuts it off, in the words of the entity that is', async () => {
    const stage = await new Stage().open()
    stage.number = blocked([
      { entity_type: 'BUSINESS', id: '2', can_send_message: 'LIMITED', additional_info: ['not verified'] },
      {
        entity_type: 'WABA',
        id: '3',
        can_send_message: 'BLOCKED',
        errors: [{ error_code: 141010, error_description: 'unpaid' }],
      },
    ])
    const first = await stage.profile.check(SYSTEM)
    expect(first).toMatchObject({ state: 'disconnected', reason: expect.stringContaining('WABA: unpaid') })
    expect(first.reason).not.toContain('not verified')
    const since = () => stage.world.sql('profile', PROFILE).all("SELECT value FROM state WHERE key = 'number'")
    const began = JSON.stringify(since()).match(/since[^0-9]*(\d+)/)?.[1]
    await stage.run(MINUTE)
    await stage.profile.check(SYSTEM)
    expect(JSON.stringify(since()).match(/since[^0-9]*(\d+)/)?.[1]).toBe(began)
    stage.number = blocked([])
    expect((await stage.profile.check(SYSTEM)).reason).toMatch(/nothing may be sent$/)
    stage.number = { status: 'CONNECTED' }
    expect((await stage.profile.check(SYSTEM)).state).toBe('active')
  })

  it('190 at a poll is a dead token: its hold is raised, and a person`s good poll asks for its lift', async () => {
    const stage = await new Stage().open()
    stage.numberAnswer = () => refused(190, 'expired', 401)
    await stage.profile.check(SYSTEM)
    await stage.run(1_000)
    expect(stage.holds).toMatchObject([{ subject: { kind: 'token', id: 'token-1' }, code: '190' }])
    expect(await stage.profile.snapshot()).toMatchObject({ eligible: false })
    stage.numberAnswer = null
    await stage.profile.check(ADA)
    await stage.run(1_000)
    expect(stage.lifted).toEqual(['token:token-1'])
  })

  it('a word on quality by webhook has the number asked at once', async () => {
    const stage = await new Stage().open()
    let asked = 0
    stage.numberAnswer = () => {
      asked += 1
      return { status: 200, json: { id: PROFILE, status: 'CONNECTED', quality_rating: 'RED' } }
    }
    await stage.profile.observe([{ kind: 'quality', event: 'DOWNGRADE', tier: null, at: stage.now }])
    await stage.run(1_000)
    expect(asked).toBe(1)
    expect((await stage.profile.status()).metaStatus).toBe('CONNECTED')
  })

  it('is told again to a portfolio that was away', async () => {
    const stage = await new Stage().open()
    let asked = 0
    stage.numberAnswer = () => {
      asked += 1
      return {
        status: 200,
        json: { id: PROFILE, status: 'CONNECTED', whatsapp_business_manager_messaging_limit: 'TIER_2K' },
      }
    }
    stage.world.network = (call) => (call.method === 'limitSeen' ? 'lose-call' : 'ok')
    await stage.profile.check(ADA)
    expect(asked).toBe(1)
    stage.world.network = () => 'ok'
    await stage.run(29_000)
    expect(asked).toBe(1)
    await stage.run(2_000)
    expect(asked).toBe(2)
    const told = stage.world.calls.filter((call) => call.method === 'limitSeen')
    expect(told.at(-1)?.args).toEqual([PROFILE, 2_000])
    await stage.run(60 * MINUTE)
    expect(asked).toBe(2)
  })
})
