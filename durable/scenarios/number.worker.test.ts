import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { migrateD1 } from '../kit/testing/migrate-d1.ts'
import { accepted, CALLER, item, text } from '../package/testing/scene.ts'
import { actorEnv, Scene, wire } from './testing/scene.ts'

beforeAll(() => migrateD1(actorEnv.DB))
afterEach(() => Scene.close())

const USER = '+4915112345678'

describe('a package deleted with work in it', () => {
  it('ends all of it, each once, though every object dies meanwhile: nothing is sent after, nothing forgotten', async () => {
    const scene = await new Scene('deleted').open({}, null, 20)
    const [number = ''] = scene.numbers
    scene.meta = () => 'hang'
    const inFlight = await scene.accept('+49150')
    await scene.drive(async () => scene.requests === 1)
    const ids = (
      await scene.package.accept(
        Array.from({ length: 9 }, (_, n) => item(`+4915${n + 1}`)),
        CALLER,
      )
    ).map((one) => accepted(one).id)
    const later = await scene.accept('+49160', { guard: { sendAt: Date.now() + 3_600_000 } })
    await scene.quiet()
    const before = await scene.package.status({ live: false })
    // work in every place: at the number, in the backlog, for later, at Meta
    expect(before).toMatchObject({ open: 11 })
    expect(before.handedOver).toBeGreaterThan(1)
    expect(before.backlog.normal).toBeGreaterThan(0)
    expect(before.backlog.scheduled).toBe(1)

    wire.fate = ({ method }) => (method === 'release' ? 'hang-answer' : method === 'report' ? 'lose-call' : 'ok')
    const deletedAt = Date.now()
    await scene.configurePackage({ version: 2, deletedAt })
    const config = await scene.profileConfig(number, {}, { version: 2, deletedAt }, 20)
    await scene.profile().configure(config, SYSTEM)
    await scene.quiet()
    expect(wire.count('release')).toBe(1)
    await scene.crash()
    scene.meta = () => 'ok'
    await scene.drive(async () => (await scene.package.status({ live: false })).open === 1)
    await scene.profile().observe([scene.status(0, 'sent'), scene.status(0, 'delivered')])
    await scene.drive(async () => (await scene.package.status({ live: false })).open === 0)
    await scene.drive(async () => (await scene.history(inFlight))?.status === 'delivered')
    for (const id of [...ids, later]) await scene.drive(async () => (await scene.history(id))?.status === 'cancelled')
    scene.pass(7_200_000)
    await scene.settle()
    expect(scene.sends.map((send) => send.id)).toEqual([inFlight])
  })
})

describe('a number moved to another package', () => {
  it('goes on with its caps, its reach and the windows of its users', async () => {
    const scene = await new Scene('moved').open({ hourly: 3 }, 1_000)
    const [number = ''] = scene.numbers
    await scene.profile().observe([
      {
        kind: 'inbound',
        wamid: 'wamid.in.moved',
        at: Date.now(),
        from: USER.slice(1),
        userId: null,
        name: null,
        type: 'text',
        words: null,
        contextId: null,
        raw: '{}',
      },
    ])
    for (const to of ['+49151', '+49152']) await scene.accept(to)
    await scene.drive(async () => scene.requests === 2)
    await scene.profile().observe([scene.status(0, 'delivered'), scene.status(1, 'delivered')])
    await scene.quiet()
    const { reach } = await scene.portfolio.diagnostics()
    expect(reach.used).toBeGreaterThanOrEqual(2)

    const deletedAt = Date.now()
    await scene.configurePackage({ version: 2, numbers: [] })
    await scene.profile().configure(await scene.profileConfig(number, {}, { version: 2, deletedAt }), SYSTEM)
    await scene.settle()
    await scene.crash()
    const other = 'pkg_moved2'
    scene.packageId = other
    await scene.configurePackage({})
    const moved = await scene.profileConfig(number, { hourly: 3 }, { packageId: other, createdAt: deletedAt + 1 })
    expect(await scene.profile().configure(moved, SYSTEM)).toMatchObject({ taken: true })
    await scene.drive(async () => (await scene.eligible()).length === 1)

    // reach: what the portfolio counted for this number still counts
    expect((await scene.portfolio.diagnostics()).reach.used).toBe(reach.used)
    // window: its user may be answered free-form, by the same number
    const [reply] = await scene.package.accept([text(USER)], CALLER)
    const replied = accepted(reply).id
    await scene.drive(async () => scene.requests === 3)
    expect(scene.sends[2]).toMatchObject({ id: replied, profileId: number })
    // caps: two of the old package and one of the new fill the hour
    const waits = await scene.accept('+49153')
    await scene.quiet()
    scene.pass(3_000_000)
    await scene.settle()
    expect(scene.requests).toBe(3)
    await scene.drive(async () => scene.requests === 4, 1_200_000)
    expect(scene.sends[3]?.id).toBe(waits)
    // and a status of what it sent for the old package still finds its message
    await scene.profile().observe([scene.status(0, 'read')])
    await scene.drive(async () => (await scene.history(scene.sends[0]?.id ?? ''))?.status === 'read')
  })
})
