import { packageOfMessage } from '../../durable/domain/ids.ts'
import { findPackage, findProfile, type PackageEntry, type ProfileEntry } from '../db/directory.ts'
import type { Env } from '../env.ts'
import { type Caller, seesPackage } from './caller.ts'
import { notFound, type Refusal } from './reply.ts'

interface Asking {
  env: Env
  caller: Caller
  now: number
}

/** A living package that the caller may know of; anything else is 404 alike. */
export async function packageInScope(ask: Asking, id: string): Promise<PackageEntry | Refusal> {
  if (!seesPackage(ask.caller, id)) return notFound('package')
  const entry = await findPackage(ask.env, id, ask.now)
  return entry === null || entry.deletedAt !== null ? notFound('package') : entry
}

/** A living number of a package that the caller may know of. */
export async function profileInScope(ask: Asking, id: string): Promise<ProfileEntry | Refusal> {
  const entry = await findProfile(ask.env, id, ask.now)
  return entry === null || entry.deletedAt !== null || !seesPackage(ask.caller, entry.packageId)
    ? notFound('profile')
    : entry
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
