import { describe, expect, it } from 'vitest'
import type { Host } from '../kit/host.ts'
import { accepted, fast, PROFILE, Stage } from './testing/stage.ts'

const MINUTE = 60_000

describe('a send', () => {
  it('goes from the offer to Meta, is settled, and ends delivered and read', async () => {
    const stage = await new Stage().open()
    const message = stage.message()
    const answer = await stage.offer([message])
    expect(answer.taken).toEqual([{ id: message.id, epoch: 1 }])
    await stage.run(1_000)
    expect(stage.sends).toHaveLength(1)
    expect(await stage.status(message.id)).toBe('sent')
    const [send] = stage.sends
    if (send === undefined) throw new Error('nothing was sent')
    await stage.profile.observe([stage.event(send, 'delivered')])
    await stage.profile.observe([stage.event(send, 'read')])
    await stage.run(1_000)
    const view = await stage.profile.message(message.id)
    expect(view?.status).toBe('read')
    expect(view?.wamid).toBe(send.wamid)
    expect(view?.content).toBeNull()
    expect(stage.world.faults).toEqual([])
    expect(stage.reports.at(-1)?.messages).toMatchObject([{ id: message.id, status: 'sent', open: false }])
    const [row] = stage.world.d1.rows('SELECT status, wamid, attempts, content FROM messages')
    expect(row).toMatchObject({ status: 'read', wamid: send.wamid, attempts: 1 })
  })

  it('waits its cooldown from start to start', async () => {
    const stage = await new Stage().open({ cooldown: { min: 2, max: 2, rush: [], quiet: null } })
    stage.meta = (_request, wamid) => accepted(wamid, 300)
    // three times as many as the number has credit for at once
    for (let series = 0; series < 3; series++) {
      await stage.offer(Array.from({ length: 25 }, () => stage.message()))
      await stage.run(60_000)
    }
    expect(stage.sends).toHaveLength(75)
    const gaps = stage.sends.slice(1).map((send, i) => send.at - (stage.sends[i]?.at ?? 0))
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(2_000)
    // the first round trips tell nothing of the path: their whole length is waited; later only their excess
    for (const gap of gaps.slice(0, 24)) expect(gap).toBeLessThan(2_310)
    for (const gap of gaps.slice(65)) expect(gap).toBeLessThan(2_010)
  })
})

describe('a pause shorter than the answer', () => {
  const fast = { cooldown: { min: 0.1, max: 0.1, rush: [], quiet: null } }
  const messages = (stage: Stage, count: number) => Array.from({ length: count }, () => stage.message())
  const gapsOf = (stage: Stage) => stage.sends.slice(1).map((send, i) => send.at - (stage.sends[i]?.at ?? 0))

  it('is kept to the millisecond once connections are open, not prolonged by waiting for answers', async () => {
    const stage = await new Stage().open(fast)
    stage.meta = (_request, wamid) => accepted(wamid, 350)
    // what the look-ups of the beginning opened is no longer counted on
    await stage.run(5_000)
    await stage.offer(messages(stage, 60))
    await stage.run(12_000)
    const gaps = gapsOf(stage)
    expect(gaps).toHaveLength(59)
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(100)
    // one more connection with each answer: until then the answer is waited for
    expect(gaps[0]).toBeGreaterThan(350)
    for (const gap of gaps.slice(20)) expect(gap).toBe(101)
  })

  it('is longer by as much as timers come late: the request may have been held up as well', async () => {
    const late = (host: Host): Host => ({ ...host, sleep: (ms, needless) => host.sleep(ms + 7, needless) })
    const stage = await new Stage(1, late).open(fast)
    stage.meta = (_request, wamid) => accepted(wamid, 350)
    await stage.offer(messages(stage, 60))
    await stage.run(20_000)
    // seen 7 ms late, and held up for 7 at most
    for (const gap of gapsOf(stage).slice(20)) expect(gap).toBeGreaterThanOrEqual(101 + 2 * 7)
    for (const gap of gapsOf(stage).slice(20)) expect(gap).toBeLessThan(150)
    expect(stage.sends).toHaveLength(60)
  })

  it('waits while a request is stuck', async () => {
    const stage = await new Stage().open(fast)
    stage.meta = (_request, wamid) => (stage.sends.length === 40 ? 'silence' : accepted(wamid, 350))
    await stage.offer(messages(stage, 80))
    await stage.run(40_000)
    const stuck = stage.sends[39]?.at ?? 0
    const during = stage.sends.filter((send) => send.at > stuck + 2_500 && send.at < stuck + 19_000)
    expect(during).toEqual([])
    expect(stage.sends.length).toBeGreaterThan(70)
  })
})

