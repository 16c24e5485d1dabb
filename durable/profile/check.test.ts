import { describe, expect, it } from 'vitest'
import type { Hold } from '../domain/hold.ts'
import { byRule, META, SYSTEM } from '../domain/reason.ts'
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

describe('two polls at once', () => {
  it('a good word that was asked for before a bad one, and comes after it, takes nothing back', async () => {
    const stage = await new Stage().open()
    const answers = [
      { status: 200, json: { id: PROFILE, status: 'CONNECTED' }, afterMs: 500 },
      { status: 200, json: { id: PROFILE, status: 'BANNED' }, afterMs: 50 },
    ]
    stage.numberAnswer = () => answers.shift() ?? { status: 200, json: { id: PROFILE, status: 'CONNECTED' } }
    const both = Promise.all([stage.profile.check(ADA), stage.profile.check(SYSTEM)])
    await stage.run(1_000)
    await both
    expect(await stage.profile.status()).toMatchObject({ state: 'disconnected', metaStatus: 'BANNED' })
    expect((await stage.profile.check(ADA)).state).toBe('active')
  })
})

describe("the number's phone number", () => {
  it('is kept as Meta writes it, also past an answer that leaves it out; what an older release stored has none', async () => {
    const stage = new Stage()
    const said = async () => [
      (await stage.profile.status()).displayPhoneNumber,
      (await stage.profile.health()).meta.displayPhoneNumber,
    ]
    expect(await said()).toEqual([null, null])
    await stage.open()
    expect(await said()).toEqual([null, null])
    stage.number = { display_phone_number: '+1 555-010-0001', status: 'CONNECTED' }
    await stage.profile.check(SYSTEM)
    expect(await said()).toEqual(['+1 555-010-0001', '+1 555-010-0001'])
    stage.number = { status: 'CONNECTED' }
    await stage.profile.check(SYSTEM)
    expect(await said()).toEqual(['+1 555-010-0001', '+1 555-010-0001'])
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

describe('a poll', () => {
  const WABA_HOLD: Hold = {
    key: 'waba:waba:131031',
    subject: { kind: 'waba', id: 'waba' },
    code: '131031',
    reach: 'all',
    class: 'account',
    autoResume: 'status',
    since: 0,
    until: null,
    detail: 'locked',
  }
  /** How often Meta was asked for the number within so long. */
  async function asked(stage: Stage, ms: number): Promise<number> {
    let n = 0
    stage.numberAnswer = () => {
      n += 1
      return { status: 200, json: { id: PROFILE, ...stage.number } }
    }
    await stage.run(ms)
    return n
  }
  const lifts = (stage: Stage) => stage.world.calls.filter((call) => call.method === 'lift').map((call) => call.args)

  it('by a person is in the audit with what Meta said, one by the guard or by Meta`s word is not', async () => {
    const stage = await new Stage().open()
    for (const by of [SYSTEM, META, byRule('sweep'), ADA]) await stage.profile.check(by)
    await stage.run(MINUTE)
    const rows = stage.world.d1.rows<{ actor: string; data: string }>(
      "SELECT actor, detail AS data FROM audit WHERE action = 'profile.reconnect'",
    )
    expect(rows).toMatchObject([{ actor: expect.stringContaining('Ada') }])
    expect(rows[0]?.data).toContain('CONNECTED')
  })

  it.each([
    ['well', { status: 'CONNECTED' }, 0],
    ['well without a word on its status', {}, 0],
    [
      'not connected, though its health is good',
      { status: 'PENDING', health_status: { can_send_message: 'AVAILABLE' } },
      1,
    ],
    ['blocked, though connected', { status: 'CONNECTED', health_status: { can_send_message: 'BLOCKED' } }, 1],
  ] as const)('that finds the number %s is repeated accordingly: %j', async (_what, number, times) => {
    const stage = await new Stage().open()
    stage.number = number
    await stage.profile.check(SYSTEM)
    expect(await asked(stage, 31_000)).toBe(times)
  })

  const SEEN = [{ key: WABA_HOLD.key, said: WABA_HOLD.since }]

  it('ends a hold of the account that waits for Meta`s status: at the second good one 5 min later, and says so', async () => {
    const stage = await new Stage().open()
    await stage.profile.applyHolds(1, [WABA_HOLD])
    await stage.profile.check(SYSTEM)
    expect(await asked(stage, 5 * MINUTE - 1_000)).toBe(0)
    expect(lifts(stage)).toEqual([])
    expect(await asked(stage, 2_000)).toBe(1)
    expect(lifts(stage)).toEqual([[{ kind: 'waba', id: 'waba' }, 'two good polls 5 min apart', SYSTEM, SEEN]])
  })

  it('ends it at once when a person asks, in his name', async () => {
    const stage = await new Stage().open()
    await stage.profile.applyHolds(1, [WABA_HOLD])
    await stage.profile.check(ADA)
    expect(lifts(stage)).toEqual([[{ kind: 'waba', id: 'waba' }, 'Meta says the account is well', ADA, SEEN]])
  })

  it.each([
    ['waits for a person', { autoResume: 'never' }],
    ['waits for its time', { autoResume: 'time', until: 4_000_000_000_000 }],
    ['is on another account', { subject: { kind: 'waba', id: 'other' } }],
    ['is on the token', { subject: { kind: 'token', id: 'waba' } }],
  ] satisfies [string, Partial<Hold>][])('leaves a hold that %s', async (_what, change) => {
    const stage = await new Stage().open()
    await stage.profile.applyHolds(1, [{ ...WABA_HOLD, ...change }])
    await stage.profile.check(ADA)
    await stage.run(10 * MINUTE)
    expect(lifts(stage)).toEqual([])
  })

  it('that is bad in between begins the two good ones anew', async () => {
    const stage = await new Stage().open()
    await stage.profile.applyHolds(1, [WABA_HOLD])
    await stage.profile.check(SYSTEM)
    await stage.run(4 * MINUTE)
    stage.number = { status: 'PENDING' }
    await stage.profile.check(SYSTEM)
    stage.number = { status: 'CONNECTED' }
    await stage.run(2 * MINUTE)
    expect(lifts(stage)).toEqual([])
    await stage.run(10 * MINUTE)
    expect(lifts(stage).length).toBeGreaterThan(0)
  })

  it('of a token that is held and works again lifts that hold for a person alone, and only while Meta says the number is well', async () => {
    const stage = await new Stage().open()
    const dead: Hold = {
      ...WABA_HOLD,
      key: 'token:token-1:190',
      subject: { kind: 'token', id: 'token-1' },
      code: '190',
      autoResume: 'never',
    }
    await stage.profile.applyHolds(1, [dead, { ...WABA_HOLD, autoResume: 'never' }])
    await stage.profile.check(SYSTEM)
    stage.number = { status: 'PENDING' }
    await stage.profile.check(ADA)
    expect(lifts(stage)).toEqual([])
    stage.number = { status: 'CONNECTED' }
    await stage.profile.check(ADA)
    expect(lifts(stage)).toEqual([[{ kind: 'token', id: 'token-1' }, 'Meta accepts the token', ADA]])
  })

  it('is repeated after 30 s, doubling to 15 min, as long as Meta does not answer', async () => {
    const stage = await new Stage().open()
    const times: number[] = []
    stage.numberAnswer = () => {
      times.push(stage.now)
      return { reset: true, afterMs: 0 }
    }
    await stage.profile.check(SYSTEM)
    await stage.run(60 * MINUTE)
    const gaps = times.slice(1).map((at, i) => Math.round((at - (times[i] ?? 0)) / 1_000))
    expect(gaps).toEqual([30, 60, 120, 240, 480, 900, 900])
  })
})
