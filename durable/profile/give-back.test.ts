import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { fast, PROFILE, refused, Stage } from './testing/stage.ts'

const SECOND = 1_000
const MINUTE = 60_000

describe('the queue of a number that stands still', () => {
  it('keeps a conversation of which something is tied here: its order would not survive the journey', async () => {
    const stage = await new Stage().open()
    await stage.profile.observe([stage.inbound('+4915100000001')])
    const notBefore = stage.now + 30_000
    const first = stage.message({ to: '+4915100000001', notBefore })
    const tied = stage.message({
      to: '+4915100000001',
      template: null,
      category: 'service',
      tiedTo: PROFILE,
      notBefore,
    })
    const other = stage.message({ to: '+4915100000002', notBefore })
    await stage.offer([first, tied, other])
    await stage.profile.pause('trouble', SYSTEM)
    await stage.run(2 * MINUTE)
    expect(stage.reports.flatMap((report) => report.released.map((one) => one.id))).toEqual([other.id])
    await stage.profile.resume(null, SYSTEM)
    await stage.run(MINUTE)
    expect(stage.sends.map((send) => send.opaque.split('.')[0])).toEqual([first.id, tied.id])
  })

  it('keeps what Meta refused for the number’s fault while something tied waits behind it', async () => {
    const stage = await new Stage().open()
    stage.meta = () => ({ status: 400, json: { error: { code: 131037, message: 'no display name' } } })
    const to = '+4915100000001'
    const [first, tied] = [stage.message({ to }), stage.message({ to, tiedTo: PROFILE })]
    await stage.offer([first, tied])
    await stage.run(MINUTE)
    expect(stage.reports.flatMap((report) => report.released)).toEqual([])
    stage.meta = (_request, wamid) => ({ status: 200, json: { messages: [{ id: wamid }] } })
    await stage.profile.resume(null, SYSTEM)
    await stage.run(MINUTE)
    const sent = stage.sends.map((send) => send.opaque.split('.')[0])
    expect(sent.slice(-2)).toEqual([first.id, tied.id])
    expect(sent.filter((id) => id === tied.id)).toHaveLength(1)
  })

  it('takes nothing tied behind an earlier message of its conversation that it refuses', async () => {
    const stage = await new Stage().open()
    await stage.profile.pause('trouble', SYSTEM)
    const first = stage.message({ to: '+4915100000001' })
    const tied = stage.message({ to: '+4915100000001', tiedTo: PROFILE })
    const free = stage.message({ to: '+4915100000001', tiedTo: PROFILE, order: 'free' })
    const other = stage.message({ to: '+4915100000002', tiedTo: PROFILE })
    const answer = await stage.offer([first, tied, free, other])
    expect(answer.refused).toMatchObject([
      { id: first.id, reasons: [{ code: 'person' }] },
      { id: tied.id, reasons: [{ code: 'order' }] },
    ])
    expect(answer.taken.map((one) => one.id)).toEqual([free.id, other.id])
    await stage.profile.resume(null, SYSTEM)
    await stage.offer([
      { ...first, epoch: 3 },
      { ...tied, epoch: 3 },
    ])
    await stage.run(MINUTE)
    const conversation = stage.sends.filter((send) => send.to === first.to).map((send) => send.opaque.split('.')[0])
    expect(conversation.filter((id) => id !== free.id)).toEqual([first.id, tied.id])
  })

  it('holds back what follows also when it comes with the next offer, for a minute or until the earlier one is here', async () => {
    const stage = await new Stage().open()
    await stage.profile.pause('trouble', SYSTEM)
    const first = stage.message({ to: '+4915100000001' })
    const tied = stage.message({ to: '+4915100000001', tiedTo: PROFILE })
    await stage.offer([first])
    expect((await stage.offer([tied])).refused).toMatchObject([{ id: tied.id, reasons: [{ code: 'order' }] }])
    await stage.profile.resume(null, SYSTEM)
    expect((await stage.offer([{ ...first, epoch: 3 }])).taken).toHaveLength(1)
    expect((await stage.offer([{ ...tied, epoch: 3 }])).taken).toHaveLength(1)

    await stage.profile.pause('trouble', SYSTEM)
    const gone = stage.message({ to: '+4915100000002' })
    const left = stage.message({ to: '+4915100000002', tiedTo: PROFILE })
    await stage.offer([gone])
    await stage.run(MINUTE)
    expect((await stage.offer([left])).taken).toHaveLength(1)
  })

  it.each([false, true])(
    'holds back what was on its way while the earlier one went back; restart: %s',
    async (restart) => {
      const stage = await new Stage().open()
      stage.meta = () => ({ status: 400, json: { error: { code: 131042, message: 'no payment method' } } })
      const first = stage.message({ to: '+4915100000001' })
      const tied = stage.message({ to: '+4915100000001', tiedTo: PROFILE })
      const other = stage.message({ to: '+4915100000002', tiedTo: PROFILE })
      await stage.offer([first])
      await stage.run(SECOND)
      expect(stage.reports.flatMap((report) => report.released.map((one) => one.id))).toEqual([first.id])
      if (restart) stage.world.crash('profile', PROFILE)
      const answer = await stage.offer([tied, other])
      expect(answer.refused).toMatchObject([{ id: tied.id, reasons: [{ code: 'order' }] }])
      expect(answer.taken.map((one) => one.id)).toEqual([other.id])
      await stage.run(MINUTE)
      expect((await stage.offer([{ ...tied, epoch: 3 }])).taken).toHaveLength(1)
    },
  )
})

