import { describe, expect, it } from 'vitest'
import type { Hold } from '../domain/hold.ts'
import { SYSTEM } from '../domain/reason.ts'
import { PROFILE, Stage } from './testing/stage.ts'

const MINUTE = 60_000

function hold(change: Partial<Hold>): Hold {
  return {
    key: 'waba:waba:80007',
    subject: { kind: 'waba', id: 'waba' },
    code: '80007',
    reach: 'all',
    class: 'throttle',
    autoResume: 'time',
    since: 0,
    until: null,
    detail: 'too many requests',
    ...change,
  }
}

describe("a hold of the number's account", () => {
  it('is a restriction with its floor of risk, unless it is only a wait for speed', async () => {
    const stage = await new Stage().open()
    await stage.profile.applyHolds(1, [hold({})])
    expect((await stage.profile.health()).risk.floors).toEqual([])
    await stage.profile.applyHolds(2, [hold({ class: 'account', code: '131031' })])
    expect((await stage.profile.health()).risk.floors).toMatchObject([{ name: 'restriction', score: 81 }])
  })
})

describe('a number under another portfolio', () => {
  it('takes its holds, templates and users from their first rev on, and no lease of the old one along', async () => {
    const stage = new Stage()
    stage.state = { holdsRev: 40, holds: [hold({ class: 'account' })], templatesRev: 50, templates: [], usersRev: 60 }
    stage.lease = (n) => ({ unlimited: false, id: 'old', n, until: stage.now + 10 * MINUTE, limit: 250, used: n })
    await stage.open()
    await stage.profile.applyHolds(41, [])
    await stage.offer([stage.message({ tiedTo: PROFILE })])
    await stage.run(2_000)
    expect(stage.sends).toHaveLength(1)
    expect(await stage.profile.diagnostics()).toMatchObject({ meta: { holdsRev: 41, templatesRev: 50, usersRev: 60 } })
    await stage.profile.configure(stage.config({}, { version: 2, deletedAt: stage.now }), SYSTEM)
    await stage.run(2_000)
    stage.state = { holdsRev: 1, holds: [hold({ class: 'account' })], templatesRev: 2, templates: [], usersRev: 3 }
    const elsewhere = { version: 1, portfolioId: 'other', createdAt: stage.now }
    await stage.profile.configure(stage.config({}, elsewhere), SYSTEM)
    await stage.run(2_000)
    expect(await stage.profile.diagnostics()).toMatchObject({ meta: { holdsRev: 1, templatesRev: 2, usersRev: 3 } })
    expect((await stage.profile.status()).state).toBe('quarantined')
    expect(
      await stage.profile.applyUsers(3, [{ rev: 4, kind: 'opt', userKey: '', scope: null, at: 0, source: 'x' }]),
    ).toEqual({ rev: 4 })
    await stage.run(15 * MINUTE)
    // the old portfolio counts the lease until it has expired there; the new one never heard of it
    expect(stage.returned).toEqual([])
  })
})

describe('users', () => {
  it('of a filler are nobody: it moves the rev on and opts nobody out', async () => {
    const stage = await new Stage().open()
    const filler = { kind: 'opt', userKey: '', scope: 'all', at: 1, source: 'replaced' } as const
    expect(await stage.profile.applyUsers(0, [{ rev: 1, ...filler }])).toEqual({ rev: 1 })
    expect(stage.world.sql('profile', PROFILE).get("SELECT user_key FROM user WHERE user_key = ''")).toBeUndefined()
    const message = stage.message()
    await stage.offer([message])
    await stage.run(2_000)
    expect(await stage.status(message.id)).toBe('sent')
  })
})

describe('reach that Meta limits again', () => {
  it('is told whom the number reached meanwhile, before a place of the first lease is used', async () => {
    const stage = await new Stage().open()
    const [template, other, failed] = [stage.message(), stage.message(), stage.message()]
    await stage.profile.observe([stage.inbound('+4915199999')])
    const reply = stage.message({ to: '+4915199999', template: null, type: 'text', category: 'service', kind: 'reply' })
    await stage.offer([template, other, failed, reply])
    await stage.run(2_000)
    expect(stage.sends).toHaveLength(4)
    const sent = (message: { to: string }) => {
      const found = stage.sends.find((send) => `+${send.to.replace('+', '')}` === message.to)
      if (found === undefined) throw new Error('not sent')
      return found
    }
    await stage.profile.observe([
      stage.event(sent(failed), 'failed', { errors: [{ code: 131026, title: 't', detail: null }] }),
    ])
    let told: string[] | null = null
    stage.lease = (n) => {
      told ??= stage.reachChanges.map((one) => one.userKey)
      return { unlimited: false, id: `lease${stage.now}`, n, until: stage.now + 10 * MINUTE, limit: 250, used: n }
    }
    await stage.run(11 * MINUTE)
    const late = stage.message()
    await stage.offer([late])
    await stage.run(2_000)
    expect(await stage.status(late.id)).toBe('sent')
    expect(told).toEqual([])
    expect(stage.reachChanges.map((one) => one.userKey).sort()).toEqual([other.to, template.to].sort())
    for (const { until } of stage.reachChanges) expect(until).toBeGreaterThan(stage.now + 23 * 60 * MINUTE)
    // from here on they are counted: a delivery that comes late counts them longer
    const before = stage.reachChanges.length
    await stage.profile.observe([stage.event(sent(template), 'delivered')])
    await stage.run(2_000)
    expect(stage.reachChanges.slice(before).map((one) => one.userKey)).toEqual([template.to])
    // and told once only
    stage.world.crash('profile', PROFILE)
    await stage.offer([stage.message()])
    await stage.run(11 * MINUTE)
    expect(stage.reachChanges.filter((one) => one.userKey === other.to)).toHaveLength(1)
  })
})
