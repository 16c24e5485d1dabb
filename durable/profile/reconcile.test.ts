import { describe, expect, it } from 'vitest'
import { accepted, DAY, PROFILE, Stage } from './testing/stage.ts'

const MINUTE = 60_000

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
})
