import { describe, expect, it } from 'vitest'
import { accepted, DAY, PROFILE, Stage } from './testing/stage.ts'

const MINUTE = 60_000
const ADA = { kind: 'key', id: 'k', name: 'Ada' } as const

/** A send whose answer never came, at a number that has seen a webhook. */
async function lost(whenBack = 0) {
  const stage = await new Stage().open()
  await stage.profile.observe([stage.inbound('+4915199')])
  stage.meta = () => 'silence'
  const message = stage.message()
  await stage.offer([message])
  await stage.run(100)
  stage.world.skew('profile', PROFILE, -whenBack)
  await stage.run(21_000)
  stage.meta = (_request, wamid) => accepted(wamid)
  const [send] = stage.sends
  if (send === undefined) throw new Error('nothing was sent')
  return { stage, message, send }
}

const questions = (stage: Stage) => stage.world.calls.filter((call) => call.method === 'evidence')

describe('the proof for an unknown', () => {
  it('is asked for soon at first and rarely later, yet found an eighth of the silence later at most', async () => {
    const { stage } = await lost()
    await stage.run(20 * MINUTE)
    expect(questions(stage).length).toBeGreaterThan(8)
    await stage.run(DAY - 30 * MINUTE)
    expect(questions(stage).length).toBeLessThan(90)
    for (const hours of [1, 5, 20]) {
      const late = await lost()
      await late.stage.run(hours * 60 * MINUTE)
      late.stage.evidence = { arriving: true, refused: false, at: late.stage.now }
      await late.stage.run(Math.min(31, hours * 8) * MINUTE)
      expect(late.stage.sends).toHaveLength(2)
    }
  })

  it('is seen at once when the status of a later send comes to the number itself', async () => {
    const { stage, message } = await lost()
    await stage.run(20 * 60 * MINUTE)
    await stage.offer([stage.message()])
    await stage.run(1_000)
    const later = stage.sends[1]
    if (later === undefined) throw new Error('nothing was sent')
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.profile.observe([stage.event(later, 'sent')])
    await stage.run(1_000)
    expect(stage.sends[2]?.opaque.startsWith(`${message.id}.2.`)).toBe(true)
  })

  it('is a send that began later, also for a number whose clock went back before the answer', async () => {
    const { stage, send } = await lost(12 * MINUTE)
    await stage.run(15 * MINUTE)
    const asked = questions(stage).map((call) => Number(call.args[1]))
    expect(asked.length).toBeGreaterThan(0)
    for (const after of asked) expect(after).toBeGreaterThanOrEqual(send.at)
  })

  it('counts what was refused from the start of the attempt, also where a crash or a silence made its end late', async () => {
    const { stage, message, send } = await lost()
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.profile.pause('a break', ADA)
    await stage.run(20 * MINUTE)
    await stage.profile.resume(null, ADA)
    await stage.run(MINUTE)
    expect(await stage.status(message.id)).toBe('sent')
    const { args } = questions(stage).at(-1) ?? { args: [] }
    expect(Number(args[1])).toBeGreaterThan(send.at + 10_000)
    expect(Math.abs(Number(args[3]) - send.at)).toBeLessThan(100)
    const again = stage.world.calls.filter((call) => call.method === 'refusedSince')
    expect(again.map((call) => call.args[0])).toEqual([[args[3]]])
  })
})

describe('while the proof is on its way', () => {
  /** The portfolio's answer, which says that it is proven, takes 5 s; `meanwhile` happens before it comes. */
  async function meanwhile(act: (all: Awaited<ReturnType<typeof lost>>) => Promise<unknown>) {
    const all = await lost()
    const { stage } = all
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    stage.world.network = (call) => (call.method === 'evidence' ? { answerMs: 5_000 } : 'ok')
    while (questions(stage).length === 0) await stage.run(1_000)
    expect(stage.sends).toHaveLength(1)
    await act(all)
    await stage.run(DAY)
    return all
  }

  it('nothing happens: the message is sent again, and its story says why', async () => {
    const { stage, message } = await meanwhile(async () => {})
    expect(stage.sends).toHaveLength(2)
    const view = await stage.profile.message(message.id)
    expect(view).toMatchObject({ status: 'sent', attempts: 2 })
    expect(view?.timeline.find((entry) => entry.event === 'requeued')).toMatchObject({
      reasons: [{ code: 'silence-proven' }],
      data: { attempt: 1 },
    })
  })

  it('a status comes: it was sent, and is not sent again', async () => {
    const { stage, message } = await meanwhile(({ stage, send }) => stage.profile.observe([stage.event(send, 'sent')]))
    expect(stage.sends).toHaveLength(1)
    expect(await stage.status(message.id)).toBe('sent')
  })

  it('a person cancels: it is not sent again, and nobody can say what became of it', async () => {
    const { stage, message } = await meanwhile(({ stage, message }) => stage.profile.cancel(message.id, ADA))
    expect(stage.sends).toHaveLength(1)
    expect(await stage.status(message.id)).toBe('unresolved')
  })

  it('the actor dies: the proof is asked for again', async () => {
    const { stage } = await meanwhile(async ({ stage }) => stage.world.crash('profile', PROFILE))
    expect(questions(stage).length).toBeGreaterThan(1)
    expect(stage.sends).toHaveLength(2)
  })
})

