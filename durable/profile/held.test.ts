import { describe, expect, it } from 'vitest'
import { held } from './testing/held.ts'
import { DAY, refused, Stage } from './testing/stage.ts'

const MINUTE = 60_000
const ADA = { kind: 'key', id: 'k', name: 'Ada' } as const

const events = async (stage: Stage, id: string) => (await stage.profile.message(id))?.timeline.slice(-1)
const inD1 = (stage: Stage, columns: string) => stage.world.d1.rows(`SELECT ${columns} FROM messages`)

describe('what is held', () => {
  it('is freed by a person, once, in its own place', async () => {
    const { stage, message } = await held()
    stage.meta = (_request, wamid) => ({ status: 200, json: { messages: [{ id: wamid }] } })
    expect(await stage.profile.releaseHeld(message.id, ADA)).toMatchObject({ ok: true, view: { status: 'queued' } })
    const timeline = (await stage.profile.message(message.id))?.timeline ?? []
    expect(timeline.find((entry) => entry.event === 'queued')).toMatchObject({
      actor: ADA,
      reasons: [{ code: 'released-by-hand' }],
    })
    await stage.run(MINUTE)
    expect(await stage.status(message.id)).toBe('sent')
    expect(await stage.profile.releaseHeld(message.id, ADA)).toMatchObject({
      ok: false,
      problem: 'state-conflict',
      detail: 'the message is sent, not held',
    })
  })

  it('ends with its time, which is told', async () => {
    const { stage, message } = await held()
    await stage.run(DAY + 1_000)
    expect(await stage.status(message.id)).toBe('expired')
    expect(await events(stage, message.id)).toMatchObject([{ event: 'expired', reasons: [{ code: 'expired' }] }])
    expect(stage.reports.flatMap((report) => report.messages).at(-1)).toMatchObject({ status: 'expired', open: false })
    expect(inD1(stage, 'status')).toEqual([{ status: 'expired' }])
  })

  it('ends failed when it is free-form and its window has closed, and counts as a failure', async () => {
    const stage = await new Stage().open()
    const free = stage.message({ template: null, category: 'service', type: 'text', kind: 'reply', to: '+4915177' })
    await stage.profile.observe([stage.inbound('+4915177')])
    stage.meta = () => refused(131048)
    await stage.offer([{ ...free, expiresAt: stage.now + 2 * DAY }])
    await stage.run(1_000)
    expect(await stage.status(free.id)).toBe('held')
    await stage.run(2 * DAY)
    const view = await stage.profile.message(free.id)
    expect(view).toMatchObject({ status: 'failed', error: { code: null, title: expect.stringContaining('window') } })
    expect(view?.timeline.at(-1)).toMatchObject({ event: 'failed', reasons: [{ code: 'service-window-closed' }] })
    expect(stage.counted().failed).toBe(1)
  })
})
