import { switchboard } from '../../durable/switchboard/door.ts'
import { fromD1 } from '../db/unavailable.ts'
import type { Env } from '../env.ts'
import { auditSwitch } from './audit-switch.ts'
import { type Pushed, pushSwitches, readPushed, type Targets } from './push-switches.ts'

/** Clocks of isolates differ a little, and a birth takes a while. */
const OVERLAP_MS = 120_000

/** Repeats the switch to those behind: all, after a push that was cut off; else who did not answer and who came since. */
export async function repeatSwitch(env: Env, now: number): Promise<void> {
  const [switches, pushed] = await Promise.all([switchboard(env).read(), readPushed(env)])
  if (switches.rev === 0) return
  if (pushed === null || pushed.rev !== switches.rev || pushed.behind === null) {
    await pushSwitches(env, switches, now)
    await auditSwitch(env, switches)
    return
  }
  const targets = union(pushed.behind, await bornSince(env, pushed))
  if (targets.packages.length + targets.profiles.length > 0) await pushSwitches(env, switches, now, targets)
}

async function bornSince(env: Env, pushed: Pushed): Promise<Targets> {
  const since = pushed.at - OVERLAP_MS
  const [packages, profiles] = await fromD1('actors born', () =>
    env.DB.batch<{ id: string }>([
      env.DB.prepare('SELECT id FROM packages WHERE created_at >= ?1').bind(since),
      // a deleted number that comes back is told too
      env.DB.prepare('SELECT id FROM profiles WHERE updated_at >= ?1').bind(since),
    ]),
  )
  return {
    packages: packages?.results.map((row) => row.id) ?? [],
    profiles: profiles?.results.map((row) => row.id) ?? [],
  }
}

function union(a: Targets, b: Targets): Targets {
  return {
    packages: [...new Set([...a.packages, ...b.packages])],
    profiles: [...new Set([...a.profiles, ...b.profiles])],
  }
}
