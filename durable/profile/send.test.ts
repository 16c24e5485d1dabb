import { describe, expect, it } from 'vitest'
import { accepted, Stage } from './testing/stage.ts'

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
    await stage.offer(Array.from({ length: 14 }, () => stage.message()))
    await stage.run(60_000)
    const gaps = stage.sends.slice(1).map((send, i) => send.at - (stage.sends[i]?.at ?? 0))
    expect(gaps).toHaveLength(13)
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(2_000)
    // the first round trips tell nothing of the path: their whole length is waited; later only their excess
    for (const gap of gaps) expect(gap).toBeLessThan(2_310)
    for (const gap of gaps.slice(9)) expect(gap).toBeLessThan(2_010)
  })
})
