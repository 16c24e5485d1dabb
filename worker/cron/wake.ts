import { peersOf } from '../../durable/kit/do-host.ts'
import { fromD1 } from '../db/unavailable.ts'
import type { Env } from '../env.ts'
import { inParallel } from './in-parallel.ts'

/** Wakes the actors of these names (`profile:<id>` ...) and notes it, so that the next run asks others. */
export async function wakeActors(env: Env, actors: readonly string[], now: number): Promise<void> {
  if (actors.length === 0) return
  // noted first: one that fails must not be the first in line for ever
  await fromD1('note wakes', () =>
    env.DB.prepare('UPDATE wakes SET woken_at = ?2 WHERE actor IN (SELECT value FROM json_each(?1))')
      .bind(JSON.stringify(actors), now)
      .run(),
  )
  const peers = peersOf(env)
  await inParallel('wake', actors, 20, async (actor) => {
    const cut = actor.indexOf(':')
    const id = actor.slice(cut + 1)
    switch (actor.slice(0, cut)) {
      case 'profile':
        return await peers.profile(id).wake()
      case 'package':
        return await peers.package(id).wake()
      case 'portfolio':
        return await peers.portfolio(id).wake()
      default:
        throw new Error('an actor of no known kind')
    }
  })
}
