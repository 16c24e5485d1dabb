import { peersOf } from '../../durable/kit/do-host.ts'
import { fromD1 } from '../db/unavailable.ts'
import type { Env } from '../env.ts'
import { inParallel } from './in-parallel.ts'

/** An actor (`profile:<id>` ...) with the next wake-up that D1 has of it, ms. */
export interface Sleeper {
  actor: string
  next_at: number | null
}

/** Notes that these were woken, so that the next run asks others. Before the calls: one that fails must not be first for ever. */
export async function noteWoken(env: Env, sleepers: readonly Sleeper[], now: number): Promise<void> {
  if (sleepers.length === 0) return
  await fromD1('note wakes', () =>
    env.DB.prepare('UPDATE wakes SET woken_at = ?2 WHERE actor IN (SELECT value FROM json_each(?1))')
      .bind(JSON.stringify(sleepers.map(({ actor }) => actor)), now)
      .run(),
  )
}

/** Wakes actors and says what D1 has of them: a figure that is over or wrong is put right by its owner. */
export async function wakeActors(env: Env, sleepers: readonly Sleeper[]): Promise<void> {
  const peers = peersOf(env)
  await inParallel('wake', sleepers, 20, async ({ actor, next_at: told }) => {
    const cut = actor.indexOf(':')
    const id = actor.slice(cut + 1)
    switch (actor.slice(0, cut)) {
      case 'profile':
        return await peers.profile(id).wake(told)
      case 'package':
        return await peers.package(id).wake(told)
      case 'portfolio':
        return await peers.portfolio(id).wake(told)
      default:
        throw new Error('an actor of no known kind')
    }
  })
}
