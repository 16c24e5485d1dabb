import { errorEntry } from '../../../durable/domain/codes.ts'
import { memberOf, numberOf } from '../../../durable/domain/json.ts'
import { Cached } from '../../db/cached.ts'
import { findProfile } from '../../db/directory.ts'
import { numberPerAccount, numbersOfPackages } from '../../db/media.ts'
import { portfolioOfWaba } from '../../db/wabas.ts'
import type { Env } from '../../env.ts'
import type { Caller } from '../caller.ts'
import { isRefusal, notFound, type Refusal, refuse } from '../reply.ts'
import { profileInScope } from '../scope.ts'
import { type FileAt, isMedia, lookedUp, phoneNumberId } from './media-look-up.ts'
import type { MetaSaid } from './passed-on.ts'

interface Asking {
  env: Env
  caller: Caller
  now: number
}

/** Numbers that are asked for a file of which nothing is known: each costs a call at Meta. */
const MOST_ASKED = 8

/** What no number of some packages found a moment ago. */
const missed = new Cached<true>()

/**
 * Asks Meta for a file of which nothing is known. Without `packageIds` one number of each account is asked, and nobody learns
 * whose the file is; of packages each number is asked for its own files alone. What is no file is looked for once a minute.
 */
export async function searchMedia(
  ask: Asking,
  id: string,
  packageIds: ReadonlySet<string> | null,
): Promise<FileAt | Refusal> {
  if (await isOurs(ask, id)) return notFound('media')
  const key = `${id} ${packageIds === null ? '' : [...packageIds].toSorted().join()}`
  if ((await missed.get(key, ask.now, async () => null)) !== null) return notFound('media')
  const candidates =
    packageIds === null
      ? await numberPerAccount(ask.env, MOST_ASKED)
      : await numbersOfPackages(ask.env, packageIds, MOST_ASKED)
  let silent = false
  for (const candidate of candidates) {
    const number = await profileInScope(ask, candidate)
    if (isRefusal(number)) continue
    const query = packageIds === null ? null : phoneNumberId(number)
    const said = await lookedUp(ask.env, number, id, query)
    if (isRefusal(said) || isNoWord(said)) silent = true
    else if (isMedia(said)) return { number, tied: false, query, said }
  }
  if (silent) return refuse('unavailable', 'Meta did not answer')
  missed.set(key, true, ask.now)
  return notFound('media')
}

/** A number or an account of this deployment: no file has its id. */
async function isOurs({ env, now }: Asking, id: string): Promise<boolean> {
  return (await findProfile(env, id, now)) !== null || (await portfolioOfWaba(env, id)) !== null
}

/** Meta could not say whether there is such a file. */
function isNoWord({ status, body }: MetaSaid): boolean {
  const code = numberOf(memberOf(body, 'error', 'code'))
  return status >= 500 || (code !== null && errorEntry(code)?.outcome === 'throttled')
}
