import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { accepted, DAY, fast, PACKAGE, PROFILE, refused, Stage } from './testing/stage.ts'

const MINUTE = 60_000
const HOUR = 3_600_000
const USER = '+4915112345'
const later = { notBefore: 4_000_000_000_000 }
const limits = fast.limits

describe('the number at Meta', () => {
  it('is disconnected until Meta has answered, and sends nothing before', async () => {
    const stage = new Stage()
    stage.numberAnswer = () => ({ reset: true })
    await stage.open()
    expect((await stage.profile.status()).state).toBe('disconnected')
    const message = stage.message({ tiedTo: PROFILE })
    await stage.offer([message])
    await stage.run(10_000)
    expect(stage.sends).toEqual([])
    stage.numberAnswer = null
    await stage.run(2 * MINUTE)
    expect((await stage.profile.status()).state).toBe('active')
    expect(await stage.status(message.id)).toBe('sent')
  })

  it('stays connected when a later poll finds nobody, and is cut off when Meta refuses', async () => {
    const stage = await new Stage().open()
    stage.numberAnswer = () => ({ reset: true })
    expect((await stage.profile.check(SYSTEM)).state).toBe('active')
    stage.numberAnswer = () => refused(33)
    expect((await stage.profile.check(SYSTEM)).state).toBe('disconnected')
    stage.numberAnswer = null
    expect((await stage.profile.check({ kind: 'key', id: 'k', name: 'Ada' })).state).toBe('active')
  })

  it('does not send while its status is not CONNECTED, or while Meta blocks it', async () => {
    const stage = await new Stage().open()
    stage.number = { status: 'BANNED' }
    expect(await stage.profile.check(SYSTEM)).toMatchObject({
      state: 'disconnected',
      metaStatus: 'BANNED',
      // 100 - 81 / 2 (risk) - 5 (quality not known) - 40 (status)
      health: 15,
    })
  })
})

describe('a configuration', () => {
  it('is taken only with a higher version', async () => {
    const stage = await new Stage().open()
    expect(await stage.profile.configure(stage.config({}, { version: 1 }), SYSTEM)).toEqual({
      taken: false,
      version: 1,
    })
    expect(await stage.profile.configure(stage.config({}, { version: 3 }), SYSTEM)).toEqual({ taken: true, version: 3 })
    await stage.run(1_000)
    expect(stage.world.projected.flatMap((one) => one.batch.applied ?? [])).toContainEqual({
      kind: 'profile',
      id: PROFILE,
      version: 3,
    })
  })

  it('makes a number one of ours, for good', async () => {
    const stage = new Stage()
    expect(await stage.profile.isConfigured()).toBe(false)
    await stage.open()
    expect(await stage.profile.isConfigured()).toBe(true)
    await stage.profile.configure(stage.config({}, { version: 4, deletedAt: 1_800_000_000_000 }), SYSTEM)
    expect(await stage.profile.isConfigured()).toBe(true)
  })

  it('registers with the portfolio until that has answered', async () => {
    const stage = new Stage()
    stage.world.network = (call) => (call.method === 'register' ? 'lose-call' : 'ok')
    await stage.open()
    expect(stage.registrations).toEqual([])
    stage.world.network = () => 'ok'
    await stage.run(20_000)
    expect(stage.registrations).toMatchObject([{ profileId: PROFILE, wabaId: 'waba', tokenId: 'token-1' }])
  })
})

