import { describe, expect, it } from 'vitest'
import type { Host } from '../kit/host.ts'
import { Answers } from './answers.ts'
import { accepted, PROFILE, Stage } from './testing/stage.ts'

const PACED = { cooldown: { min: 0.1, max: 0.1, rush: [], quiet: null } }
const messages = (stage: Stage, count: number) => Array.from({ length: count }, () => stage.message())
/** Connections are open by then, and starts are timed by departures: an answer comes between two of them. */
const STEADY_MS = 6_000

/** A number in mid-queue, and the send whose answer is the latest that waits to be kept. */
async function answeredNotKept(stage: Stage): Promise<{ send: Stage['sends'][number]; id: string }> {
  stage.meta = (_request, wamid) => accepted(wamid, 350)
  await stage.offer(messages(stage, 100))
  await stage.run(STEADY_MS)
  const last = stage.sends.length
  while (stage.sends.length === last) await stage.run(1)
  // answered 49 ms before this start and 52 before the next one
  await stage.run(60)
  const send = stage.sends.filter(({ at }) => at + 350 < stage.now).at(-1)
  if (send === undefined) throw new Error('nothing was answered')
  const id = send.opaque.slice(0, send.opaque.indexOf('.'))
  expect(await stage.status(id)).toBe('sending')
  return { send, id }
}

describe('answers that wait to be kept', () => {
  it('wait for a start that is near, counted from the first of them, and for nothing else', () => {
    const answers = new Answers()
    expect(answers.mayWait(null, 1_000)).toBe(true)
    answers.add(1_000, () => undefined)
    answers.add(1_040, () => undefined)
    expect(answers.mayWait(1_100, 1_050)).toBe(true)
    expect(answers.mayWait(1_101, 1_050)).toBe(false)
    expect(answers.mayWait(1_050, 1_050)).toBe(false)
    expect(answers.mayWait(null, 1_050)).toBe(false)
  })

  it('are taken in the order in which they came, once', () => {
    const answers = new Answers()
    const kept: number[] = []
    for (const n of [1, 2, 3]) answers.add(n, () => kept.push(n))
    expect(answers.size).toBe(3)
    for (const keep of answers.take()) keep()
    expect(kept).toEqual([1, 2, 3])
    expect(answers.take()).toEqual([])
    expect(answers.size).toBe(0)
  })
})

describe('a number that sends at its pace', () => {
  it('keeps an answer in the transaction of the next start', async () => {
    let transactions = 0
    const counting = (host: Host): Host => ({
      ...host,
      transaction: (body) => {
        transactions += 1
        return host.transaction(body)
      },
    })
    const stage = await new Stage(1, counting).open(PACED)
    stage.meta = (_request, wamid) => accepted(wamid, 350)
    await stage.offer(messages(stage, 100))
    await stage.run(STEADY_MS)
    const before = { transactions, sends: stage.sends.length }
    await stage.run(3_000)
    const sends = stage.sends.length - before.sends
    expect(sends).toBeGreaterThan(28)
    // one for each send, and what the readers of a second need
    expect(transactions - before.transactions).toBeLessThan(sends * 1.4)
  })

  it('keeps it within 100 ms, also where nothing follows', async () => {
    const stage = await new Stage().open(PACED)
    stage.meta = (_request, wamid) => accepted(wamid, 350)
    const waiting = messages(stage, 70)
    await stage.offer(waiting)
    while (stage.sends.length < 70) await stage.run(10)
    for (const { at } of stage.sends) expect(at).toBeLessThanOrEqual(stage.now)
    await stage.run(351)
    for (const { id } of waiting) expect(await stage.status(id)).toBe('sent')
  })

  it('counts it against a cap before it is kept', async () => {
    const limits = { perSecond: null, hourly: 65, threeHourly: null, daily: null, perRecipientGapSeconds: 6 }
    const stage = await new Stage().open({ ...PACED, limits: { ...limits, maxInFlight: 20, queue: 1_000 } })
    stage.meta = (_request, wamid) => accepted(wamid, 350)
    await stage.offer(messages(stage, 65))
    for (let n = 0; n < 1_500; n++) {
      await stage.run(10)
      const sent = stage.sends.length
      const { usage } = await stage.profile.status()
      const used = usage.find((one) => one.window === 'hour')?.used
      // the question takes a moment itself
      expect(used).toBeGreaterThanOrEqual(sent)
      expect(used).toBeLessThanOrEqual(stage.sends.length)
    }
    expect(stage.sends).toHaveLength(65)
  })

  it('leaves a message under way when the process dies before, and the webhook proves it', async () => {
    const stage = await new Stage().open(PACED)
    const { send: dead, id } = await answeredNotKept(stage)
    stage.world.crash('profile', PROFILE)
    await stage.run(1)
    expect(await stage.status(id)).toBe('unknown')
    await stage.profile.observe([stage.event(dead, 'delivered')])
    expect(await stage.status(id)).toBe('delivered')
    await stage.run(60_000)
    expect(stage.sends.filter(({ to }) => to === dead.to)).toHaveLength(1)
  })

  it('keeps it alone when what it was to be kept with fails', async () => {
    let failing = false
    const breaking = (host: Host): Host => ({
      ...host,
      transaction: (body) =>
        host.transaction(() => {
          const value = body()
          if (!failing) return value
          failing = false
          throw new Error('the storage has failed')
        }),
    })
    const stage = await new Stage(1, breaking).open(PACED)
    const { id } = await answeredNotKept(stage)
    failing = true
    await expect(stage.offer([stage.message()])).rejects.toThrow('the storage has failed')
    expect(await stage.status(id)).toBe('sent')
  })
})
