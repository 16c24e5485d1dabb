import { describe, expect, it } from 'vitest'
import { accepted, CALLER, item, PACKAGE, text } from './testing/scene.ts'
import { type Stage, stage } from './testing/stage.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const problemOf = (result: unknown) => (result as { problem?: { type: string; errors?: { path: string }[] } }).problem

async function heard(scene: Stage, profileId: string, userKey: string, forMs: number) {
  const at = scene.world.clock
  await scene.package.heard([{ profileId, userKey, address: userKey, at, windowUntil: at + forMs }])
}

describe('idempotency', () => {
  it('repeats the first answer word for word, and only for the same body', async () => {
    const scene = await stage(['1'])
    const one = item('+491', { idempotencyKey: 'k' })
    const [first] = await scene.package.accept([one], CALLER)
    await scene.pass(5000)
    const [again] = await scene.package.accept([one], CALLER)
    expect(again).toEqual({ accepted: accepted(first), replayed: true })
    const [other] = await scene.package.accept([{ ...one, bodyHash: 'another' }], CALLER)
    expect(problemOf(other)?.type).toBe('idempotency-mismatch')
    expect(scene.world.sql('package', PACKAGE).get('SELECT COUNT(*) AS n FROM messages')).toEqual({ n: 1 })
  })

  it('repeats it after the times of the request have passed too; a new request with such times is refused', async () => {
    const scene = await stage(['1'])
    const now = scene.world.clock
    const short = item('+491', { idempotencyKey: 'short', guard: { expiresAt: now + 5000 } })
    const later = item('+492', { idempotencyKey: 'later', guard: { sendAt: now + 5000 } })
    const first = await scene.package.accept([short, later], CALLER)
    await scene.pass(120_000)
    const again = await scene.package.accept([short, later], CALLER)
    expect(again).toEqual(first.map((one) => ({ accepted: accepted(one), replayed: true })))
    const fresh = await scene.package.accept(
      [short, later].map((one) => ({ ...one, idempotencyKey: `new-${one.idempotencyKey}` })),
      CALLER,
    )
    expect(fresh.map((one) => problemOf(one)?.errors?.[0]?.path)).toEqual(['guard.expiresAt', 'guard.sendAt'])
  })

  it('holds within one batch and after a crash, and remembers no refusal', async () => {
    const scene = await stage(['1'])
    const one = item('+491', { idempotencyKey: 'k' })
    const [a, b] = await scene.package.accept([one, one], CALLER)
    expect(accepted(a).id).toBe(accepted(b).id)
    scene.world.crash('package', PACKAGE)
    expect(accepted((await scene.package.accept([one], CALLER))[0])).toEqual(accepted(a))
    const refused = text('+499', { idempotencyKey: 'later' })
    expect(problemOf((await scene.package.accept([refused], CALLER))[0])?.type).toBe('service-window-closed')
    await heard(scene, '1', '+499', HOUR)
    expect(accepted((await scene.package.accept([refused], CALLER))[0]).status).toBe('queued')
  })

  it('forgets a key 7 days after the end of its message, not earlier', async () => {
    const scene = await stage(['1'])
    const one = item('+491', { idempotencyKey: 'k' })
    const { id } = accepted((await scene.package.accept([one], CALLER))[0])
    await scene.pass(1000)
    await scene.package.report(scene.profile('1').report([{ id }]))
    await scene.pass(7 * DAY - 60_000)
    expect(accepted((await scene.package.accept([one], CALLER))[0]).id).toBe(id)
    await scene.pass(61_000)
    expect(accepted((await scene.package.accept([one], CALLER))[0]).id).not.toBe(id)
  })
})

describe('duplicates', () => {
  it('warns of the same text to the same recipient within 10 minutes without a key', async () => {
    const scene = await stage(['1'])
    const one = item('+491')
    const codes = async (what: typeof one) =>
      accepted((await scene.package.accept([what], CALLER))[0]).reasons.map((reason) => reason.code)
    expect(await codes(one)).not.toContain('duplicate-text')
    expect(await codes(one)).toContain('duplicate-text')
    expect(await codes({ ...one, idempotencyKey: 'k' })).not.toContain('duplicate-text')
    expect(await codes({ ...one, to: '+492' })).not.toContain('duplicate-text')
    scene.world.crash('package', PACKAGE)
    expect(await codes(one)).toContain('duplicate-text')
    await scene.pass(600_001)
    expect(await codes(one)).not.toContain('duplicate-text')
  })

  it('holds it where that is set, until a person frees it or its time is over', async () => {
    const scene = await stage(['1'], { policy: { holdDuplicates: true } })
    const one = item('+491')
    await scene.package.accept([one], CALLER)
    const held = accepted((await scene.package.accept([one], CALLER))[0])
    expect(held).toMatchObject({ status: 'held', profileId: null })
    const freed = await scene.package.releaseHeld(held.id, CALLER)
    expect(freed).toMatchObject({ ok: true, view: { status: 'queued', profileId: '1' } })
    const late = accepted((await scene.package.accept([one], CALLER))[0])
    await scene.pass(DAY + 1000)
    expect(scene.row(late.id)).toMatchObject({ state: 'ended', status: 'expired' })
  })
})
