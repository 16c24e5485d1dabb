import { memberOf, textOf } from '../../../durable/domain/json.ts'
import type { ProfileEntry } from '../../db/directory.ts'
import { numberOfMedia, numberPerAccount, tieMedia } from '../../db/media.ts'
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

/** Business accounts that are asked for a file that never came through us. */
const MOST_ACCOUNTS = 8
/** As Meta's are: what else stands there (a token in the wrong place) is not carried on. */
const MEDIA_ID = /^\d{1,32}$/

/**
 * The number that a file belongs to: the one that the caller names, or that it came through, or, for what a user sent, one of
 * the account whose token finds it at Meta. `said` is Meta's look-up where it was made.
 */
export async function numberForMedia(
  ask: Asking,
  id: string,
  named: string | undefined,
): Promise<{ number: ProfileEntry; said: MetaSaid | null } | Refusal> {
  if (!MEDIA_ID.test(id)) return notFound('media')
  const known = named ?? (await numberOfMedia(ask.env, id, ask.now))
  if (known !== null) {
    const number = await profileInScope(ask, known)
    return isRefusal(number) ? number : { number, said: null }
  }
  for (const candidate of await numberPerAccount(ask.env, ask.caller.packageIds, MOST_ACCOUNTS)) {
    const number = await profileInScope(ask, candidate)
    if (isRefusal(number)) continue
    const said = await lookedUp(ask.env, number, id)
    if (isRefusal(said)) return said
    if (!isMedia(said)) continue
    await tieMedia(ask.env, id, number.id, ask.now)
    return { number, said }
  }
  return notFound('media')
}

/** `GET /{media id}` in a number's name. */
export async function lookedUp(env: Env, number: ProfileEntry, id: string): Promise<MetaSaid | Refusal> {
  const answer = await askMeta(env, number, [id], null, { method: 'GET' })
  return isRefusal(answer) ? answer : await saidByMeta(env, number, answer)
}

/** Any id of Graph's can be asked for: only a file has a URL. */
export function isMedia({ status, body }: MetaSaid): boolean {
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