describe('a deleted number', () => {
  it('gives back what may move, cancels the rest, waits for what is open, and takes nothing more', async () => {
    const stage = await new Stage().open()
    const [free, tied, open] = [stage.message(later), stage.message({ ...later, tiedTo: PROFILE }), stage.message()]
    stage.meta = (_request, wamid) => accepted(wamid, 5_000)
    await stage.offer([free, tied, open])
    await stage.run(100)
    await stage.profile.configure(stage.config({}, { version: 2, deletedAt: stage.now }), SYSTEM)
    await stage.run(10_000)
    expect(stage.reports.flatMap((report) => report.released)).toMatchObject([{ id: free.id }])
    expect(await stage.status(tied.id)).toBe('cancelled')
    expect(await stage.status(open.id)).toBe('sent')
    expect(stage.unregistered).toEqual([PROFILE])
    expect((await stage.offer([stage.message()])).blocked).toEqual({ reason: 'retired' })
  })

  it('is registered anew when it is added again, also where it died before it heard that it had left', async () => {
    const stage = await new Stage().open()
    stage.world.network = (call) => (call.method === 'unregister' ? { answerMs: 60_000 } : 'ok')
    await stage.profile.configure(stage.config({}, { version: 2, deletedAt: stage.now }), SYSTEM)
    await stage.run(100)
    expect(stage.unregistered).toEqual([PROFILE])
    stage.world.crash('profile', PROFILE)
    await stage.profile.configure(stage.config({}, { version: 3 }), SYSTEM)
    await stage.run(10_000)
    expect(stage.registrations).toHaveLength(2)
  })

  it('goes on from its windows, counts and wamids in another package', async () => {
    const stage = await new Stage().open({ limits: { ...limits, daily: 2 } })
    await stage.profile.observe([stage.inbound(USER)])
    const message = stage.message()
    await stage.offer([message])
    await stage.run(1_000)
    const createdAt = stage.now
    await stage.profile.configure(stage.config({}, { version: 2, deletedAt: createdAt }), SYSTEM)
    await stage.run(1_000)
    const other = 'pkg_bbbbbbbbbb'
    const policy = { limits: { ...limits, daily: 2 } }
    const moved = stage.config(policy, { version: 1, packageId: other, createdAt: stage.now })
    expect((await stage.profile.configure(moved, SYSTEM)).taken).toBe(true)
    await stage.run(2_000)
    const free = stage.message({
      packageId: other,
      to: USER,
      template: null,
      type: 'text',
      category: 'service',
      tiedTo: PROFILE,
    })
    expect((await stage.offer([free], PACKAGE)).blocked).toEqual({ reason: 'not-mine' })
    await stage.offer([free, stage.message({ packageId: other, tiedTo: PROFILE })], other)
    await stage.run(10_000)
    expect(await stage.status(free.id)).toBe('sent')
    expect(stage.sends).toHaveLength(2)
    const send = stage.sends[0]
    if (send === undefined) throw new Error('nothing was sent')
    await stage.profile.observe([stage.event({ ...send, opaque: '' }, 'delivered', { opaque: null })])
    expect(await stage.status(message.id)).toBe('delivered')
  })
})

