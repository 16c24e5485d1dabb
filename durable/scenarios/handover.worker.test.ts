import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SYSTEM } from '../domain/reason.ts'
import { migrateD1 } from '../kit/testing/migrate-d1.ts'
import type { ProfileReport } from '../package/rpc.ts'
import type { Offer } from '../profile/rpc.ts'
import { actorEnv, Scene, wire } from './testing/scene.ts'
import type { Fate, WireCall } from './testing/wire.ts'

/*
 * The hand-over between real actors. Each rule without which the protocol breaks has the test that turns red when the
 * rule is taken out of the source:
 *
 *   remember-release   a release whose answer is lost
 *   remember-refusal   a refused offer that comes again
 *   early-release      a release before its offer
 *   epoch-on-answer    a release of an old epoch that comes late
 *   hold-unknown       eviction.worker.test.ts, the request is with Meta / half of the answer is read / the intent
 *   wait-for-release   a profile silent for an hour
 *   repeat-offer       an offer whose answer is lost; a profile silent for an hour
 *
 * Evictions and alarms: eviction.worker.test.ts. Deletion and a number that moves: number.worker.test.ts. The door of
 * itty-durable: switchboard/switchboard.worker.test.ts.
 */

beforeAll(() => migrateD1(actorEnv.DB))
afterEach(() => Scene.close())

const lose =
  (fate: Fate, ...methods: string[]) =>
  (call: WireCall): Fate =>
    methods.includes(call.method) ? fate : 'ok'

/** The offer as it was on the wire, to be delivered again. */
function offerOnWire(to: string): Offer {
  const call = wire.calls.find((one) => one.method === 'offer' && one.to === to)
  if (call === undefined) throw new Error('no offer was made')
  return call.args[0] as Offer
}

function reportOnWire(from: string): ProfileReport {
  const reports = wire.calls.filter((one) => one.method === 'report').map((one) => one.args[0] as ProfileReport)
  const report = reports.find((one) => one.profileId === from && one.released.length > 0)
  if (report === undefined) throw new Error('no release was told')
  return report
}

const ended = async (scene: Scene) => (await scene.package.status({ live: false })).open === 0
const queued = async (scene: Scene, n: number) => (await scene.profile(n).listQueue({ limit: 10, cursor: null })).items
const bound = (scene: Scene, id: string) =>
  scene.read<{ profile_id: string | null; epoch: number }>(
    'package',
    scene.packageId,
    'SELECT profile_id, epoch FROM messages WHERE id = ?',
    id,
  )

/** Accepted, and taken by the first number, where it waits because no place of reach can be had. */
async function waiting(tag: string, count: number): Promise<{ scene: Scene; id: string; first: string }> {
  const scene = await new Scene(tag, count).open({}, 1_000)
  const [first = ''] = scene.numbers
  for (let n = 1; n < count; n++) await scene.profile(n).pause('rest', SYSTEM)
  await scene.settle()
  wire.fate = lose('lose-call', 'lease')
  const id = await scene.accept()
  await scene.quiet()
  expect(await bound(scene, id)).toEqual([{ profile_id: first, epoch: 1 }])
  expect(await queued(scene, 0)).toHaveLength(1)
  return { scene, id, first }
}

describe('an offer whose answer is lost', () => {
  it('is made again to the same number until it is answered, taken once, and nobody else gets it (repeat-offer)', async () => {
    const scene = await new Scene('lostoffer', 2).open()
    wire.fate = ({ method }) => (method === 'offer' ? 'lose-answer' : method === 'report' ? 'lose-call' : 'ok')
    const id = await scene.accept()
    await scene.drive(async () => wire.count('offer') >= 5)
    const offered = wire.calls.filter((call) => call.method === 'offer')
    expect(new Set(offered.map((call) => call.to)).size).toBe(1)
    for (const call of offered) expect((call.args[0] as Offer).messages).toMatchObject([{ id, epoch: 1 }])
    wire.fate = () => 'ok'
    await scene.drive(async () => (await scene.package.diagnostics()).counts['offers'] === 0)
    expect(await ended(scene)).toBe(true)
    expect(scene.sends.map((send) => send.id)).toEqual([id])
  })
})

describe('a release whose answer is lost', () => {
  it('is made again and answered the same; an offer that comes after it is refused (remember-release)', async () => {
    const { scene, id, first } = await waiting('lostrelease', 1)
    const old = offerOnWire(first)
    wire.fate = ({ method }) =>
      method === 'release' ? 'lose-answer' : ['lease', 'report'].includes(method) ? 'lose-call' : 'ok'
    expect(await scene.package.cancelAll(SYSTEM)).toMatchObject({ cancelled: 0, open: 1 })
    expect(wire.count('release')).toBe(1)
    // the old offer, late: the number has no reason left to refuse it but that it gave it back
    expect((await scene.profile().offer(old)).refused).toMatchObject([{ id, epoch: 1 }])
    wire.fate = lose('lose-call', 'report')
    expect(await scene.package.cancelAll(SYSTEM)).toMatchObject({ cancelled: 1, open: 0 })
    wire.fate = () => 'ok'
    scene.pass(3_600_000)
    await scene.settle()
    expect(scene.requests).toBe(0)
    await scene.drive(async () => (await scene.history(id))?.status === 'cancelled')
  })
})

