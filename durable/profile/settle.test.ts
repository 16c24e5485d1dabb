import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import type { WorldAnswer } from '../kit/testing/world-types.ts'
import { accepted, fast, PACKAGE, PROFILE, refused, Stage } from './testing/stage.ts'

const MINUTE = 60_000

/** One message that Meta answered with `answer`, 100 ms after it came. */
async function answered(answer: WorldAnswer, change: Parameters<Stage['message']>[0] = {}) {
  const stage = await new Stage().open()
  let answers = 0
  stage.meta = (_request, wamid) => (answers++ === 0 ? answer : accepted(wamid))
  const message = stage.message(change)
  await stage.offer([message])
  await stage.run(answer === 'silence' ? 20_100 : 100)
  return { stage, message }
}
const counters = (stage: Stage) => {
  const { attempts, sent, failed, counted, throttled } = stage.counted()
  return { attempts, sent, failed, counted, throttled }
}
const zero = { attempts: 0, sent: 0, failed: 0, counted: 0, throttled: 0 }

describe('an answer', () => {
  it.each([
    ['taken', accepted('wamid.x', 20), 'sent', null, ['sent', 'meta-accepted'], { attempts: 1, sent: 1 }],
    ['refused for the recipient', refused(131026), 'failed', 131026, ['failed', 'meta-131026'], { failed: 1 }],
    ['throttled', refused(130429), 'queued', 130429, ['requeued', 'meta-130429'], { counted: 1, throttled: 1 }],
    ['held for integrity', refused(131048), 'held', 131048, ['held', 'meta-131048'], { counted: 1 }],
    ['paused template', refused(132015), 'queued', 132015, ['requeued', 'meta-132015'], {}],
    [
      'a bad answer',
      { status: 502, body: 'x' },
      'unknown',
      null,
      ['unknown', 'outcome-unknown'],
      { attempts: 1, counted: 1 },
    ],
    ['none', 'silence', 'unknown', null, ['unknown', 'outcome-unknown'], { attempts: 1, counted: 1 }],
  ] as const)(
    '%s: what becomes of the message, how it is told, and what it counts',
    async (_what, answer, status, code, told, counts) => {
      const { stage, message } = await answered(answer)
      const view = await stage.profile.message(message.id)
      expect(view).toMatchObject({ status, attempts: 1, wamid: status === 'sent' ? 'wamid.x' : null })
      expect(view?.error?.code ?? null).toBe(code)
      const last = view?.timeline.at(-1)
      expect([last?.event, last?.reasons[0]?.code]).toEqual(told)
      expect(last?.data).toMatchObject({ attempt: 1 })
      expect(counters(stage)).toEqual({ ...zero, ...counts })
    },
  )

  it('with an error code is told to the feed once, when it came; one by a status as well, also of what waited long', async () => {
    const { stage } = await answered(refused(131026))
    await stage.run(MINUTE)
    expect(stage.world.refusedByMeta).toEqual([{ [`${PACKAGE} ${PROFILE} 131026`]: 1 }])
    const waited = stage.message({ acceptedAt: stage.now - 60 * MINUTE })
    await stage.offer([waited])
    await stage.run(MINUTE)
    const send = stage.sends.at(-1)
    if (send === undefined) throw new Error('not sent')
    const failed = stage.event(send, 'failed', { errors: [{ code: 131049, title: 't', detail: null }] })
    await stage.profile.observe([failed])
    await stage.profile.observe([failed])
    await stage.run(MINUTE)
    expect(stage.world.refusedByMeta.slice(1)).toEqual([{ [`${PACKAGE} ${PROFILE} 131049`]: 1 }])
  })

  it('that throttles has the message wait no longer than the number does; jitter is its own', async () => {
    const { stage, message } = await answered(refused(130429))
    expect((await stage.profile.message(message.id))?.notBefore).toBeNull()
    const retry = await answered(refused(131000 + 16, 'x', 400))
    expect(await retry.stage.status(retry.message.id)).toBe('unknown')
  })

  it('of a token at fault gives the message back, but keeps what is tied, which waits and is told', async () => {
    const { stage, message } = await answered(refused(190, 'expired', 401), { tiedTo: PROFILE })
    const view = await stage.profile.message(message.id)
    expect(view).toMatchObject({ status: 'queued', error: { code: 190 } })
    expect(view?.timeline.at(-1)).toMatchObject({ event: 'requeued', actor: { kind: 'rule' }, data: { attempt: 1 } })
    const free = await answered(refused(190, 'expired', 401))
    await free.stage.run(1_000)
    expect(free.stage.reports.flatMap((report) => report.released)).toMatchObject([
      { id: free.message.id, attempts: 1, movable: true, reasons: [{ code: 'meta-190' }] },
    ])
  })

  it('that takes it forgets what was wrong before', async () => {
    const { stage, message } = await answered(refused(130429))
    await stage.run(2 * MINUTE)
    expect(await stage.profile.message(message.id)).toMatchObject({ status: 'sent', attempts: 2, error: null })
  })

  it('that refuses gives the second back at once; an unknown one keeps it', async () => {
    const second = async (first: WorldAnswer) => {
      const stage = await new Stage().open({ limits: { ...fast.limits, perSecond: 1 } })
      let answers = 0
      stage.meta = (_request, wamid) => (answers++ === 0 ? first : accepted(wamid, 10))
      await stage.offer([stage.message(), stage.message()])
      await stage.run(5_000)
      return (stage.sends[1]?.at ?? 0) - (stage.sends[0]?.at ?? 0)
    }
    expect(await second({ ...error(131026), afterMs: 50 })).toBeLessThan(900)
    expect(await second({ status: 502, body: 'x', afterMs: 50 })).toBeGreaterThanOrEqual(1_000)
    expect(await second(accepted('wamid.x', 50))).toBeGreaterThanOrEqual(1_000)
  })

  it('of a pair asked too often waits four times longer each time; of the account twice', async () => {
    const gaps = async (code: number, count: number) => {
      const stage = await new Stage().open()
      stage.meta = () => refused(code)
      await stage.offer([stage.message({ tiedTo: PROFILE })])
      for (let n = 0; n < 1_000 && stage.sends.length < count + 1; n++) await stage.run(1_000)
      return stage.sends.slice(1).map((send, i) => Math.round((send.at - (stage.sends[i]?.at ?? 0)) / 1_000))
    }
    const pair = await gaps(131056, 4)
    // 1 and 4 s, of which the pair's own gap of 6 s makes more
    expect(pair).toEqual([6, 6, 16, 64])
    for (const code of [4, 80007, 80008]) {
      const [first, next, third] = await gaps(code, 3)
      expect([code, first, next, third]).toEqual([code, 60, 120, 240])
    }
  })
})

