import { runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { migrateD1 } from '../kit/testing/migrate-d1.ts'
import { Vault } from '../kit/vault.ts'
import { CALLER, item } from '../package/testing/scene.ts'
import { actorEnv, Scene, wire } from './testing/scene.ts'
import type { Fate } from './testing/wire.ts'

beforeAll(() => migrateD1(actorEnv.DB))
afterEach(() => Scene.close())

/** The call that stands still when the objects die; without a report the package knows no end yet. */
const standStill = (method: string, fate: Fate) => () => {
  wire.fate = (call) => (call.method === method ? fate : call.method === 'report' ? 'hang-call' : 'ok')
}

interface Told {
  status: string
  rev: number
}

/** D1 tells what the owner knows, and nobody has anything left to do for this message. */
async function agreed(scene: Scene, id: string, status: string): Promise<boolean> {
  const [row, own] = await Promise.all([
    actorEnv.DB.prepare('SELECT status, rev FROM messages WHERE id = ?').bind(id).first<Told>(),
    scene.profile().message(id),
  ])
  if (row?.status !== status || own?.status !== status || row.rev !== own.rev) return false
  const { open, handedOver } = await scene.package.status({ live: false })
  const { counts } = await scene.package.diagnostics()
  return open === 0 && handedOver === 0 && counts['offers'] === 0
}

const places = (scene: Scene, id: string) =>
  Promise.all([
    scene.read<{ state: string }>('package', scene.packageId, 'SELECT state FROM messages WHERE id = ?', id),
    scene.read<{ status: string }>(
      'profile',
      scene.numbers[0] ?? '',
      "SELECT json_extract(body, '$.status') AS status FROM message WHERE id = ?",
      id,
    ),
  ]).then(([here, there]) => [here[0]?.state ?? null, there[0]?.status ?? null])

describe('every object dies in the middle of a send', () => {
  it.each<[string, () => void, (string | null)[]]>([
    ['the offer has not arrived', standStill('offer', 'hang-call'), ['bound', null]],
    ['the offer was taken, its answer is on its way', standStill('offer', 'hang-answer'), ['bound', 'sent']],
    ['taken, and no place of reach yet', standStill('lease', 'hang-call'), ['bound', 'queued']],
    ['taken, the place of reach is on its way', standStill('lease', 'hang-answer'), ['bound', 'queued']],
    ['sent, and the package not told', standStill('report', 'hang-call'), ['bound', 'sent']],
    ['the package was told, its answer is on its way', standStill('report', 'hang-answer'), ['ended', 'sent']],
    ['sent, and nothing in D1', () => (wire.history = () => 'hang-call'), ['ended', 'sent']],
    ['all in D1, and no actor knows it', () => (wire.history = () => 'hang-answer'), ['ended', 'sent']],
  ])('%s: sent once, and told to everybody', async (name, stop, expected) => {
    const scene = await new Scene(`e${name.length}`).open({}, 1_000)
    stop()
    const id = await scene.accept()
    await scene.quiet()
    expect(await places(scene, id)).toEqual(expected)
    if (wire.history() === 'hang-call') expect(await scene.history(id)).toBeNull()
    await scene.crash()
    await scene.drive(() => agreed(scene, id, 'sent'))
    expect(scene.sends.map((send) => send.id)).toEqual([id])
    expect((await scene.history(id))?.events).toEqual(['accepted', 'bound', 'taken', 'sending', 'sent'])
  })

  it.each<[string, 'hang' | 'half']>([
    ['the request is with Meta', 'hang'],
    ['half of the answer is read', 'half'],
  ])('%s: unknown, never sent again, and settled by the status that names it', async (name, answer) => {
    const scene = await new Scene(`u${name.length}`).open()
    scene.meta = () => answer
    const id = await scene.accept()
    await scene.quiet()
    expect(await places(scene, id)).toEqual(['bound', 'sending'])
    await scene.crash()
    scene.meta = () => 'ok'
    await scene.drive(async () => (await scene.history(id))?.status === 'unknown')
    scene.pass(3_600_000)
    await scene.settle()
    await scene.profile().observe([scene.status(0, 'delivered')])
    await scene.drive(() => agreed(scene, id, 'delivered'))
    expect(scene.requests).toBe(1)
  })

  it('the intent is written and the request has not left: unknown all the same, and at its end unresolved', async () => {
    const scene = await new Scene('intent').open()
    vi.spyOn(Vault.prototype, 'mac').mockImplementation(() => new Promise<string>(() => {}))
    const id = await scene.accept()
    await scene.quiet()
    expect(await places(scene, id)).toEqual(['bound', 'sending'])
    expect(scene.requests).toBe(0)
    await scene.crash()
    await scene.drive(async () => (await scene.history(id))?.status === 'unknown')
    await scene.drive(() => agreed(scene, id, 'unresolved'), 25 * 3_600_000)
    expect(scene.requests).toBe(0)
  })
})

describe('an alarm that runs twice', () => {
  /** Both at once and one after the other, as the platform repeats an alarm that it is not sure of. */
  const twice = (scene: Scene, kind: 'package' | 'profile' | 'portfolio', name: string) =>
    runInDurableObject(scene.stub(kind, name), async (actor) => {
      await Promise.all([actor.alarm?.(), actor.alarm?.()])
      await actor.alarm?.()
    })

  it('package: a scheduled message is bound and sent once', async () => {
    const scene = await new Scene('alarmpack').open()
    const id = await scene.accept('+49151', { guard: { sendAt: Date.now() + 3_600_000 } })
    scene.pass(3_600_000)
    await twice(scene, 'package', scene.packageId)
    await scene.drive(() => agreed(scene, id, 'sent'))
    await twice(scene, 'package', scene.packageId)
    await scene.quiet()
    expect(scene.requests).toBe(1)
    const { events } = (await scene.history(id)) ?? { events: [] }
    expect(events).toEqual(['accepted', 'due', 'bound', 'taken', 'sending', 'sent'])
  })

  it('profile: a message that waited for the cooldown is sent once', async () => {
    const scene = await new Scene('alarmprof').open({}, null, 20)
    const number = scene.numbers[0] ?? ''
    const [, second] = [await scene.accept('+49151'), await scene.accept('+49152')]
    await scene.quiet()
    expect(await places(scene, second)).toEqual(['bound', 'queued'])
    scene.pass(60_000)
    await twice(scene, 'profile', number)
    await scene.drive(() => agreed(scene, second, 'sent'))
    await twice(scene, 'profile', number)
    await scene.quiet()
    expect(scene.requests).toBe(2)
  })

  it('portfolio: a hold ends once, and what waited for it is sent once', async () => {
    const scene = await new Scene('alarmfolio').open()
    const hold = { code: '80007', reach: 'all', class: 'throttle', autoResume: 'time', detail: 'x' } as const
    const until = Date.now() + 3_600_000
    await scene.portfolio.hold({ ...hold, subject: { kind: 'waba', id: 'waba' }, until })
    const id = await scene.accept()
    scene.pass(1_800_000)
    await scene.settle()
    expect(scene.requests).toBe(0)
    scene.pass(1_800_000)
    await twice(scene, 'portfolio', scene.folio)
    expect(await scene.portfolio.state()).toMatchObject({ holds: [], holdsRev: 2 })
    await scene.drive(() => agreed(scene, id, 'sent'))
    expect(scene.requests).toBe(1)
  })

  it('all of them together, with work of every kind due, lose and double nothing', async () => {
    const scene = await new Scene('alarmall').open({ hourly: 2 })
    const items = Array.from({ length: 5 }, (_, n) => item(`+4915${n}`))
    await scene.package.accept(items, CALLER)
    for (let round = 0; round < 3; round++) {
      await scene.quiet()
      scene.pass(3_700_000)
      for (const { kind, name } of await scene.alarms()) await twice(scene, kind, name)
    }
    await scene.drive(async () => (await scene.package.status({ live: false })).open === 0)
    expect(new Set(scene.sends.map((send) => send.id)).size).toBe(5)
    expect(scene.requests).toBe(5)
  })
})
