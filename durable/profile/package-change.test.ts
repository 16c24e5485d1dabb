import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { PROFILE, Stage } from './testing/stage.ts'

const OTHER = 'pkg_bbbbbbbbbb'

/** The number leaves its package and comes to `packageId`. */
async function move(stage: Stage, packageId: string): Promise<void> {
  await stage.profile.configure(stage.config({}, { version: 2, deletedAt: stage.now }), SYSTEM)
  await stage.run(1_000)
  stage.heard.length = 0
  stage.world.calls.length = 0
  await stage.profile.configure(stage.config({}, { version: 1, packageId, createdAt: stage.now }), SYSTEM)
}

const heardBy = (stage: Stage) => stage.world.calls.filter((call) => call.method === 'heard').map((call) => call.to)

describe('a number that comes to another package', () => {
  it('tells it the windows that are open, page by page, and no closed one', async () => {
    const stage = await new Stage().open()
    await stage.profile.observe([stage.inbound('+4900')])
    await stage.run(23 * 3_600_000)
    const users = Array.from({ length: 600 }, (_, n) => `+491${String(n).padStart(4, '0')}`)
    await stage.profile.observe(users.map((user) => stage.inbound(user)))
    await stage.run(3_600_000)
    await move(stage, OTHER)
    await stage.run(2_000)
    expect(heardBy(stage)).toEqual([`package:${OTHER}`, `package:${OTHER}`])
    expect(stage.heard.map((one) => one.userKey)).toEqual(users)
    for (const { windowUntil } of stage.heard) expect(windowUntil).toBeGreaterThan(stage.now + 22 * 3_600_000)
  })

  it('tells them until it was answered, over a crash too', async () => {
    const stage = await new Stage().open()
    await stage.profile.observe([stage.inbound('+4900')])
    stage.world.network = (call) => (call.method === 'heard' ? 'lose-call' : 'ok')
    await move(stage, OTHER)
    await stage.run(60_000)
    expect(stage.heard).toEqual([])
    stage.world.crash('profile', PROFILE)
    stage.world.network = () => 'ok'
    await stage.run(20_000)
    expect(stage.heard.map((one) => one.userKey)).toEqual(['+4900'])
  })

  it('sends nothing more of the package that it left, not even what was proven lost', async () => {
    const stage = await new Stage().open()
    await stage.profile.observe([stage.inbound('+4900')])
    stage.meta = () => 'silence'
    const message = stage.message()
    await stage.offer([message])
    await stage.run(21_000)
    await move(stage, OTHER)
    stage.evidence = { arriving: true, refused: false, at: stage.now }
    await stage.run(1_800_000)
    expect(stage.sends).toHaveLength(1)
    expect(await stage.status(message.id)).toBe('cancelled')
  })

  it('gives back what it held for the package that it left, when it hears of both at once', async () => {
    const stage = await new Stage().open()
    const notBefore = stage.now + 30_000
    const message = stage.message({ notBefore })
    const tied = stage.message({ notBefore, tiedTo: PROFILE })
    await stage.offer([message, tied])
    await stage.profile.configure(stage.config({}, { version: 2, packageId: OTHER }), SYSTEM)
    await stage.run(60_000)
    expect(stage.sends).toHaveLength(0)
    expect(stage.reports.flatMap((one) => one.released).map((one) => one.id)).toEqual([message.id])
    expect(await stage.status(tied.id)).toBe('cancelled')
  })

  it('tells nothing when the package is the one that it left', async () => {
    const stage = await new Stage().open()
    await stage.profile.observe([stage.inbound('+4900')])
    await move(stage, stage.config().packageId)
    await stage.run(2_000)
    expect(heardBy(stage)).toEqual([])
  })
})