describe('what was proven lost, or ended unproven', () => {
  it('waits in the queue as D1 and the package know, when it cannot leave at once', async () => {
    const { stage, message } = await lost()
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.profile.pause('a break', ADA)
    await stage.run(20 * MINUTE)
    expect(await stage.status(message.id)).toBe('queued')
    expect(stage.sends).toHaveLength(1)
    expect(stage.world.d1.rows("SELECT status FROM messages WHERE direction = 'out'")).toEqual([{ status: 'queued' }])
    expect(stage.reports.flatMap((report) => report.messages).at(-1)).toMatchObject({
      id: message.id,
      status: 'queued',
    })
  })

  it.each([
    ['sent', null, 1],
    ['delivered', null, 1],
    ['failed', { code: null }, 0],
  ] as const)('failed here, and a status says %s of what was lost', async (word, error, sent) => {
    const { stage, message, send } = await lost()
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.profile.applyUsers(0, [
      { rev: 1, kind: 'opt', userKey: message.to, scope: 'all', at: stage.now, source: 'x' },
    ])
    await stage.run(20 * MINUTE)
    const ended = { status: 'failed', wamid: null, error: { code: null } }
    expect(await stage.profile.message(message.id)).toMatchObject(ended)
    await stage.profile.observe([stage.event(send, word)])
    await stage.run(2_000)
    expect(await stage.profile.message(message.id)).toMatchObject({ status: word, wamid: send.wamid, error })
    expect(stage.world.d1.rows("SELECT status FROM messages WHERE direction = 'out'")).toEqual([{ status: word }])
    expect(stage.reports.flatMap((report) => report.messages).at(-1)).toMatchObject({ status: word })
    expect(stage.counted().sent).toBe(sent)
  })

  it('is told as unresolved to the package and to D1, with the reason', async () => {
    const { stage, message } = await lost()
    await stage.run(DAY + MINUTE)
    const view = await stage.profile.message(message.id)
    expect(view?.timeline.at(-1)).toMatchObject({ event: 'unresolved', reasons: [{ code: 'no-evidence' }] })
    expect(stage.world.d1.rows("SELECT status FROM messages WHERE direction = 'out'")).toEqual([
      { status: 'unresolved' },
    ])
    expect(stage.reports.flatMap((report) => report.messages).at(-1)).toMatchObject({
      id: message.id,
      status: 'unresolved',
      open: false,
    })
  })

  it('each goes by its own silence: the later one does not hold back the earlier', async () => {
    const { stage, message } = await lost()
    stage.meta = () => 'silence'
    await stage.run(8 * MINUTE)
    const second = stage.message()
    await stage.offer([second])
    await stage.run(30_000)
    stage.meta = (_request, wamid) => accepted(wamid)
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.run(3 * MINUTE)
    expect(await stage.status(message.id)).toBe('sent')
    expect(await stage.status(second.id)).toBe('unknown')
    await stage.run(8 * MINUTE)
    expect(await stage.status(second.id)).toBe('sent')
  })

  it('waits as long as the setting says', async () => {
    const stage = await new Stage().open({ reconcileWindowMs: 2_000 })
    await stage.profile.observe([stage.inbound('+4915199')])
    stage.meta = () => 'silence'
    await stage.offer([stage.message()])
    await stage.run(20_500)
    stage.meta = (_request, wamid) => accepted(wamid)
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.run(1_000)
    expect(stage.sends).toHaveLength(1)
    await stage.run(6_000)
    expect(stage.sends).toHaveLength(2)
  })

  it('is asked for after 2, 4, 8 s and so on to a minute, then a share of the time gone by', async () => {
    const { stage } = await lost()
    await stage.run(25 * MINUTE)
    const asked = questions(stage).map((call) => call.at)
    const gaps = asked.slice(1).map((at, i) => Math.round((at - (asked[i] ?? 0)) / 1_000))
    expect(gaps.slice(0, 6)).toEqual([2, 4, 8, 16, 32, 60])
    // 600 s of silence and the 122 s asked until then, an eighth of it
    expect(gaps[6]).toBe(90)
  })
})

