import { sha256Hex } from '../contract/canonical.ts'
import { TOKEN_MOST } from '../contract/session.ts'
import type { Env } from '../env.ts'
import { BOOTSTRAP, type Caller } from './caller.ts'
import { callerByKey } from './keys.ts'
import { type Refusal, refuse } from './reply.ts'
import { sameText } from './same-text.ts'
import { crossSite } from './session/same-origin.ts'
import { callerBySession } from './session/session.ts'

const UNKNOWN = refuse('unauthenticated', 'the token is not known')

/** Digest of ADMIN_TOKEN, made once. */
let admin = { token: '', hash: '' }

function adminHash(token: string): string {
  if (admin.token !== token) admin = { token, hash: sha256Hex(token) }
  return admin.hash
}

/** Who holds a token: ADMIN_TOKEN or an API key. */
export async function callerByToken(token: string, env: Env, now: number): Promise<Caller | Refusal> {
  const hash = sha256Hex(token)
  // a header and the form of a sign-in bring no spaces around it
  const own = env.ADMIN_TOKEN.trim()
  if (own !== '' && sameText(hash, adminHash(own))) return BOOTSTRAP
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
    const token = /^Bearer\s/i.test(header) ? header.slice('Bearer'.length).trim() : ''
    return token === '' || token.length > TOKEN_MOST ? needed() : await callerByToken(token, env, now)
  }
  const caller = await callerBySession(request, env, now)
  return caller === null ? needed() : (crossSite(request) ?? caller)
}

function needed(): Refusal {
  return refuse('unauthenticated', 'send Authorization: Bearer <token>, or sign in')
}
