import type { PackageConfig, ProfileConfig, ProfilePolicy, Sealed } from '../../durable/domain/policy.ts'
import { type Actor, SYSTEM } from '../../durable/domain/reason.ts'
import { peersOf } from '../../durable/kit/do-host.ts'
import { reportFault } from '../../durable/kit/fault.ts'
import { effectivePolicy } from '../contract/effective-policy.ts'
import { PackageSettings } from '../contract/package.ts'
import { packagePolicy } from '../contract/package-policy.ts'
import { ProfileSettings } from '../contract/profile.ts'
import type { Env } from '../env.ts'
import { type PackageRow, packageApplied, readPackage } from './packages.ts'
import { type ProfileRow, profileApplied, profilesOfPackage, readProfile } from './profiles.ts'
import { readSettings } from './settings.ts'

/** Whole configuration of a package from its row and its members' rows. Pure. */
export function packageConfig(row: PackageRow, members: readonly ProfileRow[]): PackageConfig {
  return {
    version: row.version,
    packageId: row.id,
    name: row.name,
    policy: packagePolicy(PackageSettings.parse(JSON.parse(row.config))),
    members: row.deletedAt === null ? members.map(memberOf) : [],
    deletedAt: row.deletedAt,
  }
}

function memberOf(row: ProfileRow): PackageConfig['members'][number] {
  return {
    profileId: row.id,
    portfolioId: row.portfolioId,
    wabaId: row.wabaId,
    priority: ProfileSettings.parse(JSON.parse(row.config)).priority ?? 0,
    createdAt: row.createdAt,
  }
}

/** Preset <- package <- profile. `reconcileMs` is the deployment's setting. */
export function profilePolicy(row: ProfileRow, ofPackage: PackageRow | null, reconcileMs: number): ProfilePolicy {
  const layer = ofPackage === null ? {} : PackageSettings.parse(JSON.parse(ofPackage.config))
  return effectivePolicy(layer, ProfileSettings.parse(JSON.parse(row.config)), reconcileMs)
}

function profileConfig(row: ProfileRow, ofPackage: PackageRow | null, env: Env, reconcileMs: number): ProfileConfig {
  const token: Sealed = JSON.parse(row.token)
  return {
    version: row.version,
    profileId: row.id,
    packageId: row.packageId,
    displayName: row.displayName,
    wabaId: row.wabaId,
    portfolioId: row.portfolioId,
    token,
    tokenId: row.tokenId,
    graphUrl: row.graphUrl,
    graphVersion: env.META_GRAPH_VERSION,
    policy: profilePolicy(row, ofPackage, reconcileMs),
    createdAt: row.createdAt,
    deletedAt: row.deletedAt,
  }
}

/**
 * Pushes a package's whole configuration to its actor and notes what the actor runs. Answers whether the actor runs the
 * row's version now; an actor that does not answer is tried again by the sweep. Rejects only when D1 does.
 */
export async function pushPackage(env: Env, id: string): Promise<boolean> {
  const row = await readPackage(env, id)
  if (row === null) return false
  const config = packageConfig(row, await profilesOfPackage(env, id))
  const version = await answered('push package', async () => (await peersOf(env).package(id).configure(config)).version)
  if (version === null) return false
  if (version > row.appliedVersion) await packageApplied(env, id, version)
  return version >= row.version
}

/** The same for a number. */
export async function pushProfile(env: Env, id: string, by: Actor = SYSTEM): Promise<boolean> {
  const row = await readProfile(env, id)
  if (row === null) return false
  const [ofPackage, settings] = await Promise.all([readPackage(env, row.packageId), readSettings(env)])
  const config = profileConfig(row, ofPackage, env, settings.reconcileWindowSeconds * 1000)
  const version = await answered(
    'push profile',
    async () => (await peersOf(env).profile(id).configure(config, by)).version,
  )
  if (version === null) return false
  if (version > row.appliedVersion) await profileApplied(env, id, version)
  return version >= row.version
}

async function answered<T>(where: string, call: () => Promise<T>): Promise<T | null> {
  try {
    return await call()
  } catch (error) {
    reportFault(where, error)
    return null
  }
}