describe('users', () => {
  const text = { to: USER, template: null, type: 'text', category: 'service', tiedTo: PROFILE, kind: 'reply' } as const

  it('get free-form only inside their window, which closes a minute early', async () => {
    const stage = await new Stage().open()
    const closed = stage.message(text)
    await stage.offer([closed])
    expect(await stage.status(closed.id)).toBe('failed')
    await stage.profile.observe([stage.inbound(USER)])
    const until = stage.now + DAY - MINUTE
    expect(stage.heard.at(-1)).toMatchObject({ userKey: USER })
    expect(Math.abs((stage.heard.at(-1)?.windowUntil ?? 0) - until)).toBeLessThan(100)
    const open = stage.message(text)
    await stage.offer([open])
    await stage.run(1_000)
    expect(await stage.status(open.id)).toBe('sent')
    await stage.run(DAY - 2 * MINUTE)
    const late = stage.message({ ...text, notBefore: stage.now + 2 * MINUTE, expiresAt: stage.now + DAY })
    await stage.offer([late])
    await stage.run(5 * MINUTE)
    expect(await stage.profile.message(late.id)).toMatchObject({ status: 'failed' })
    expect(stage.sends).toHaveLength(1)
  })

  it('open nothing by a webhook that comes a day late', async () => {
    const stage = await new Stage().open()
    await stage.profile.observe([stage.inbound(USER, { at: stage.now - DAY })])
    expect(stage.heard.at(-1)).toMatchObject({ windowUntil: null })
    const free = stage.message(text)
    await stage.offer([free])
    await stage.run(1_000)
    expect(await stage.status(free.id)).toBe('failed')
  })

  it('are opted out by a STOP word before the webhook is answered, and what waits for them fails', async () => {
    const stage = await new Stage().open()
    const waiting = stage.message({ to: USER, category: 'marketing', notBefore: stage.now + MINUTE })
    await stage.offer([waiting])
    await stage.profile.observe([stage.inbound(USER, { words: ' Stop! ' })])
    expect(stage.optOuts).toMatchObject([{ address: USER, scope: 'marketing' }])
    await stage.run(2 * MINUTE)
    expect(await stage.profile.message(waiting.id)).toMatchObject({
      status: 'failed',
      error: { title: 'the recipient has opted out' },
    })
    expect(stage.sends).toEqual([])
  })

  it('make the webhook fail when the package or the portfolio cannot hear, and nothing is counted twice', async () => {
    const stage = await new Stage().open()
    stage.world.network = (call) => (call.method === 'heard' ? 'lose-call' : 'ok')
    const inbound = stage.inbound(USER, { words: 'stop' })
    await expect(stage.profile.observe([inbound])).rejects.toThrow()
    stage.world.network = () => 'ok'
    await stage.profile.observe([inbound])
    await stage.profile.observe([inbound])
    expect(stage.heard).toHaveLength(2)
    await stage.run(1_000)
    expect(stage.world.d1.rows("SELECT id FROM messages WHERE direction = 'in'")).toHaveLength(1)
    expect(stage.counted().received).toBe(1)
  })

  it('are one under a joined alias: window, pair, opt-out and queue are united', async () => {
    const stage = await new Stage().open()
    const scoped = 'DE.123456'
    await stage.profile.observe([stage.inbound('', { from: null, userId: scoped })])
    const waiting = stage.message({ to: USER, ...later })
    await stage.offer([waiting])
    const gap = { rev: 6, kind: 'opt', userKey: USER, scope: 'all', at: stage.now, source: 'test' } as const
    expect(await stage.profile.applyUsers(5, [gap])).toEqual({ rev: 0 })
    await stage.profile.applyUsers(0, [
      { rev: 1, kind: 'alias', address: scoped, userKey: scoped, at: stage.now },
      { rev: 2, kind: 'alias', address: USER, userKey: scoped, at: stage.now },
    ])
    const free = stage.message({ ...text, order: 'free' })
    await stage.offer([free])
    await stage.run(1_000)
    expect(await stage.status(free.id)).toBe('sent')
    await stage.profile.applyUsers(2, [
      { rev: 3, kind: 'opt', userKey: scoped, scope: 'all', at: stage.now, source: 'test' },
    ])
    await stage.profile.edit(waiting.id, { sendAt: stage.now }, SYSTEM)
    await stage.run(10_000)
    expect(await stage.status(waiting.id)).toBe('failed')
  })

  it('keep the window and the opt-out that an address had before it was known to be theirs', async () => {
    const stage = await new Stage().open()
    const scoped = 'DE.123456'
    await stage.profile.observe([stage.inbound(USER, { words: 'stop' })])
    await stage.profile.applyUsers(0, [{ rev: 1, kind: 'alias', address: USER, userKey: scoped, at: stage.now }])
    const free = stage.message({ ...text, to: scoped, userKey: scoped })
    const marketing = stage.message({ to: scoped, userKey: scoped, category: 'marketing', order: 'free' })
    await stage.offer([free, marketing])
    await stage.run(10_000)
    expect(await stage.status(free.id)).toBe('sent')
    expect(await stage.status(marketing.id)).toBe('failed')
  })

  it('are learnt from an answer and from a webhook, and told to the portfolio once', async () => {
    const stage = await new Stage().open()
    stage.meta = (_request, wamid) => ({
      status: 200,
      json: { messages: [{ id: wamid }], contacts: [{ input: USER, wa_id: '4915112345', user_id: 'DE.77' }] },
    })
    await stage.offer([stage.message({ to: USER }), stage.message({ to: USER })])
    await stage.run(20_000)
    expect(stage.sends).toHaveLength(2)
    expect(stage.learnt).toEqual([[USER, 'DE.77']])
    await stage.profile.observe([stage.inbound('4915100', { userId: 'DE.78' })])
    await stage.run(1_000)
    expect(stage.learnt).toHaveLength(2)
  })

  it('are followed from where the number began, not from where the portfolio is when asked again', async () => {
    const stage = new Stage()
    stage.state = { ...stage.state, usersRev: 5 }
    await stage.open()
    stage.state = { ...stage.state, usersRev: 9 }
    await stage.profile.configure(stage.config({}, { version: 2, tokenId: 'token-2' }), SYSTEM)
    await stage.run(1_000)
    expect(stage.registrations).toHaveLength(2)
    expect(await stage.profile.applyUsers(9, [])).toEqual({ rev: 5 })
  })

  it('are erased: text and address go, a status still finds the message', async () => {
    const stage = await new Stage().open()
    const sent = stage.message({ to: USER })
    await stage.offer([sent])
    await stage.run(1_000)
    const waiting = stage.message({ to: USER, ...later })
    await stage.offer([waiting])
    expect(await stage.profile.erase(USER, 'abc')).toBe(2)
    expect(await stage.profile.message(waiting.id)).toMatchObject({
      status: 'cancelled',
      recipient: 'hash:abc',
      content: null,
    })
    const everything = JSON.stringify(stage.world.sql('profile', PROFILE).all('SELECT * FROM message'))
    expect(everything).not.toContain(USER)
    const send = stage.sends[0]
    if (send === undefined) throw new Error('nothing was sent')
    await stage.profile.observe([stage.event(send, 'delivered')])
    expect(await stage.status(sent.id)).toBe('delivered')
  })

  it('of a number whose windows were known are told to the package', async () => {
    const stage = await new Stage().open()
    expect(
      await stage.profile.openWindows(
        [
          { address: USER, until: stage.now + HOUR },
          { address: '+491', until: 5 },
        ],
        SYSTEM,
      ),
    ).toBe(1)
    expect(stage.heard).toMatchObject([{ userKey: USER }])
    const free = stage.message(text)
    await stage.offer([free])
    await stage.run(1_000)
    expect(await stage.status(free.id)).toBe('sent')
  })
})