describe('what a number gives back', () => {
  const stored = (stage: Stage) =>
    stage.world
      .sql('profile', PROFILE)
      .all<{ content: string }>('SELECT content FROM message')
      .map((row) => row.content)
  const waiting = (stage: Stage, change = {}) => stage.message({ notBefore: stage.now + 30_000, ...change })

  it('is told with its reason, in the story and in D1, and its text is left to the package', async () => {
    const stage = await new Stage().open()
    const message = waiting(stage)
    await stage.offer([message])
    await stage.profile.pause('trouble', SYSTEM)
    await stage.run(MINUTE)
    const released = stage.reports.flatMap((report) => report.released)
    expect(released).toMatchObject([{ id: message.id, epoch: 1, movable: true, reasons: [{ code: 'person' }] }])
    expect(released[0]).not.toHaveProperty('edited')
    expect(stored(stage)).toEqual([''])
    const [row] = stage.world.d1.rows<{ status: string; timeline: string }>('SELECT status, timeline FROM messages')
    expect(row?.status).toBe('queued')
    expect(JSON.parse(row?.timeline ?? '[]').at(-1)).toMatchObject({ event: 'released', reasons: [{ code: 'person' }] })
  })

  it('brings along a text that was changed here, until that is heard', async () => {
    const stage = await new Stage().open()
    const message = waiting(stage)
    await stage.offer([message])
    const content = JSON.stringify({ to: message.to, changed: true })
    const item = {
      to: message.to,
      type: 'template',
      content,
      template: message.template,
      tied: false,
      parameters: null,
      guard: {},
      idempotencyKey: null,
      bodyHash: 'h',
    }
    expect(await stage.profile.edit(message.id, { item }, SYSTEM)).toMatchObject({ ok: true })
    stage.world.network = (call) => (call.method === 'report' ? 'lose-call' : 'ok')
    await stage.profile.pause('trouble', SYSTEM)
    await stage.run(10_000)
    expect(stored(stage)).toEqual([content])
    stage.world.network = () => 'ok'
    await stage.run(2 * MINUTE)
    expect(stage.reports.flatMap((report) => report.released)).toMatchObject([{ id: message.id, edited: content }])
    expect(stored(stage)).toEqual([''])
  })

  it('at high risk is what would begin a conversation: not an answer, nor what is tied, nor to one whose window is open', async () => {
    const stage = await new Stage().open()
    await stage.profile.observe([stage.inbound('+4915100000004')])
    const open = waiting(stage, { to: '+4915100000001' })
    const answer = waiting(stage, { to: '+4915100000002', kind: 'reply' })
    const tied = waiting(stage, { to: '+4915100000003', tiedTo: PROFILE })
    const inWindow = waiting(stage, { to: '+4915100000004' })
    await stage.offer([open, answer, tied, inWindow])
    stage.number = { ...stage.number, quality_rating: 'RED' }
    await stage.profile.check(SYSTEM)
    await stage.run(10_000)
    expect(stage.reports.flatMap((report) => report.released)).toMatchObject([
      { id: open.id, reasons: [{ code: 'risk-high' }] },
    ])
    for (const { id } of [answer, tied, inWindow]) expect(await stage.status(id)).toBe('queued')
  })

  it('is nothing of a conversation of which an attempt is open or unproven; what may go in any order does not hold it', async () => {
    const stage = await new Stage().open()
    stage.meta = (request, wamid) =>
      request.body.includes('0000001')
        ? 'silence'
        : { status: 200, json: { messages: [{ id: wamid }] }, afterMs: 8_000 }
    const lost = stage.message({ to: '+4915100000001' })
    const behindLost = stage.message({ to: '+4915100000001' })
    const freeTied = waiting(stage, { to: '+4915100000003', tiedTo: PROFILE, order: 'free' })
    const withFree = waiting(stage, { to: '+4915100000003' })
    await stage.offer([lost, behindLost, freeTied, withFree])
    await stage.run(21_000)
    const sending = stage.message({ to: '+4915100000002' })
    const behindSending = stage.message({ to: '+4915100000002' })
    await stage.offer([sending, behindSending])
    await stage.run(1_000)
    expect([await stage.status(lost.id), await stage.status(sending.id)]).toEqual(['unknown', 'sending'])
    await stage.profile.pause('trouble', SYSTEM)
    await stage.run(1_000)
    expect(stage.reports.flatMap((report) => report.released.map((one) => one.id))).toEqual([withFree.id])
    expect(await stage.status(freeTied.id)).toBe('queued')
    await stage.run(10_000)
    expect(stage.reports.flatMap((report) => report.released.map((one) => one.id))).toEqual([
      withFree.id,
      behindSending.id,
    ])
  })

  it('after a word on integrity is nothing: all of it is held here, what is tied too, and told', async () => {
    const stage = await new Stage().open()
    const [plain, tied] = [waiting(stage), waiting(stage, { tiedTo: PROFILE })]
    await stage.offer([plain, tied])
    stage.meta = () => refused(131048)
    await stage.offer([stage.message({ tiedTo: PROFILE })])
    await stage.run(10_000)
    for (const { id } of [plain, tied]) {
      const view = await stage.profile.message(id)
      expect(view?.status).toBe('held')
      expect(view?.timeline.at(-1)).toMatchObject({
        event: 'held',
        actor: { kind: 'rule' },
        reasons: [{ code: '131048' }],
      })
      expect(
        stage.reports
          .flatMap((report) => report.messages)
          .filter((one) => one.id === id)
          .at(-1),
      ).toMatchObject({ status: 'held' })
    }
    expect(stage.reports.flatMap((report) => report.released)).toEqual([])
    expect(stage.world.d1.rows('SELECT DISTINCT status FROM messages')).toEqual([{ status: 'held' }])
  })

  it('is all of it, also when that is more than one turn takes', async () => {
    const stage = await new Stage().open({ limits: { ...fast.limits, perSecond: null } })
    const all = Array.from({ length: 1_100 }, () => waiting(stage, { order: 'free' }))
    for (let n = 0; n < all.length; n += 100) await stage.offer(all.slice(n, n + 100))
    const taken = (await stage.profile.listQueue({ limit: 2_000, cursor: null })).items.length
    await stage.profile.pause('trouble', SYSTEM)
    await stage.run(20_000)
    expect(stage.reports.flatMap((report) => report.released)).toHaveLength(taken)
  })
})
