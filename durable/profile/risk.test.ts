import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { Stage } from './testing/stage.ts'

describe('a number whose quality Meta rates RED', () => {
  it('gives back what would begin a conversation, goes on with replies, and says so to its package', async () => {
    const stage = await new Stage().open()
    await stage.profile.observe([stage.inbound('+573001')])
    stage.number = { ...stage.number, quality_rating: 'RED' }
    await stage.profile.check(SYSTEM)
    const opening = stage.message({ kind: 'open', to: '+573002', userKey: '+573002' })
    const reply = stage.message({ kind: 'reply', to: '+573001', userKey: '+573001' })
    await stage.offer([opening, reply])
    await stage.run(60_000)
    expect(stage.sends.map((send) => send.to)).toEqual(['+573001'])
    const released = stage.reports.flatMap((report) => report.released)
    expect(released).toMatchObject([{ id: opening.id, movable: true, reasons: [{ code: 'risk-high' }] }])
    expect(await stage.profile.snapshot()).toMatchObject({ eligible: true, newConversations: false, risk: 61 })
  })

  it('gives back with what would begin a conversation whatever follows it there in order', async () => {
    const stage = await new Stage().open()
    const to = { to: '+573002', userKey: '+573002' }
    stage.number = { ...stage.number, quality_rating: 'RED' }
    await stage.profile.check(SYSTEM)
    const before = stage.message({ kind: 'reply', ...to })
    const opening = stage.message({ kind: 'open', ...to })
    const behind = stage.message({ kind: 'reply', ...to })
    const free = stage.message({ kind: 'reply', order: 'free', ...to })
    const other = stage.message({ kind: 'reply', to: '+573003', userKey: '+573003' })
    await stage.offer([before, opening, behind, free, other])
    await stage.run(60_000)
    const released = stage.reports.flatMap((report) => report.released).map(({ id }) => id)
    expect(released.toSorted()).toEqual([opening.id, behind.id].toSorted())
    expect(stage.sends).toHaveLength(3)
  })

  it('begins conversations again as soon as the rating is good', async () => {
    const stage = await new Stage().open()
    stage.number = { ...stage.number, quality_rating: 'RED' }
    await stage.profile.check(SYSTEM)
    stage.number = { ...stage.number, quality_rating: 'GREEN' }
    await stage.profile.check(SYSTEM)
    expect((await stage.profile.snapshot()).newConversations).toBeUndefined()
    await stage.offer([stage.message({ kind: 'open' })])
    await stage.run(60_000)
    expect(stage.sends).toHaveLength(1)
  })
})