describe('a release before its offer', () => {
  it('is promised, and the offer is refused when it comes (early-release)', async () => {
    const scene = await new Scene('early').open()
    wire.fate = lose('lose-call', 'offer')
    const id = await scene.accept()
    await scene.quiet()
    const late = offerOnWire(scene.numbers[0] ?? '')
    expect(await scene.package.cancelAll(SYSTEM)).toMatchObject({ cancelled: 1, open: 0 })
    wire.fate = () => 'ok'
    const answer = await scene.profile().offer(late)
    expect(answer).toMatchObject({ taken: [], refused: [{ id, epoch: 1 }] })
    await scene.crash()
    expect(await scene.profile().offer(late)).toMatchObject({ taken: [], refused: [{ id, epoch: 1 }] })
    await scene.settle()
    expect(scene.requests).toBe(0)
    await scene.drive(async () => (await scene.history(id))?.status === 'cancelled')
  })
})

describe('a refused offer that comes again', () => {
  it('is refused again, though the number could take it now: its sibling has it (remember-refusal)', async () => {
    const scene = await new Scene('refused', 2).open()
    // its pause is not heard of, so it is offered what it will not take
    wire.fate = lose('lose-call', 'snapshot')
    for (const n of [0, 1]) await scene.profile(n).pause('rest', SYSTEM)
    const id = await scene.accept()
    await scene.quiet()
    const old = wire.calls.filter((call) => call.method === 'offer')[0]
    const refuser = scene.numbers.indexOf(old?.to ?? '')
    wire.fate = () => 'ok'
    await scene.profile(1 - refuser).resume(null, SYSTEM)
    await scene.drive(() => ended(scene))
    await scene.profile(refuser).resume(null, SYSTEM)
    expect(await scene.profile(refuser).offer(offerOnWire(old?.to ?? ''))).toMatchObject({
      taken: [],
      refused: [{ id, epoch: 1, reasons: [{ code: 'promised-never' }] }],
    })
    await scene.settle()
    expect(scene.sends).toMatchObject([{ id, profileId: scene.numbers[1 - refuser] }])
  })
})

describe('a release of an old epoch that comes late', () => {
  it('changes nothing for the message that is bound anew, to the same number even (epoch-on-answer)', async () => {
    const { scene, id, first } = await waiting('late', 2)
    await scene.profile().pause('rest', SYSTEM)
    await scene.quiet()
    const old = reportOnWire(first)
    expect(old.released).toMatchObject([{ id, epoch: 1 }])
    wire.fate = () => 'ok'
    scene.meta = () => 'hang'
    await scene.profile().resume(null, SYSTEM)
    await scene.drive(async () => scene.requests === 1)
    await scene.profile(1).resume(null, SYSTEM)
    await scene.quiet()
    await scene.package.report(old)
    // nor does an end that was told for the old epoch
    const over = { id, epoch: 1, status: 'cancelled' as const, open: false, acceptedByMeta: false }
    const told = { ...over, at: Date.now(), userKey: '+4915112345678' }
    await scene.package.report({ ...old, released: [], messages: [told] })
    await scene.settle()
    expect(await bound(scene, id)).toEqual([{ profile_id: first, epoch: 3 }])
    expect(await ended(scene)).toBe(false)
    await scene.profile().observe([scene.status(0, 'sent')])
    await scene.drive(() => ended(scene))
    expect(scene.sends).toMatchObject([{ id, profileId: first }])
  })
})

describe('a profile silent for an hour', () => {
  it.each(['lose-call', 'lose-answer'] as const)(
    'keeps what it was offered (%s): delay, and nobody else gets it (wait-for-release)',
    async (fate) => {
      const scene = await new Scene(`silent${fate.length}`, 2).open({}, 1_000)
      wire.fate = (call) => {
        if (call.method === 'lease') return 'lose-call'
        const silent = call.kind === 'profile' && call.to === scene.numbers[0]
        const tells = call.kind === 'package' && JSON.stringify(call.args).includes(`"${scene.numbers[0]}"`)
        return silent || tells ? fate : 'ok'
      }
      // the second stands still only until the first was chosen
      await scene.profile(1).pause('rest', SYSTEM)
      await scene.settle()
      const id = await scene.accept()
      await scene.quiet()
      await scene.profile(1).resume(null, SYSTEM)
      for (let minutes = 0; minutes < 60; minutes += 10) {
        scene.pass(600_000)
        await scene.settle()
      }
      expect(await bound(scene, id)).toEqual([{ profile_id: scene.numbers[0], epoch: 1 }])
      const offered = wire.calls.filter((call) => call.method === 'offer').map((call) => call.to)
      expect(offered.length).toBeGreaterThan(6)
      expect(new Set(offered)).toEqual(new Set([scene.numbers[0]]))
      expect(scene.requests).toBe(0)
      wire.fate = () => 'ok'
      await scene.drive(() => ended(scene))
      expect(scene.sends).toMatchObject([{ id, profileId: scene.numbers[0] }])
    },
  )
})

describe('credit that rises from zero', () => {
  it('is told by the number itself, and the backlog goes on', async () => {
    const scene = await new Scene('credit').open({ hourly: 1 })
    await scene.accept('+49151')
    await scene.quiet()
    const second = await scene.accept('+49152')
    await scene.drive(async () => wire.count('report') > 0)
    // the package asks in vain: only what the number says by itself arrives
    wire.fate = (call) => (call.kind === 'profile' && call.method === 'snapshot' ? 'lose-call' : 'ok')
    expect(await scene.eligible()).toEqual([])
    expect(await bound(scene, second)).toEqual([{ profile_id: null, epoch: 0 }])
    scene.pass(3_500_000)
    await scene.settle()
    expect(scene.requests).toBe(1)
    await scene.drive(async () => scene.requests === 2, 300_000)
    await scene.drive(() => ended(scene))
    expect(scene.sends[1]).toMatchObject({ id: second })
  })
})
