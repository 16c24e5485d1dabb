import { sha256Hex } from '../contract/canonical.ts'
import type { Env } from '../env.ts'
import { BOOTSTRAP, type Caller } from './caller.ts'
import { callerByKey } from './keys.ts'
import { type Refusal, refuse } from './reply.ts'
import { sameText } from './same-text.ts'
import { crossSite } from './session/same-origin.ts'
import { callerBySession } from './session/session.ts'

const UNKNOWN = refuse('unauthenticated', 'the token is not known')

/** Who holds a token: ADMIN_TOKEN or an API key. */
export async function callerByToken(token: string, env: Env, now: number): Promise<Caller | Refusal> {
  const hash = await sha256Hex(token)
  if (env.ADMIN_TOKEN !== '' && sameText(hash, await sha256Hex(env.ADMIN_TOKEN))) return BOOTSTRAP
  if (!token.startsWith('wg_')) return UNKNOWN
  return (await callerByKey(env, hash, now)) ?? UNKNOWN
}

/**
 * Who calls: the holder of the request's bearer token, or of its session cookie where it brings no Authorization. A
 * cookie comes by itself, so what comes with one must also come from a page of ours.
 */
export async function authenticate(request: Request, env: Env, now: number): Promise<Caller | Refusal> {
  const header = request.headers.get('authorization')
  if (header !== null) {
    const token = /^Bearer\s+(\S{1,512})\s*$/i.exec(header)?.[1]
    return token === undefined ? needed() : await callerByToken(token, env, now)
  }
  const caller = await callerBySession(request, env, now)
  return caller === null ? needed() : (crossSite(request) ?? caller)
}

function needed(): Refusal {
  return refuse('unauthenticated', 'send Authorization: Bearer <token>, or sign in')
}
