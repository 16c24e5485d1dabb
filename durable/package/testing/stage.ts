import type { PackagePolicy } from '../../domain/policy.ts'
import { World } from '../../kit/testing/world.ts'
import type { PortfolioRpc, PortfolioState } from '../../portfolio/rpc.ts'
import { PackageCore } from '../core.ts'
import type { PackageRpc } from '../rpc.ts'
import { PACKAGE, packageConfig } from './scene.ts'
import { ScriptedProfile } from './scripted-profile.ts'

export interface Stage {
  world: World
  package: PackageRpc
  /** the package itself: calls that begin before the one before has ended */
  core(): PackageCore
  profile(id: string): ScriptedProfile
  portfolio: Partial<PortfolioRpc>
  /** ms of virtual time */
  pass(ms: number): Promise<void>
  row(id: string): { state: string; target: string; epoch: number; profile_id: string | null; status: string }
}

/** A world with the shipped package core between scripted profiles and a portfolio that knows nothing. */
export async function stage(
  ids: readonly string[],
  over: {
    policy?: Partial<PackagePolicy>
    wabas?: Record<string, string>
    seed?: number
    credit?: number
  } = {},
): Promise<Stage> {
  const profiles = new Map<string, ScriptedProfile>()
  const profile = (id: string) => {
    const known = profiles.get(id) ?? new ScriptedProfile(id, over.credit ?? 10)
    profiles.set(id, known)
    return known
  }
  const nothing: PortfolioState = { holdsRev: 0, holds: [], templatesRev: 0, templates: [], usersRev: 0 }
  const portfolio: Partial<PortfolioRpc> = {
    subscribe: async () => nothing,
    unsubscribe: async () => {},
    usersSince: async (rev) => ({ deltas: [], rev }),
  }
  let core: PackageCore | undefined
  const world: World = new World(
    { seed: over.seed ?? 1 },
    {
      profile: (host, id) => profile(id).core(host),
      package: (host, id) => {
        core = new PackageCore(host, id)
        return core
      },
      portfolio: () => portfolio,
    },
  )
  const made: Stage = {
    world,
    package: world.package(PACKAGE),
    core() {
      if (core === undefined) throw new Error('no package has begun')
      return core
    },
    profile,
    portfolio,
    pass: (ms) => world.run(world.clock + ms),
    row(id) {
      const row = world
        .sql('package', PACKAGE)
        .get<ReturnType<Stage['row']>>('SELECT state, target, epoch, profile_id, status FROM messages WHERE id = ?', id)
      if (row === undefined) throw new Error(`no message ${id}`)
      return row
    },
  }
  const config = {
    ...(over.policy === undefined ? {} : { policy: over.policy }),
    ...(over.wabas === undefined ? {} : { wabas: over.wabas }),
  }
  await made.package.configure(packageConfig(ids, config))
  await made.pass(100)
  return made
}
