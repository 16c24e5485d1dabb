import { packageOfMessage } from '../../durable/domain/ids.ts'
import { findPackage, findProfile, type PackageEntry, type ProfileEntry } from '../db/directory.ts'
import type { Env } from '../env.ts'
import { type Caller, seesPackage } from './caller.ts'
import { isRefusal, notFound, type Refusal } from './reply.ts'

interface Asking {
  env: Env
  caller: Caller
  now: number
}

/** A package that the caller may know of, also a deleted one: its messages and counts stay. Anything else is 404 alike. */
export async function knownPackage(ask: Asking, id: string): Promise<PackageEntry | Refusal> {
  if (!seesPackage(ask.caller, id)) return notFound('package')
  return (await findPackage(ask.env, id, ask.now)) ?? notFound('package')
}

/** A number of a package that the caller may know of, also a deleted one. */
export async function knownProfile(ask: Asking, id: string): Promise<ProfileEntry | Refusal> {
  const entry = await findProfile(ask.env, id, ask.now)
  return entry === null || !seesPackage(ask.caller, entry.packageId) ? notFound('profile') : entry
}

/** A living package that the caller may know of; anything else is 404 alike. */
export async function packageInScope(ask: Asking, id: string): Promise<PackageEntry | Refusal> {
  const entry = await knownPackage(ask, id)
  return isRefusal(entry) || entry.deletedAt === null ? entry : notFound('package')
}

/** A living number of a package that the caller may know of. */
export async function profileInScope(ask: Asking, id: string): Promise<ProfileEntry | Refusal> {
  const entry = await knownProfile(ask, id)
  return isRefusal(entry) || entry.deletedAt === null ? entry : notFound('profile')
}

/**
 * The package that a message id names, when it exists and the caller may know of it. A deleted package still answers
 * for its messages. Without D1 and without an entry the existence cannot be told: Unavailable.
 */
export async function packageOfMessageInScope(ask: Asking, messageId: string): Promise<string | undefined> {
  const packageId = packageOfMessage(messageId)
  if (packageId === undefined || !seesPackage(ask.caller, packageId)) return undefined
  return (await findPackage(ask.env, packageId, ask.now)) === null ? undefined : packageId
}
