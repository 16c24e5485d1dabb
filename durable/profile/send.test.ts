import { describe, expect, it } from 'vitest'
import { accepted, PROFILE, Stage } from './testing/stage.ts'

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
