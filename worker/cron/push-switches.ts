import { peersOf } from '../../durable/kit/do-host.ts'
import { switchboard } from '../../durable/switchboard/door.ts'
import type { Switches } from '../../durable/switchboard/rpc.ts'
import { allPackageIds } from '../db/packages.ts'
import { allProfileIds } from '../db/profiles.ts'
import { readSetting } from '../db/settings.ts'
import { fromD1 } from '../db/unavailable.ts'
import type { Env } from '../env.ts'
import { inParallel } from './in-parallel.ts'

export interface Targets {
  packages: string[]
  profiles: string[]
}

/** How far a switch has come: what the sweep goes on from. `behind` null = nobody has been told yet. */
export interface Pushed {
  rev: number
  /** ms: actors made later than this are told by the sweep, in case their maker did not */
  at: number
  behind: Targets | null
}

const KEY = 'switch-pushed'

/**
 * Tells every package and number what the switches say. Answers after all were asked; who did not answer is noted and
 * told by the sweep every minute, as is everybody when this is cut off in the middle.
 */
export async function pushSwitches(
  env: Env,
  switches: Switches,
  now = Date.now(),
  only: Targets | null = null,
): Promise<Targets> {
  if (only === null) await writePushed(env, { rev: switches.rev, at: now, behind: null })
  const targets = only ?? { packages: await allPackageIds(env), profiles: await allProfileIds(env) }
  const behind = await tell(env, switches, targets)
  await writePushed(env, { rev: switches.rev, at: now, behind })
  return behind
}

/** Tells these actors only, for example at their birth. Nothing is said where no switch was ever touched. */
export async function greetWithSwitch(env: Env, targets: Targets): Promise<Targets> {
  if (targets.packages.length + targets.profiles.length === 0) return targets
  const switches = await switchboard(env).read()
  return switches.rev === 0 ? { packages: [], profiles: [] } : await tell(env, switches, targets)
}

/** Answers who did not answer. */
async function tell(env: Env, { rev, paused, note }: Switches, targets: Targets): Promise<Targets> {
  const peers = peersOf(env)
  // numbers first: they are what sends
  const profiles = await inParallel('push switch', targets.profiles, 20, (id) =>
    peers.profile(id).applySwitch(rev, paused, note),
  )
  const packages = await inParallel('push switch', targets.packages, 20, (id) =>
    peers.package(id).applySwitch(rev, paused, note),
  )
  return { packages, profiles }
}

export async function readPushed(env: Env): Promise<Pushed | null> {
  const text = await readSetting(env, KEY)
  return text === undefined ? null : JSON.parse(text)
}

/** An older push that ends late does not hide what a newer one left. */
async function writePushed(env: Env, pushed: Pushed): Promise<void> {
  await fromD1('note switch', () =>
    env.DB.prepare(
      `INSERT INTO settings (key, value, version, updated_at) VALUES (?1, ?2, 1, ?3)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = version + 1, updated_at = excluded.updated_at
       WHERE excluded.value ->> 'rev' >= settings.value ->> 'rev'`,
    )
      .bind(KEY, JSON.stringify(pushed), pushed.at)
      .run(),
  )
}
