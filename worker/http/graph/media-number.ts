import { isPackageId } from '../../../durable/domain/ids.ts'
import type { ProfileEntry } from '../../db/directory.ts'
import { numberOfMedia } from '../../db/media.ts'
import type { Env } from '../../env.ts'
import { actors } from '../actors.ts'
import type { Caller } from '../caller.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../reply.ts'
import { packageInScope, profileInScope } from '../scope.ts'
import { type FileAt, phoneNumberId } from './media-look-up.ts'
import { searchMedia } from './media-search.ts'

interface Asking {
  env: Env
  caller: Caller
  now: number
}

/** As Meta's are: what else stands there (a token in the wrong place) is not carried on. */
const MEDIA_ID = /^\d{1,32}$/

/**
 * The number that a file belongs to: the one that it is tied to, or else the one that the caller names, or else one whose token
 * finds it at Meta. A tie says more than the caller: numbers of one account see each other's files, keys do not.
 */
export async function numberForMedia(ask: Asking, id: string, named: string | undefined): Promise<FileAt | Refusal> {
  if (!MEDIA_ID.test(id)) return notFound('media')
  if (named !== undefined && isPackageId(named)) return await numberInPool(ask, id, named)
  const tied = await numberOfMedia(ask.env, id, ask.now)
  if (tied !== null && named !== undefined && named !== tied) return notFound('media')
  const known = tied ?? named
  if (known === undefined) return await searchMedia(ask, id, ask.caller.packageIds)
  const number = await profileInScope(ask, known)
  if (isRefusal(number)) return number
  return { number, tied: tied !== null, query: named === undefined ? null : phoneNumberId(number), said: null }
}

/** The same among the numbers of a package, which clients name that send by one. */
async function numberInPool(ask: Asking, id: string, packageId: string): Promise<FileAt | Refusal> {
  const pool = await packageInScope(ask, packageId)
  if (isRefusal(pool)) return pool
  const tied = await numberOfMedia(ask.env, id, ask.now)
  if (tied === null) return await searchMedia(ask, id, new Set([pool.id]))
  const number = await profileInScope(ask, tied)
  if (isRefusal(number)) return number
  return number.packageId === pool.id ? { number, tied: true, query: null, said: null } : notFound('media')
}

/** The number of a pool that an upload goes to: the one with most room now. Whatever shows the file goes by it too. */
export async function numberForUpload(ask: Asking, packageId: string): Promise<ProfileEntry | Refusal> {
  const { profiles } = await actors.package(ask.env, packageId).status({ live: false })
  const snapshots = profiles.toSorted((a, b) => Number(b.eligible) - Number(a.eligible) || b.credit - a.credit)
  for (const { profileId } of snapshots) {
    const number = await profileInScope(ask, profileId)
    if (!isRefusal(number)) return number
  }
  return refuse('invalid-request', 'this package has no number yet')
}