describe('an answer that comes after a status', () => {
  async function overtaken(answer: WorldAnswer, status: string) {
    const stage = await new Stage().open()
    stage.meta = () => answer
    const message = stage.message()
    await stage.offer([message])
    await stage.run(100)
    const [send] = stage.sends
    if (send === undefined) throw new Error('nothing was sent')
    await stage.profile.observe([stage.event(send, status)])
    await stage.run(5_000)
    return { stage, message, send }
  }

  it('adds what it knows and changes nothing else', async () => {
    const { stage, message, send } = await overtaken(
      { status: 200, json: { messages: [{ id: 'wamid.1' }] }, afterMs: 2_000 },
      'delivered',
    )
    const view = await stage.profile.message(message.id)
    expect(view).toMatchObject({ status: 'delivered', wamid: send.wamid, duplicateConfirmed: send.wamid !== 'wamid.1' })
    expect(view?.timeline.at(-1)).toMatchObject({ event: 'answered', reasons: [{ code: 'answer-accepted' }] })
    expect(view?.content).toBeNull()
    expect(counters(stage)).toMatchObject({ attempts: 1, failed: 0 })
  })

  it('and names another wamid is a second message at the recipient: people are told', async () => {
    const { stage, message, send } = await overtaken(
      { status: 200, json: { messages: [{ id: 'wamid.other' }] }, afterMs: 2_000 },
      'sent',
    )
    await stage.run(MINUTE)
    expect(await stage.profile.message(message.id)).toMatchObject({ wamid: send.wamid, duplicateConfirmed: true })
  })

  it('and refuses does not unmake what was delivered, nor count it as failed', async () => {
    const { stage, message } = await overtaken({ ...error(131026), afterMs: 2_000 }, 'delivered')
    const view = await stage.profile.message(message.id)
    expect(view).toMatchObject({ status: 'delivered', error: null })
    expect(view?.timeline.at(-1)).toMatchObject({ event: 'answered', reasons: [{ code: 'answer-refused' }] })
    expect(counters(stage)).toMatchObject({ failed: 0 })
  })
})

describe('an actor that dies with a request on its way', () => {
  it('takes it as unknown: told, counted against the caps, not against the number', async () => {
    const stage = await new Stage().open()
    stage.meta = () => 'silence'
    const message = stage.message()
    await stage.offer([message])
    await stage.run(1_000)
    stage.world.crash('profile', PROFILE)
    await stage.profile.check(SYSTEM)
    const view = await stage.profile.message(message.id)
    expect(view).toMatchObject({ status: 'unknown', attempts: 1 })
    expect(view?.timeline.at(-1)).toMatchObject({
      event: 'unknown',
      reasons: [{ code: 'outcome-unknown', detail: expect.stringContaining('restart') }],
    })
    expect(counters(stage)).toEqual({ ...zero, attempts: 1 })
    stage.world.crash('profile', PROFILE)
    await stage.profile.check(SYSTEM)
    expect(counters(stage)).toEqual({ ...zero, attempts: 1 })
  })
})

function error(code: number) {
  return { status: 400, json: { error: { code, message: `(#${code})` } } }
}