describe('what was proven lost and waits for its turn', () => {
  /** Proven lost while the number is paused; `stage.sends` holds the first attempt. */
  async function waiting() {
    const all = await lost()
    all.stage.evidence = { arriving: true, refused: false, at: all.stage.now }
    await all.stage.profile.pause('a break', ADA)
    await all.stage.run(20 * MINUTE)
    expect(await all.stage.status(all.message.id)).toBe('queued')
    return all
  }
  const asks = (stage: Stage) => stage.world.calls.filter((call) => call.method === 'refusedSince')

  it('is not repeated once a signature was refused: it is unknown again, and ends unresolved', async () => {
    const { stage, message } = await waiting()
    stage.evidence = { arriving: true, refused: true, at: stage.now }
    await stage.profile.resume(null, ADA)
    await stage.run(5_000)
    expect(stage.sends).toHaveLength(1)
    const view = await stage.profile.message(message.id)
    expect(view?.status).toBe('unknown')
    expect(view?.timeline.at(-1)).toMatchObject({ event: 'unknown', reasons: [{ code: 'signature-refused' }] })
    expect(stage.reports.flatMap((report) => report.messages).at(-1)).toMatchObject({ status: 'unknown', open: true })
    await stage.run(DAY)
    expect(stage.sends).toHaveLength(1)
    expect(await stage.status(message.id)).toBe('unresolved')
  })

  it('is asked about in its turn, and goes at once when the proof holds', async () => {
    const { stage, send } = await waiting()
    expect(asks(stage)).toEqual([])
    await stage.profile.resume(null, ADA)
    await stage.run(1_000)
    expect(asks(stage)).toHaveLength(1)
    expect(asks(stage)[0]?.args).toEqual([[expect.any(Number)]])
    expect(Number(asks(stage)[0]?.args)).toBeGreaterThanOrEqual(send.at)
    expect(stage.sends).toHaveLength(2)
  })

  it('is asked about when the blackout ends that it waits out besides', async () => {
    const { stage, message } = await waiting()
    // 22:34 in the world
    const blackout = { windows: [{ from: '22:00', to: '23:00' }], exemptAuthentication: false, exemptReplies: false }
    await stage.profile.configure(stage.config({ blackout }, { version: 2 }), ADA)
    await stage.profile.resume(null, ADA)
    await stage.run(10 * MINUTE)
    expect(stage.sends).toHaveLength(1)
    expect(await stage.status(message.id)).toBe('queued')
    await stage.run(17 * MINUTE)
    expect(new Date(stage.sends[1]?.at ?? 0).toISOString()).toContain('T23:00:0')
  })

  it('waits for a portfolio that is away, and lets others leave meanwhile', async () => {
    const { stage, message } = await waiting()
    stage.world.network = ({ method }) => (method === 'refusedSince' ? 'lose-call' : 'ok')
    await stage.profile.resume(null, ADA)
    await stage.offer([stage.message(), stage.message()])
    await stage.run(5 * MINUTE)
    expect(stage.sends).toHaveLength(3)
    expect(await stage.status(message.id)).toBe('queued')
    expect(asks(stage).length).toBeLessThan(40)
    stage.world.network = () => 'ok'
    await stage.run(MINUTE)
    expect(stage.sends).toHaveLength(4)
  })

  it('an answer that took longer than it serves lets nothing leave', async () => {
    const { stage } = await waiting()
    stage.world.network = ({ method }) => (method === 'refusedSince' ? { answerMs: 2_000 } : 'ok')
    await stage.profile.resume(null, ADA)
    await stage.run(5 * MINUTE)
    expect(stage.sends).toHaveLength(1)
    expect(asks(stage).length).toBeLessThan(40)
    stage.world.network = ({ method }) => (method === 'refusedSince' ? { answerMs: 1_500 } : 'ok')
    await stage.run(MINUTE)
    expect(stage.sends).toHaveLength(2)
  })

  it('keeps its turn before others while it is asked about, whatever the pause between sends', async () => {
    const stage = await new Stage().open({ cooldown: { min: 4, max: 5, rush: [], quiet: null }, preset: 'standard' })
    await stage.profile.observe([stage.inbound('+4915199')])
    stage.meta = () => 'silence'
    const message = stage.message()
    await stage.offer([message])
    await stage.run(30_000)
    stage.meta = (_request, wamid) => accepted(wamid)
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.profile.pause('a break', ADA)
    await stage.run(20 * MINUTE)
    // while the answer is out, plenty comes that could leave at once
    stage.world.network = ({ method }) => (method === 'refusedSince' ? { answerMs: 1_000 } : 'ok')
    await stage.profile.resume(null, ADA)
    await stage.offer(Array.from({ length: 30 }, () => stage.message({ priority: 'low' })))
    await stage.run(20_000)
    expect(stage.sends[1]?.opaque.startsWith(`${message.id}.2.`)).toBe(true)
    expect(stage.sends.length).toBeGreaterThan(3)
  })

  it('a restart asks anew', async () => {
    const { stage } = await waiting()
    stage.world.crash('profile', PROFILE)
    await stage.profile.resume(null, ADA)
    await stage.run(1_000)
    expect(asks(stage)).toHaveLength(1)
    expect(stage.sends).toHaveLength(2)
  })

  it('a day after the attempt nothing is repeated, however long it may still live', async () => {
    const stage = await new Stage().open()
    await stage.profile.observe([stage.inbound('+4915199')])
    stage.meta = () => 'silence'
    const message = stage.message({ expiresAt: stage.now + 3 * DAY })
    await stage.offer([message])
    await stage.run(30_000)
    stage.meta = (_request, wamid) => accepted(wamid)
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.profile.pause('a break', ADA)
    await stage.run(DAY)
    await stage.profile.resume(null, ADA)
    await stage.run(MINUTE)
    expect(stage.sends).toHaveLength(1)
    expect(await stage.status(message.id)).toBe('unresolved')
  })
})
