import type * as z from 'zod'
import type { PackageStatus } from '../../durable/package/rpc.ts'
import type { StatusView } from '../contract/status.ts'
import { livingPackages } from '../db/packages.ts'
import type { Env } from '../env.ts'
import { actors, orNull } from './actors.ts'
import type { Caller } from './caller.ts'
import { statusOfSnapshot, statusView } from './views/status-view.ts'

/** Packages asked at the same time: each asks its own numbers in turn. */
const SIDE_BY_SIDE = 20

export interface PackageLive {
  packageId: string
  /** null = the package does not answer */
  status: PackageStatus | null
  items: z.infer<typeof StatusView>[]
}

/**
 * One RPC per package, which asks its numbers for a second at most; a number that did not answer is shown as the package
 * last heard of it, with the time of that.
 */
export async function liveStatuses(ask: { env: Env; caller: Caller }): Promise<PackageLive[]> {
  const ids = await livingPackages(ask.env, ask.caller.packageIds)
  const found: PackageLive[] = []
  for (let at = 0; at < ids.length; at += SIDE_BY_SIDE)
    found.push(...(await Promise.all(ids.slice(at, at + SIDE_BY_SIDE).map((id) => liveOf(ask.env, id)))))
  return found
}

async function liveOf(env: Env, packageId: string): Promise<PackageLive> {
  const status = await orNull(actors.package(env, packageId).status({ live: true }))
  if (status === null) return { packageId, status, items: [] }
  const fresh = new Map((status.statuses ?? []).map((one) => [one.profileId, one]))
  const items = status.profiles.map((snapshot) => {
    const one = fresh.get(snapshot.profileId)
    return one === undefined ? statusOfSnapshot(packageId, snapshot) : statusView(one)
  })
  return { packageId, status, items }
}