describe('a lost answer', () => {
  it('takes its connection with it: the next answers are waited for until as many are seen to be open', async () => {
    const stage = await new Stage().open({ cooldown: { min: 0.1, max: 0.1, rush: [], quiet: null } })
    stage.meta = (_request, wamid) => (stage.sends.length === 40 ? { afterMs: 50, reset: true } : accepted(wamid, 350))
    await stage.offer(Array.from({ length: 60 }, () => stage.message()))
    await stage.run(20_000)
    const gaps = stage.sends.slice(1).map((send, i) => send.at - (stage.sends[i]?.at ?? 0))
    expect(gaps.slice(30, 38)).toEqual(Array(8).fill(101))
    expect(Math.max(...gaps.slice(39, 45))).toBeGreaterThan(350)
    for (const gap of gaps.slice(54)) expect(gap).toBe(101)
  })
})

describe('the reserving transaction', () => {
  it('asks every rule again: what was free when the plan looked may have closed since', async () => {
    const from = new Date(new Stage().now + 2 * MINUTE).toISOString().slice(11, 16)
    const to = new Date(new Stage().now + 20 * MINUTE).toISOString().slice(11, 16)
    // the time that passes between the plan and the transaction
    let passed = 0
    let inside = false
    const stage = new Stage(1, (host) => ({
      ...host,
      now: () => host.now() + (inside ? passed : 0),
      transaction<T>(body: () => T): T {
        inside = true
        try {
          return host.transaction(body)
        } finally {
          inside = false
        }
      },
    }))
    await stage.open({ blackout: { windows: [{ from, to }], exemptAuthentication: true, exemptReplies: true } })
    passed = 3 * MINUTE
    const message = stage.message({ tiedTo: PROFILE })
    expect((await stage.offer([message])).taken).toHaveLength(1)
    await stage.run(10_000)
    expect(stage.sends).toEqual([])
    expect(await stage.status(message.id)).toBe('queued')
    await stage.run(30 * MINUTE)
    expect(stage.sends).toHaveLength(1)
  })

  it('starts the cooldown when the request starts, not when it was planned', async () => {
    // the text that Meta gives back is signed before the request leaves, and that may take its time
    const stage = new Stage(1, (host) => ({
      ...host,
      vault: Object.assign(Object.create(host.vault), {
        mac: async (text: string) => {
          await host.sleep(1_500)
          return host.vault.mac(text)
        },
      }),
    }))
    await stage.open({ cooldown: { min: 2, max: 2, rush: [], quiet: null } })
    stage.meta = (_request, wamid) => accepted(wamid, 300)
    await stage.offer(Array.from({ length: 6 }, () => stage.message()))
    await stage.run(MINUTE)
    const gaps = stage.sends.slice(1).map((send, i) => send.at - (stage.sends[i]?.at ?? 0))
    expect(gaps).toHaveLength(5)
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(2_000 + 1_500)
  })
})

describe('what ends while it waits', () => {
  it.each([
    ['opted-out', { category: 'marketing' }, 'the recipient has opted out'],
    [
      'service-window-closed',
      { template: null, category: 'service', type: 'text', kind: 'reply' },
      'the customer service window has closed',
    ],
  ] as const)('%s: ends failed at once, is told, and counts as a failure', async (code, change, title) => {
    const stage = await new Stage().open()
    await stage.profile.applyUsers(0, [
      { rev: 1, kind: 'opt', userKey: '+4915177', scope: 'marketing', at: stage.now, source: 'word' },
    ])
    const message = stage.message({ to: '+4915177', ...change })
    await stage.offer([message])
    await stage.run(MINUTE)
    expect(stage.sends).toEqual([])
    const view = await stage.profile.message(message.id)
    expect(view).toMatchObject({ status: 'failed', error: { code: null, title } })
    expect(view?.timeline.at(-1)).toMatchObject({ event: 'failed', reasons: [{ code }] })
    expect(stage.reports.flatMap((report) => report.messages)).toMatchObject([
      { id: message.id, status: 'failed', open: false },
    ])
    expect(stage.world.d1.rows('SELECT status FROM messages')).toEqual([{ status: 'failed' }])
    expect(failures(stage)).toEqual([{ failed: 1, attempts: 0 }])
  })
})

/** A number that can sign nothing, so that no request can be built, until that is mended. */
function keyless(): { stage: Stage; mend: () => void } {
  let broken = true
  const stage = new Stage(1, (host) => ({
    ...host,
    vault: Object.assign(Object.create(host.vault), {
      mac: async (text: string) => {
        if (broken) throw new Error('no key')
        return host.vault.mac(text)
      },
    }),
  }))
  return {
    stage,
    mend: () => {
      broken = false
    },
  }
}

