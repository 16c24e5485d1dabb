import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { accepted, DAY, PACKAGE, PROFILE, refused, Stage } from './testing/stage.ts'

const MINUTE = 60_000
const PERSON = { kind: 'key', id: 'k1', name: 'Ada' } as const
const later = { notBefore: 4_000_000_000_000 }

/** The first send is answered with this code, the following ones are taken. */
async function answered(code: number, change: Parameters<Stage['message']>[0] = {}, details?: string) {
  const stage = await new Stage().open()
  const others = [stage.message(later), stage.message({ ...later, tiedTo: PROFILE })]
  await stage.offer(others)
  let first = true
  stage.meta = (_request, wamid) => {
    if (!first) return accepted(wamid)
    first = false
    return refused(code, details)
  }
  const message = stage.message(change)
  await stage.offer([message])
  await stage.run(300)
  return { stage, message, others }
}

describe('what Meta answers', () => {
  it.each([130403, 137000])(
    '%i: that recipient waits until a person has put it right and resumes the number',
    async (code) => {
      const { stage, message } = await answered(code)
      const next = stage.message({ to: message.to })
      await stage.offer([next])
      await stage.run(DAY / 2)
      expect(await stage.status(next.id)).toBe('queued')
      await stage.profile.resume('taken off the list', PERSON)
      await stage.run(1_000)
      expect(await stage.status(next.id)).toBe('sent')
    },
  )

  it('190: the token is dead at once, the portfolio hears, movable messages go back, the tied one waits', async () => {
    const { stage, message, others } = await answered(190)
    await stage.run(1_000)
    const status = await stage.profile.status()
    expect(status.state).toBe('disconnected')
    expect(status.reason).toContain('token')
    expect(stage.holds).toMatchObject([{ subject: { kind: 'token', id: 'token-1' }, code: '190' }])
    const back = stage.reports.flatMap((report) => report.released).map((one) => one.id)
    expect(new Set(back)).toEqual(new Set([message.id, others[0]?.id]))
    expect(await stage.profile.message(message.id)).toBeNull()
    expect(await stage.status(others[1]?.id ?? '')).toBe('queued')
    expect((await stage.profile.snapshot()).eligible).toBe(false)
  })

  it('190: a new token clears it, and the number sends again', async () => {
    const { stage } = await answered(190)
    await stage.profile.configure(stage.config({}, { version: 2, tokenId: 'token-2' }), SYSTEM)
    await stage.run(2_000)
    expect((await stage.profile.status()).state).toBe('active')
    const next = stage.message()
    await stage.offer([next])
    await stage.run(1_000)
    expect(await stage.status(next.id)).toBe('sent')
  })

  it('131048: the number pauses, its queue is held and moves nowhere, until a person resumes and releases', async () => {
    const { stage, message, others } = await answered(131048)
    await stage.run(MINUTE)
    expect((await stage.profile.status()).state).toBe('paused')
    expect((await stage.profile.status()).risk.level).toBe('critical')
    expect(await stage.status(message.id)).toBe('held')
    expect(await stage.status(others[0]?.id ?? '')).toBe('held')
    expect(stage.reports.flatMap((report) => report.released)).toEqual([])
    expect(stage.world.d1.rows("SELECT rule FROM alerts WHERE rule = 'number-held'")).toHaveLength(1)
    await stage.run((3 * DAY) / 4)
    expect((await stage.profile.status()).state).toBe('paused')
    await stage.profile.resume(null, PERSON)
    expect((await stage.profile.releaseHeld(message.id, PERSON)).ok).toBe(true)
    await stage.run(MINUTE)
    expect(await stage.status(message.id)).toBe('sent')
    expect(await stage.status(others[0]?.id ?? '')).toBe('held')
  })

  it('80007: the account waits as long as Meta says, then the message goes', async () => {
    const { stage, message } = await answered(80007)
    await stage.run(1_000)
    expect(stage.holds).toMatchObject([{ subject: { kind: 'waba', id: 'waba' }, code: '80007' }])
    expect(await stage.status(message.id)).toBe('queued')
    await stage.run(50_000)
    expect(stage.sends).toHaveLength(1)
    await stage.run(MINUTE)
    expect(await stage.status(message.id)).toBe('sent')
  })

  it('130429: a short pause of the number, caps given back, then the message goes', async () => {
    const { stage, message } = await answered(130429)
    expect(await stage.status(message.id)).toBe('queued')
    const { usage } = await stage.profile.status()
    expect(usage.find((one) => one.window === 'hour')?.used).toBe(0)
    await stage.offer([stage.message()])
    await stage.run(7_000)
    expect(await stage.status(message.id)).toBe('sent')
    // another recipient waits for the number alone, this one for the pair as well
    expect(stage.sends).toHaveLength(3)
    const gap = (stage.sends[1]?.at ?? 0) - (stage.sends[0]?.at ?? 0)
    expect(gap).toBeGreaterThanOrEqual(1_000)
    expect(gap).toBeLessThanOrEqual(5_100)
  })

  it('131056: the pair waits longer each time, others go on', async () => {
    const stage = await new Stage().open({
      limits: {
        perSecond: null,
        hourly: null,
        threeHourly: null,
        daily: null,
        perRecipientGapSeconds: 0,
        maxInFlight: 4,
        queue: 9,
      },
    })
    const message = stage.message()
    let left = 3
    stage.meta = (request, wamid) =>
      request.body.includes(message.to) && left-- > 0 ? refused(131056) : accepted(wamid)
    const other = stage.message()
    await stage.offer([message, other])
    await stage.run(40_000)
    expect(await stage.status(other.id)).toBe('sent')
    expect(await stage.status(message.id)).toBe('sent')
    const times = stage.sends.filter((send) => send.to === message.to).map((send) => send.at)
    const gaps = times.slice(1).map((at, i) => Math.round((at - (times[i] ?? 0)) / 1_000))
    expect(gaps).toEqual([1, 4, 16])
  })

  it('131047: free-form fails and the window known here is closed', async () => {
    const stage = await new Stage().open()
    const to = '+4915112345'
    await stage.profile.observe([stage.inbound(to)])
    const free = { to, template: null, type: 'text', category: 'service', tiedTo: PROFILE } as const
    stage.meta = () => refused(131047)
    const message = stage.message(free)
    await stage.offer([message])
    await stage.run(1_000)
    expect(await stage.status(message.id)).toBe('failed')
    const next = stage.message(free)
    await stage.offer([next])
    await stage.run(10_000)
    expect(await stage.status(next.id)).toBe('failed')
    expect(stage.sends).toHaveLength(1)
  })

  it('131049: fails, no marketing to this user for a day, utility goes on', async () => {
    const { stage, message } = await answered(131049, { category: 'marketing', policy: 'at_most_once' })
    expect(await stage.status(message.id)).toBe('failed')
    await stage.run(10_000)
    const marketing = stage.message({ to: message.to, category: 'marketing', expiresAt: stage.now + 2 * DAY })
    const utility = stage.message({ to: message.to, order: 'free' })
    await stage.offer([marketing, utility])
    await stage.run(DAY - 2 * MINUTE)
    expect(await stage.status(utility.id)).toBe('sent')
    expect(await stage.status(marketing.id)).toBe('queued')
    await stage.run(5 * MINUTE)
    expect(await stage.status(marketing.id)).toBe('sent')
  })

  it('131050: the opt-out holds here at once and reaches the portfolio', async () => {
    const { stage, message } = await answered(131050, { category: 'marketing' })
    await stage.run(10_000)
    expect(stage.optOuts).toMatchObject([{ address: message.to, scope: 'marketing' }])
    const next = stage.message({ to: message.to, category: 'marketing' })
    await stage.offer([next])
    await stage.run(1_000)
    expect(await stage.status(next.id)).toBe('failed')
    expect(stage.sends).toHaveLength(1)
  })

  it('132015: messages of the template wait, others go on', async () => {
    const { stage, message } = await answered(132015)
    const other = stage.message({ template: { name: 'other', language: 'de' } })
    await stage.offer([other])
    await stage.run(1_000)
    expect(stage.holds).toMatchObject([{ subject: { kind: 'template', id: 'waba/hello_world/en_US' } }])
    expect(await stage.status(other.id)).toBe('sent')
    expect(await stage.status(message.id)).toBe('queued')
  })

  it('131037: quarantined until two good polls 5 minutes apart', async () => {
    const { stage, message } = await answered(131037)
    await stage.run(1_000)
    expect((await stage.profile.status()).state).toBe('quarantined')
    expect(stage.reports.flatMap((report) => report.released).map((one) => one.id)).toContain(message.id)
    await stage.profile.check(SYSTEM)
    await stage.run(4 * MINUTE)
    expect((await stage.profile.status()).state).toBe('quarantined')
    await stage.run(2 * MINUTE)
    expect((await stage.profile.status()).state).toBe('active')
  })

  it('100: fails this message alone', async () => {
    const { stage, message } = await answered(100)
    expect(await stage.profile.message(message.id)).toMatchObject({ status: 'failed', error: { code: 100 } })
    expect((await stage.profile.status()).state).toBe('active')
  })

  it('131000 and HTML: unknown, whatever the HTTP status', async () => {
    const { stage, message } = await answered(131000)
    expect(await stage.status(message.id)).toBe('unknown')
    stage.meta = () => ({ status: 200, body: '<html>' })
    const html = stage.message()
    await stage.offer([html])
    await stage.run(1_000)
    expect(await stage.status(html.id)).toBe('unknown')
  })

  it('a failure by webhook is final, and says to the number what an answer would', async () => {
    const stage = await new Stage().open()
    const message = stage.message()
    await stage.offer([message])
    await stage.run(1_000)
    const send = stage.sends[0]
    if (send === undefined) throw new Error('nothing was sent')
    const errors = [{ code: 131048, title: 'Spam rate limit hit', detail: null }]
    await stage.profile.observe([stage.event(send, 'failed', { errors })])
    expect(await stage.status(message.id)).toBe('failed')
    expect((await stage.profile.status()).state).toBe('paused')
    await stage.profile.observe([stage.event(send, 'failed', { errors })])
    expect(
      (await stage.profile.message(message.id))?.timeline.filter((entry) => entry.event === 'failed'),
    ).toHaveLength(1)
  })

  it('a failure after delivered changes nothing but the story', async () => {
    const stage = await new Stage().open()
    const message = stage.message()
    await stage.offer([message])
    await stage.run(1_000)
    const send = stage.sends[0]
    if (send === undefined) throw new Error('nothing was sent')
    await stage.profile.observe([stage.event(send, 'delivered')])
    const errors = [{ code: 131026, title: 'Undeliverable', detail: null }]
    await stage.profile.observe([stage.event(send, 'failed', { errors })])
    const view = await stage.profile.message(message.id)
    expect(view).toMatchObject({ status: 'delivered', error: null })
    expect(view?.timeline.at(-1)).toMatchObject({ event: 'failed', reasons: [{ code: 'meta-131026' }] })
  })

  it('a status that comes before the answer is kept, and the answer settles the attempt', async () => {
    const stage = await new Stage().open()
    stage.meta = (_request, wamid) => accepted(wamid, 5_000)
    const message = stage.message()
    await stage.offer([message])
    await stage.run(100)
    const send = stage.sends[0]
    if (send === undefined) throw new Error('nothing was sent')
    await stage.profile.observe([stage.event(send, 'delivered')])
    expect(await stage.profile.snapshot()).toMatchObject({ inFlight: 1, queue: 1 })
    await stage.run(6_000)
    expect(await stage.profile.message(message.id)).toMatchObject({
      status: 'delivered',
      wamid: send.wamid,
      duplicateConfirmed: false,
    })
    expect((await stage.profile.snapshot()).inFlight).toBe(0)
    expect((await stage.profile.snapshot()).queue).toBe(0)
    expect(stage.counted().sent).toBe(1)
  })
})

