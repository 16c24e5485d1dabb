import { memberOf, textOf } from '../../../durable/domain/json.ts'
import type { ProfileEntry } from '../../db/directory.ts'
import type { Env } from '../../env.ts'
import { isRefusal, notFound, type Refusal } from '../reply.ts'
import { askMeta } from './meta.ts'
import { type MetaSaid, saidByMeta } from './passed-on.ts'

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

export function phoneNumberId(number: ProfileEntry): URLSearchParams {
  return new URLSearchParams({ phone_number_id: number.id })
}

/** What Meta says of the file; not-found for what is no file. */
export async function lookUp(env: Env, id: string, { number, query, said }: FileAt): Promise<MetaSaid | Refusal> {
  const told = said ?? (await lookedUp(env, number, id, query))
  return !isRefusal(told) && told.status === 200 && !isMedia(told) ? notFound('media') : told
}

/** `GET /{media id}` in a number's name. */
export async function lookedUp(
  env: Env,
  number: ProfileEntry,
  id: string,
  query: URLSearchParams | null,
): Promise<MetaSaid | Refusal> {
  const answer = await askMeta(env, number, [id], query, { method: 'GET' })
  return isRefusal(answer) ? answer : await saidByMeta(env, number, answer)
}

/** Any id of Graph's can be asked for: only a file has a URL. */
export function isMedia({ status, body }: MetaSaid): boolean {
  return status === 200 && textOf(memberOf(body, 'url')) !== null
}