describe('an attempt', () => {
  it('is told with its number, cooldown and mode, and keeps no time that it waited for', async () => {
    const stage = await new Stage().open({ cooldown: { min: 2, max: 2, rush: [], quiet: null } })
    const message = stage.message({ notBefore: stage.now + 5_000 })
    await stage.offer([message])
    await stage.run(10_000)
    const view = await stage.profile.message(message.id)
    expect(view).toMatchObject({ status: 'sent', attempts: 1, notBefore: null })
    expect(view?.timeline.map(({ event, data }) => [event, data])).toEqual([
      ['taken', undefined],
      ['sending', { attempt: 1, cooldownMs: 2_000, mode: 'normal' }],
      ['sent', { attempt: 1, wamid: view?.wamid }],
    ])
  })

  it('goes through a stateless Worker once an actor`s own connections are taken, or where many are wanted', async () => {
    const wide = async (maxInFlight: number) => {
      const stage = await new Stage().open({ limits: { ...fast.limits, maxInFlight } })
      stage.meta = (_request, wamid) => accepted(wamid, 5_000)
      await stage.offer(Array.from({ length: 6 }, () => stage.message()))
      await stage.run(MINUTE)
      return stage.sends.map((send) => send.wide)
    }
    expect(await wide(6)).toEqual([false, false, false, false, false, true])
    expect(await wide(7)).toEqual([true, true, true, true, true, true])
  })

  it('that could not be built does not stop a number with a pause between sends that had no answer yet', async () => {
    const { stage, mend } = keyless()
    await stage.open({ cooldown: { min: 1, max: 1, rush: [], quiet: null } })
    await stage.offer([stage.message()])
    await stage.run(100)
    mend()
    await stage.offer([stage.message()])
    await stage.run(2_000)
    expect(stage.sends).toHaveLength(1)
  })

  it('that could not be built ends failed, frees its place, and stops nothing else', async () => {
    const { stage, mend } = keyless()
    stage.lease = () => ({ unlimited: false, id: 'l1', n: 2, until: stage.now + 10 * MINUTE, limit: 250, used: 0 })
    await stage.open({ limits: { ...fast.limits, maxInFlight: 1, perSecond: 1 } })
    const message = stage.message()
    await stage.offer([message])
    await stage.run(1_000)
    const view = await stage.profile.message(message.id)
    expect(view).toMatchObject({ status: 'failed', error: { code: null, title: 'the request could not be built' } })
    expect(view?.timeline.at(-1)).toMatchObject({ event: 'failed', reasons: [{ code: 'not-sent' }] })
    expect(stage.reports.flatMap((report) => report.messages)).toMatchObject([{ id: message.id, status: 'failed' }])
    expect(stage.world.faults.map(({ where }) => where)).toEqual(['send'])
    expect(failures(stage)).toEqual([{ failed: 1, attempts: 0 }])
    mend()
    const next = stage.message()
    await stage.offer([next])
    await stage.run(5_000)
    expect(await stage.status(next.id)).toBe('sent')
    expect(stage.sends).toHaveLength(1)
    await stage.run(10 * MINUTE)
    const [returned] = stage.returned
    // who was not written to counts no longer than to the moment of the attempt
    const until = returned?.used.find((one) => one.userKey === message.to)?.until ?? 0
    expect(until).toBeLessThan(stage.sends[0]?.at ?? 0)
    expect(stage.world.d1.rows("SELECT status FROM messages WHERE status = 'failed'")).toHaveLength(1)
  })

  it('whose transaction failed leaves nothing in memory: the message goes once, a little later', async () => {
    let failing = false
    let failed = 0
    const stage = new Stage(1, (host) => ({
      ...host,
      transaction: <T>(body: () => T): T =>
        host.transaction(() => {
          const value = body()
          const [intent] = host.sql.all<{ n: number }>(
            `SELECT COUNT(*) AS n FROM message WHERE body LIKE '%"sending"%'`,
          )
          if (!failing || intent?.n === 0) return value
          failing = false
          failed += 1
          throw new Error('disk full')
        }),
    }))
    await stage.open({ limits: { ...fast.limits, maxInFlight: 1, perSecond: 1 } })
    failing = true
    const message = stage.message()
    await stage.offer([message])
    await stage.run(10_000)
    expect(failed).toBe(1)
    expect(stage.sends).toHaveLength(1)
    expect(await stage.profile.message(message.id)).toMatchObject({ status: 'sent', attempts: 1 })
    const [first] = stage.sends
    expect((first?.at ?? 0) - message.acceptedAt).toBeLessThan(3_000)
  })
})

const failures = (stage: Stage) => {
  const { failed, attempts } = stage.counted()
  return [{ failed, attempts }]
}