describe('a person', () => {
  it('pauses: movable messages go back, nothing is sent; resumes: it goes on', async () => {
    const stage = await new Stage().open()
    const [free, tied] = [stage.message(later), stage.message({ tiedTo: PROFILE, notBefore: stage.now + MINUTE })]
    await stage.offer([free, tied])
    await stage.profile.pause('maintenance', PERSON)
    await stage.run(10 * MINUTE)
    expect(stage.sends).toEqual([])
    expect(stage.reports.flatMap((report) => report.released)).toMatchObject([{ id: free.id, movable: true }])
    expect(await stage.profile.status()).toMatchObject({ state: 'paused', reason: 'person: maintenance' })
    await stage.profile.resume(null, PERSON)
    await stage.run(1_000)
    expect(await stage.status(tied.id)).toBe('sent')
    const audit = stage.world.d1
      .rows<{ action: string }>('SELECT action FROM audit ORDER BY at')
      .map((row) => row.action)
    expect(audit).toEqual(['profile.configure', 'profile.pause', 'profile.resume'])
  })

  it('pauses: what goes on with a conversation that has an attempt open stays with it', async () => {
    const stage = await new Stage().open()
    stage.meta = (_request, wamid) => accepted(wamid, 5_000)
    const first = stage.message()
    const second = stage.message({ to: first.to })
    await stage.offer([first, second])
    await stage.run(1_000)
    await stage.profile.pause(null, PERSON)
    await stage.run(1_000)
    expect(stage.reports.flatMap((report) => report.released)).toEqual([])
    await stage.run(10_000)
    expect(stage.reports.flatMap((report) => report.released)).toMatchObject([{ id: second.id }])
  })

  it('edits a text that travels back with the message, and is forgotten here once that was heard', async () => {
    const stage = await new Stage().open()
    const waiting = stage.message(later)
    await stage.offer([waiting])
    const template = { name: 'other', language: 'de' }
    const content = JSON.stringify({ to: waiting.to, type: 'template', template: { name: 'other' } })
    const item = {
      to: waiting.to,
      type: 'template',
      content,
      template,
      tied: false,
      parameters: null,
      guard: {},
      idempotencyKey: null,
      bodyHash: '',
    }
    const text = { ...item, type: 'text', template: null }
    expect(await stage.profile.edit(waiting.id, { item: text }, PERSON)).toMatchObject({
      problem: 'service-window-closed',
    })
    expect(await stage.profile.edit(waiting.id, { item: { ...item, to: '+491' } }, PERSON)).toMatchObject({
      problem: 'invalid-request',
    })
    expect((await stage.profile.edit(waiting.id, { item }, PERSON)).ok).toBe(true)
    await stage.profile.pause(null, PERSON)
    await stage.run(1_000)
    expect(stage.reports.flatMap((report) => report.released)).toMatchObject([{ id: waiting.id, edited: content }])
    const texts = stage.world.sql('profile', PROFILE).all("SELECT id FROM message WHERE content <> ''")
    expect(texts).toEqual([])
  })

  it('cancels before the intent, not after it', async () => {
    const stage = await new Stage().open()
    const waiting = stage.message(later)
    await stage.offer([waiting])
    expect(await stage.profile.cancel(waiting.id, PERSON)).toMatchObject({ ok: true, view: { status: 'cancelled' } })
    stage.meta = () => 'silence'
    const gone = stage.message()
    await stage.offer([gone])
    await stage.run(100)
    expect(await stage.profile.cancel(gone.id, PERSON)).toMatchObject({ ok: false, problem: 'already-sending' })
    expect(await stage.profile.cancel('wgaaaaaaaaaa9999999999999999', PERSON)).toMatchObject({ problem: 'not-found' })
  })

  it('edits what has not left', async () => {
    const stage = await new Stage().open()
    const waiting = stage.message(later)
    await stage.offer([waiting])
    const at = stage.now + 5 * MINUTE
    expect(await stage.profile.edit(waiting.id, { sendAt: at }, PERSON)).toMatchObject({
      ok: true,
      view: { notBefore: at },
    })
    await stage.run(4 * MINUTE)
    expect(stage.sends).toEqual([])
    await stage.run(2 * MINUTE)
    expect(await stage.status(waiting.id)).toBe('sent')
    expect(await stage.profile.edit(waiting.id, { sendAt: at }, PERSON)).toMatchObject({ problem: 'already-sending' })
  })

  it('stops everything, or the package: the queue stays and goes on later', async () => {
    const stage = await new Stage().open()
    await stage.profile.applySwitch(2, true, 'stop')
    const message = stage.message({ tiedTo: PROFILE })
    await stage.offer([message])
    await stage.run(10 * MINUTE)
    expect(stage.sends).toEqual([])
    expect(stage.reports.flatMap((report) => report.released)).toEqual([])
    await stage.profile.applySwitch(1, false, null)
    await stage.run(MINUTE)
    expect(stage.sends).toEqual([])
    await stage.profile.applyPackagePause(PACKAGE, 1, true)
    await stage.profile.applySwitch(3, false, null)
    await stage.run(MINUTE)
    expect(stage.sends).toEqual([])
    await stage.profile.applyPackagePause(PACKAGE, 2, false)
    await stage.run(MINUTE)
    expect(await stage.status(message.id)).toBe('sent')
  })
})