describe('order and time', () => {
  it('keeps a conversation in its order, whatever the lanes, and lets high priority pass others', async () => {
    const stage = await new Stage().open({
      cooldown: { min: 1, max: 1, rush: [], quiet: null },
      limits: { ...limits, perRecipientGapSeconds: 0 },
    })
    const first = stage.message({ to: USER, priority: 'low' })
    const second = stage.message({ to: USER, priority: 'high' })
    const other = stage.message()
    const urgent = stage.message({ priority: 'high' })
    await stage.offer([first, second, other, urgent])
    await stage.run(20_000)
    const order = stage.sends.map((send) => send.opaque.split('.')[0])
    expect(order).toEqual([urgent.id, other.id, first.id, second.id])
  })

  it('keeps the pair gap from the answer', async () => {
    const stage = await new Stage().open()
    stage.meta = (_request, wamid) => accepted(wamid, 900)
    await stage.offer([stage.message({ to: USER }), stage.message({ to: USER })])
    await stage.run(20_000)
    expect((stage.sends[1]?.at ?? 0) - (stage.sends[0]?.at ?? 0)).toBeGreaterThanOrEqual(6_900)
  })

  it('sends through stateless Workers when many requests are open', async () => {
    const stage = await new Stage().open({ limits: { ...limits, maxInFlight: 32 } })
    await stage.offer(Array.from({ length: 40 }, () => stage.message()))
    await stage.run(5_000)
    expect(stage.sends).toHaveLength(40)
    expect(stage.sends.every((send) => send.wide)).toBe(true)
  })

  it('ends what does not leave in its time', async () => {
    const stage = await new Stage().open()
    const message = stage.message({ ...later, expiresAt: stage.now + HOUR })
    await stage.offer([message])
    await stage.run(HOUR + 10)
    expect(await stage.status(message.id)).toBe('expired')
    expect(stage.sends).toEqual([])
    expect(stage.reports.flatMap((report) => report.messages)).toContainEqual(
      expect.objectContaining({ id: message.id, status: 'expired', open: false }),
    )
  })

  it('sends nothing in a blackout and goes on at its end', async () => {
    const at = new Date(new Stage().now)
    const clock = (minutes: number) => {
      const time = new Date(at.getTime() + minutes * MINUTE)
      return `${String(time.getUTCHours()).padStart(2, '0')}:${String(time.getUTCMinutes()).padStart(2, '0')}`
    }
    const stage = await new Stage().open({
      blackout: { windows: [{ from: clock(-5), to: clock(30) }], exemptAuthentication: true, exemptReplies: true },
    })
    expect(await stage.profile.snapshot()).toMatchObject({ eligible: false, credit: 0 })
    const [plain, code] = [
      stage.message({ tiedTo: PROFILE }),
      stage.message({ category: 'authentication', tiedTo: PROFILE }),
    ]
    await stage.offer([plain, code])
    await stage.run(20 * MINUTE)
    expect(stage.sends).toHaveLength(1)
    stage.hints.length = 0
    await stage.run(20 * MINUTE)
    expect(await stage.status(plain.id)).toBe('sent')
    expect(stage.hints.some((hint) => hint.eligible && hint.credit > 0)).toBe(true)
  })

  it('survives a clock that jumps: no deadline is further ahead than its rule allows', async () => {
    const stage = await new Stage().open({ cooldown: { min: 2, max: 2, rush: [], quiet: null } })
    await stage.offer([stage.message(), stage.message()])
    await stage.run(500)
    stage.world.skew('profile', PROFILE, -DAY)
    await stage.profile.wake()
    await stage.run(10_000)
    expect(stage.sends).toHaveLength(2)
    expect((stage.sends[1]?.at ?? 0) - (stage.sends[0]?.at ?? 0)).toBeGreaterThanOrEqual(2_000)
    stage.world.skew('profile', PROFILE, 2 * DAY)
    await stage.profile.wake()
    const fresh = stage.message({ expiresAt: stage.now + 9 * DAY })
    await stage.offer([fresh])
    await stage.run(10_000)
    expect(await stage.status(fresh.id)).toBe('sent')
  })
})

