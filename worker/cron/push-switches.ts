import { peersOf } from '../../durable/kit/do-host.ts'
import { DEPLOYMENT } from '../../durable/portfolio/rpc.ts'
import { switchboard } from '../../durable/switchboard/door.ts'
import type { Switches } from '../../durable/switchboard/rpc.ts'
import { allPackageIds } from '../db/packages.ts'
import { allProfileIds } from '../db/profiles.ts'
import { readSetting } from '../db/settings.ts'
import { fromD1, inTime } from '../db/unavailable.ts'
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
 * told by the sweep every minute, as is everybody when this is cut off in the middle, or while D1 is away.
 *
 * @throws when nobody could be found to be told
 */
export async function pushSwitches(
  env: Env,
  switches: Switches,
  now = Date.now(),
  only: Targets | null = null,
): Promise<Targets> {
  const { rev } = switches
  const noted = only !== null || (await inTime(writePushed(env, { rev, at: now, behind: null })).then(...YES_NO))
  const listed = only ?? (noted ? await inTime(everybody(env)).catch(() => null) : null)
  const behind = await tell(env, switches, listed ?? (await knownToPortfolios(env)))
  // whom only D1 knows has not been told: the sweep asks it again
  if (listed !== null) await inTime(writePushed(env, { rev, at: now, behind })).then(...YES_NO)
  return behind
}

const YES_NO = [() => true, () => false] as const

async function everybody(env: Env): Promise<Targets> {
  const [packages, profiles] = await Promise.all([allPackageIds(env), allProfileIds(env)])
  return { packages, profiles }
}

/** A stop must not wait for D1: portfolios know their numbers and the packages of these, and one of them knows them all. */
async function knownToPortfolios(env: Env): Promise<Targets> {
  const peers = peersOf(env)
  const { portfolios } = await peers.portfolio(DEPLOYMENT).members()
  const packages = new Set<string>()
  const profiles = new Set<string>()
  await inParallel('list a portfolio', portfolios, 20, async (id) => {
    const members = await peers.portfolio(id).members()
    for (const one of members.packages) packages.add(one)
    for (const one of members.profiles) profiles.add(one)
  })
  return { packages: [...packages], profiles: [...profiles] }
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
