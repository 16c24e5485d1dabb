import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packageOfMessage } from '../domain/ids.ts'
import type { Fate } from '../kit/testing/world-types.ts'
import { accepted, CALLER, item, PACKAGE } from './testing/scene.ts'
import { type Stage, stage } from './testing/stage.ts'

async function send(scene: Stage, to = '+491'): Promise<string> {
  return accepted((await scene.package.accept([item(to)], CALLER))[0]).id
}

/** The profile gives one queued message back, as it would when it stands still: told until answered. */
async function act(scene: Stage, profileId: string): Promise<void> {
  const profile = scene.profile(profileId)
  const queued = [...profile.held.values()].find((one) => one.state === 'queued')
  profile.credit = Math.min(8, profile.credit + 3)
  if (queued === undefined || scene.world.random() < 0.5) return
  await tell(scene, profile.report([], [queued.id]))
}

/** The profile sends what it holds and says so until it is heard. */
async function finish(scene: Stage, profileId: string): Promise<void> {
  const profile = scene.profile(profileId)
  for (const one of profile.held.values()) one.state = 'ended'
  const ended = [...profile.held.values()].map((one) => ({ id: one.id }))
  if (ended.length > 0) await tell(scene, profile.report(ended))
}

async function tell(scene: Stage, report: Parameters<Stage['package']['report']>[0]): Promise<void> {
  for (;;) {
    try {
      return await scene.package.report(report)
    } catch {
      await scene.pass(200)
    }
  }
}

/** Never two profiles that could send the same message, and never one that could send what the package owns. */
function check(scene: Stage, owners: Map<string, string>): void {
  for (const profileId of ['1', '2', '3'])
    for (const message of scene.profile(profileId).held.values()) {
      const row = scene.row(message.id)
      if (message.state !== 'ended') {
        const others = ['1', '2', '3'].filter(
          (id) => id !== profileId && scene.profile(id).held.get(message.id) !== undefined,
        )
        expect(others).toEqual([])
        expect([row.profile_id, row.epoch]).toEqual([profileId, message.epoch])
      }
      owners.set(message.id, profileId)
    }
}

describe('any interleaving', () => {
  it('of lost, doubled and late calls with crashes never gives two owners, and loses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1_000_000),
        fc.array(fc.nat(6), { minLength: 30, maxLength: 30 }),
        async (seed, chaos) => {
          const scene = await stage(['1', '2', '3'], { seed, credit: 8 })
          const owners = new Map<string, string>()
          scene.world.network = (call) => {
            if (!['offer', 'release', 'report'].includes(call.method)) return 'ok'
            const fates: Fate[] = [
              'ok',
              'ok',
              'lose-call',
              'lose-answer',
              'duplicate',
              { callMs: 900 },
              { answerMs: 700 },
            ]
            return fates[Math.floor(scene.world.random() * fates.length)] ?? 'ok'
          }
          const ids: string[] = []
          for (const [n, kind] of chaos.entries()) {
            ids.push(await send(scene, `+49${n % 7}`))
            if (kind === 0) scene.world.crash('package', PACKAGE)
            if (kind === 1) await act(scene, String(1 + (n % 3)))
            await scene.pass(kind * 300)
            check(scene, owners)
          }
          for (let n = 0; n < 40; n++) {
            for (const id of ['1', '2', '3']) {
              // what was given back many times waits up to a minute before it is bound again
              if (n < 20) await act(scene, id)
              await finish(scene, id)
            }
            await scene.pass(5000)
            check(scene, owners)
          }
          expect(ids.map((id) => scene.row(id).state)).toEqual(ids.map(() => 'ended'))
          const sent = ['1', '2', '3'].flatMap((id) =>
            [...scene.profile(id).held.values()].filter((one) => one.state === 'ended').map((one) => one.id),
          )
          expect(sent.sort()).toEqual([...ids].sort())
          expect(ids.every((id) => packageOfMessage(id) === PACKAGE)).toBe(true)
        },
      ),
      { numRuns: 25 },
    )
  }, 60_000)
})
