import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { PROFILE, Stage } from './testing/stage.ts'

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
})
