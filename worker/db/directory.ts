import type { Env } from '../env.ts'
import { Cached } from './cached.ts'
import { type PackageRow, readPackage } from './packages.ts'
import { type ProfileRow, readProfile } from './profiles.ts'

/**
 * Which packages and numbers exist, as this isolate knows it: sending must go on while D1 is down, and no request may
 * make an actor for a name that nobody configured.
 */
export interface PackageEntry {
  id: string
  name: string
  deletedAt: number | null
}

export interface ProfileEntry {
  id: string
  packageId: string
  portfolioId: string
  wabaId: string
  graphUrl: string
  /** sealed, JSON */
  token: string
  deletedAt: number | null
}

const packagesKnown = new Cached<PackageEntry>()
const profilesKnown = new Cached<ProfileEntry>()

export function packageEntry(row: PackageRow): PackageEntry {
  return { id: row.id, name: row.name, deletedAt: row.deletedAt }
}

export async function findPackage(env: Env, id: string, now: number): Promise<PackageEntry | null> {
  return await packagesKnown.get(id, now, async () => {
    const row = await readPackage(env, id)
    return row === null ? null : packageEntry(row)
  })
}

export async function findProfile(env: Env, id: string, now: number): Promise<ProfileEntry | null> {
  return await profilesKnown.get(id, now, async () => {
    const row = await readProfile(env, id)
    return row === null ? null : profileEntry(row)
  })
}

function profileEntry(row: ProfileRow): ProfileEntry {
  const { id, packageId, portfolioId, wabaId, graphUrl, token, deletedAt } = row
  return { id, packageId, portfolioId, wabaId, graphUrl, token, deletedAt }
}

/** After a change made here: what this isolate says next is true at once. */
export function rememberPackage(row: PackageRow, now: number): void {
  packagesKnown.set(row.id, packageEntry(row), now)
}

export function rememberProfile(row: ProfileRow, now: number): void {
  profilesKnown.set(row.id, profileEntry(row), now)
}
