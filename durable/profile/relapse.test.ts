import { describe, expect, it } from 'vitest'
import { CALLER } from '../package/testing/scene.ts'
import { accepted, refused, Stage } from './testing/stage.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const SWEEP = { kind: 'rule', id: 'sweep', name: 'sweep' } as const

/** A number that was polled well for hours, then refused by Meta for its account's payment. */
async function unpaid(): Promise<Stage> {
  const stage = await new Stage().open()
  await stage.profile.check(SWEEP)
  await stage.run(3 * HOUR)
  await stage.profile.check(SWEEP)
  await refuse(stage)
  return stage
}

async function refuse(stage: Stage): Promise<void> {
  stage.meta = () => refused(131042)
  await stage.offer([stage.message()])
  await stage.run(5_000)
  stage.meta = (_request, wamid) => accepted(wamid)
  expect((await stage.profile.status()).state).toBe('quarantined')
}

/** The portfolio's answer to the lift, as it pushes it. */
async function lifted(stage: Stage): Promise<void> {
  await stage.profile.applyHolds(stage.holds.length + 0.5, [])
  expect((await stage.profile.status()).state).toBe('active')
}

/** The sweep's poll, and those that each good one asks for, until the hold is lifted: how long it took, minutes begun. */
async function minutesHeld(stage: Stage): Promise<number> {
  const [from, before] = [stage.now, stage.lifted.length]
  await stage.profile.check(SWEEP)
  while (stage.lifted.length === before && stage.now - from < 2 * 24 * HOUR) await stage.run(MINUTE)
  return Math.round((stage.now - from) / MINUTE)
}

describe('a hold of the account that ends by Meta`s status', () => {
  it('is not lifted by a poll on the word of one from before it', async () => {
    const stage = await unpaid()
    await stage.profile.check(SWEEP)
    await stage.run(1_000)
    expect(stage.lifted).toEqual([])
    await stage.run(4 * MINUTE)
    expect(stage.lifted).toEqual([])
    await stage.run(2 * MINUTE)
    expect(stage.lifted).toEqual(['waba:waba'])
  })

  it('is not lifted on the word of a poll from before another one came beside it', async () => {
    const stage = await unpaid()
    await stage.profile.check(SWEEP)
    await stage.run(4 * MINUTE)
    const [first] = stage.holds
    if (first === undefined) throw new Error('no hold')
    const second = { ...first, key: 'waba:waba:REVIEW_REJECTED', code: 'REVIEW_REJECTED', since: stage.now }
    stage.holds.push(second)
    await stage.profile.applyHolds(stage.holds.length, stage.holds)
    await stage.run(2 * MINUTE)
    expect(stage.lifted).toEqual([])
    // the same told again changes nothing
    await stage.profile.applyHolds(stage.holds.length + 1, stage.holds)
    await stage.profile.check(SWEEP)
    await stage.run(4 * MINUTE)
    expect(stage.lifted).toEqual([])
    await stage.run(2 * MINUTE)
    expect(stage.lifted).toEqual(['waba:waba'])
  })

  it('is lifted at once when a person asks and Meta says it is well', async () => {
    const stage = await unpaid()
    await stage.profile.check(CALLER)
    await stage.run(1_000)
    expect(stage.lifted).toEqual(['waba:waba'])
  })

  it('stays twice as long each time that it comes back, for nothing had changed; and no longer after a day of peace', async () => {
    const stage = await unpaid()
    const took: number[] = []
    for (let n = 0; n < 6; n++) {
      took.push(await minutesHeld(stage))
      await lifted(stage)
      await refuse(stage)
    }
    expect(took).toEqual([6, 11, 21, 41, 81, 161])
    await minutesHeld(stage)
    await lifted(stage)
    await stage.run(25 * HOUR)
    await refuse(stage)
    expect(await minutesHeld(stage)).toBe(6)
  })

  it('is told with the number`s figures until the portfolio has taken it, so that no sibling is tried meanwhile', async () => {
    const stage = await new Stage().open()
    stage.world.network = (call) => (call.method === 'hold' ? 'lose-call' : 'ok')
    await refuse(stage)
    expect((await stage.profile.snapshot()).holds).toMatchObject([
      { subject: { kind: 'waba', id: 'waba' }, code: '131042' },
    ])
    stage.world.network = () => 'ok'
    await stage.run(20_000)
    expect(await stage.profile.snapshot()).not.toHaveProperty('holds')
  })
})