describe('reach', () => {
  it('sends to a new recipient only with a leased place, and gives the lease back with who used it', async () => {
    const stage = new Stage()
    let granted = 0
    stage.lease = (want) => {
      const n = granted === 0 ? 2 : 0
      granted += n
      return { unlimited: false, id: `l${granted}-${want}`, n, until: stage.now + 10 * MINUTE, limit: 250, used: 248 }
    }
    await stage.open()
    const messages = [stage.message(), stage.message(), stage.message()].map((one) => ({ ...one, tiedTo: PROFILE }))
    await stage.offer(messages)
    await stage.run(5 * MINUTE)
    expect(stage.sends).toHaveLength(2)
    await stage.run(6 * MINUTE)
    expect(stage.returned).toHaveLength(1)
    expect(new Set(stage.returned[0]?.used.map((one) => one.userKey))).toEqual(
      new Set(messages.slice(0, 2).map((one) => one.to)),
    )
    const send = stage.sends[0]
    if (send === undefined) throw new Error('nothing was sent')
    await stage.profile.observe([stage.event(send, 'delivered')])
    await stage.run(1_000)
    expect(stage.reachChanges).toMatchObject([{ userKey: send.to }])
    expect((stage.reachChanges[0]?.until ?? 0) - stage.now).toBeGreaterThan(DAY - MINUTE)
    // the same recipient again needs no other place
    await stage.offer([stage.message({ to: send.to, tiedTo: PROFILE })])
    await stage.run(10_000)
    expect(stage.sends).toHaveLength(3)
  })

  it('needs no place inside the window', async () => {
    const stage = new Stage()
    stage.lease = () => ({ unlimited: false, id: 'none', n: 0, until: stage.now, limit: 250, used: 250 })
    await stage.open()
    await stage.profile.observe([stage.inbound(USER)])
    const [inside, outside] = [stage.message({ to: USER, tiedTo: PROFILE }), stage.message({ tiedTo: PROFILE })]
    await stage.offer([inside, outside])
    await stage.run(10 * MINUTE)
    expect(stage.sends.map((send) => send.to)).toEqual([USER])
    expect(await stage.status(outside.id)).toBe('queued')
  })

  it('gives the place back when Meta did not take the message', async () => {
    const stage = new Stage()
    stage.lease = () => ({ unlimited: false, id: 'l1', n: 1, until: stage.now + 10 * MINUTE, limit: 250, used: 0 })
    await stage.open()
    stage.meta = () => refused(100)
    const message = stage.message()
    await stage.offer([message])
    await stage.run(11 * MINUTE)
    expect(stage.returned).toEqual([{ lease: 'l1', used: [{ userKey: message.to, until: expect.any(Number) }] }])
    // he counts no longer than he did before this send
    expect(stage.returned[0]?.used[0]?.until).toBeLessThanOrEqual(stage.sends[0]?.at ?? 0)
  })
})

