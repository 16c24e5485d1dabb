import { memberOf, textOf } from '../../../durable/domain/json.ts'
import type { ProfileEntry } from '../../db/directory.ts'
import { numberOfMedia, numberPerAccount, numbersOfPackages } from '../../db/media.ts'
import type { Env } from '../../env.ts'
import { actors, orNull } from '../actors.ts'
import type { Caller } from '../caller.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../reply.ts'
import { profileInScope } from '../scope.ts'
import { askMeta } from './meta.ts'
import { type MetaSaid, saidByMeta } from './passed-on.ts'

interface Asking {
  env: Env
  caller: Caller
  now: number
}

/** Numbers that are asked for a file of which nothing is known. */
const MOST_ASKED = 8
/** As Meta's are: what else stands there (a token in the wrong place) is not carried on. */
const MEDIA_ID = /^\d{1,32}$/

/** A file's number, by which Meta is asked for it. */
export interface FileAt {
  number: ProfileEntry
  /** known here: it came through us, or by this number's webhook */
  tied: boolean
  /** `phone_number_id`, so that Meta itself refuses a file of another number; null where nobody knows whose it is */
  query: URLSearchParams | null
  /** Meta's look-up where it was made */
  said: MetaSaid | null
}

/**
 * The number that a file belongs to: the one that it is tied to, or else the one that the caller names, or else one whose token
 * finds it at Meta. A tie says more than the caller: numbers of one account see each other's files, keys do not.
 */
export async function numberForMedia(ask: Asking, id: string, named: string | undefined): Promise<FileAt | Refusal> {
  if (!MEDIA_ID.test(id)) return notFound('media')
  const tied = await numberOfMedia(ask.env, id, ask.now)
  if (tied !== null && named !== undefined && named !== tied) return notFound('media')
  const known = tied ?? named
  if (known === undefined) return await search(ask, id)
  const number = await profileInScope(ask, known)
  if (isRefusal(number)) return number
  return { number, tied: tied !== null, query: named === undefined ? null : of(number), said: null }
}

/**
 * Asks Meta for a file of which nothing is known. In the name of all packages one number of each account is asked, and nobody
 * learns whose the file is; a key that is limited to packages asks for its own numbers' files alone.
 */
async function search(ask: Asking, id: string): Promise<FileAt | Refusal> {
  const { packageIds } = ask.caller
  const candidates =
    packageIds === null
      ? await numberPerAccount(ask.env, MOST_ASKED)
      : await numbersOfPackages(ask.env, packageIds, MOST_ASKED)
  for (const candidate of candidates) {
    const number = await profileInScope(ask, candidate)
    if (isRefusal(number)) continue
    const query = packageIds === null ? null : of(number)
    const said = await lookedUp(ask.env, number, id, query)
    if (isRefusal(said)) return said
    if (isMedia(said)) return { number, tied: false, query, said }
  }
  return notFound('media')
}

function of(number: ProfileEntry): URLSearchParams {
  return new URLSearchParams({ phone_number_id: number.id })
}

/** What Meta says of the file; not-found for what is no file. */
export async function lookUp(ask: Asking, id: string, { number, query, said }: FileAt): Promise<MetaSaid | Refusal> {
  const told = said ?? (await lookedUp(ask.env, number, id, query))
  return !isRefusal(told) && told.status === 200 && !isMedia(told) ? notFound('media') : told
}

async function lookedUp(
  env: Env,
  number: ProfileEntry,
  id: string,
  query: URLSearchParams | null,
): Promise<MetaSaid | Refusal> {
  const answer = await askMeta(env, number, [id], query, { method: 'GET' })
  return isRefusal(answer) ? answer : await saidByMeta(env, number, answer)
}

/** Any id of Graph's can be asked for: only a file has a URL. */
function isMedia({ status, body }: MetaSaid): boolean {
  return status === 200 && textOf(memberOf(body, 'url')) !== null
}

/** The number of a pool that an upload goes to: the one with most room now. Whatever shows the file goes by it too. */
export async function numberForUpload(ask: Asking, packageId: string): Promise<ProfileEntry | Refusal> {
  const status = await orNull(actors.package(ask.env, packageId).status({ live: false }))
  const snapshots = [...(status?.profiles ?? [])].sort(
    (a, b) => Number(b.eligible) - Number(a.eligible) || b.credit - a.credit,
  )
  for (const { profileId } of snapshots) {
    const number = await profileInScope(ask, profileId)
    if (!isRefusal(number)) return number
  }
  return refuse('invalid-request', 'this package has no number yet')
}
