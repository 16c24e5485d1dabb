import { memberOf, numberOf, parseJson } from '../../../durable/domain/json.ts'
import type { ProfileEntry } from '../../db/directory.ts'
import type { Env } from '../../env.ts'
import { graphError } from './errors.ts'
import { textOfMeta } from './meta.ts'

/** What Meta said, as JSON where it is JSON; `text` without the number's token. */
export interface MetaSaid {
  status: number
  text: string
  body: unknown
}

export async function saidByMeta(env: Env, number: ProfileEntry, answer: Response): Promise<MetaSaid> {
  const text = await textOfMeta(env, number, answer)
  return { status: answer.status, text, body: parseJson(text) }
}

/**
 * Meta's answer to the caller, byte for byte. Two things are said otherwise: what is no answer of Graph's, which no client
 * could read, and a dead token, since it is the number's and not the caller's.
 */
export function passedOn({ status, text, body }: MetaSaid, requestId: string): Response {
  const code = numberOf(memberOf(body, 'error', 'code'))
  if (code === 190)
    return graphError(
      { code: 10, details: 'Meta refuses the access token of this number: it needs a new one' },
      requestId,
    )
  if (body === undefined || (status >= 500 && code === null) || (status >= 300 && status < 400))
    return graphError({ code: 2, details: `Meta answered ${status}`, http: 503, retryAfterSeconds: 5 }, requestId)
  return new Response(text, { status, headers: { 'content-type': 'application/json; charset=UTF-8' } })
}