describe('history', () => {
  it('waits while D1 is away, and is complete afterwards; no send is late for it', async () => {
    const stage = await new Stage().open()
    stage.world.d1Down = true
    const messages = Array.from({ length: 20 }, () => stage.message())
    await stage.offer(messages)
    await stage.run(5 * MINUTE)
    expect(stage.sends).toHaveLength(20)
    expect(stage.world.d1.rows('SELECT id FROM messages')).toEqual([])
    stage.world.d1Down = false
    await stage.run(20_000)
    expect(stage.world.d1.rows("SELECT id FROM messages WHERE status = 'sent'")).toHaveLength(20)
    const texts = stage.world.sql('profile', PROFILE).all("SELECT id FROM message WHERE content <> ''")
    expect(texts).toEqual([])
    expect((await stage.profile.diagnostics()).outbox).toBe(0)
    expect(stage.world.sql('profile', PROFILE).all('SELECT n FROM page')).toHaveLength(1)
  })

  it('counts what happened in slots of five minutes, absolutely', async () => {
    const stage = await new Stage().open()
    await stage.offer([stage.message(), stage.message()])
    await stage.run(1_000)
    await stage.profile.observe(stage.sends.map((send) => stage.event(send, 'delivered')))
    await stage.profile.observe(stage.sends.map((send) => stage.event(send, 'delivered')))
    await stage.profile.observe(stage.sends.map((send) => stage.event(send, 'read')))
    await stage.run(1_000)
    const totals = stage.world.d1.rows(
      'SELECT SUM(sent) AS sent, SUM(delivered) AS delivered, SUM(read) AS read FROM stats',
    )
    expect(totals).toMatchObject([{ sent: 2, delivered: 2, read: 2 }])
  })

  it('forgets ended messages after 35 days, piece by piece', async () => {
    const stage = await new Stage().open()
    const message = stage.message()
    await stage.offer([message])
    await stage.run(34 * DAY)
    expect(await stage.status(message.id)).toBe('sent')
    await stage.run(2 * DAY)
    expect(await stage.status(message.id)).toBeNull()
    expect(stage.world.faults).toEqual([])
  })

  it('counts the send of another system against the caps, once', async () => {
    const stage = await new Stage().open()
    const foreign = { wamid: 'wamid.other', opaque: 'theirs' }
    await stage.profile.observe([stage.event(foreign, 'sent'), stage.event(foreign, 'delivered')])
    await stage.profile.observe([stage.event(foreign, 'read')])
    const { usage } = await stage.profile.status()
    expect(usage.find((one) => one.window === 'day')?.used).toBe(1)
  })
})
