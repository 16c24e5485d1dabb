import { sha256Hex } from '../../contract/canonical.ts'
import { Cached } from '../../db/cached.ts'
import { insertSession, prolongSession, readSessionByHash, type SessionRow } from '../../db/sessions.ts'
import { Unavailable } from '../../db/unavailable.ts'
import type { Env } from '../../env.ts'
import type { Caller } from '../caller.ts'
import { BOOTSTRAP } from '../caller.ts'
import { callerOfKey, isRevoked } from '../keys.ts'
import { randomToken } from '../random-token.ts'
import { sameText } from '../same-text.ts'
import { cookieOf, setCookie } from './cookie.ts'

const HOUR_MS = 3_600_000
/** Ends so long after its last use, */
export const SESSION_MS = 12 * HOUR_MS
/** which is noted at most this often, */
const NOTED_MS = HOUR_MS
/** and at the latest so long after signing in. */
const LONGEST_MS = 7 * 24 * HOUR_MS

interface Known {
  row: SessionRow
  caller: Caller
}

const known = new Cached<Known>()

/** Ended through this isolate: an entry that is being read meanwhile must not bring one back. */
const ended = new Set<string>()

/** Opens a session for who holds a token: its row, and the cookie that is told to nobody else. */
export async function openSession(
  env: Env,
  request: Request,
  caller: Caller,
  now: number,
): Promise<{ session: SessionRow; cookie: string }> {
  const value = randomToken('wgs_')
  const session: SessionRow = {
    id: `ses_${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}`,
    hash: await sha256Hex(value),
    keyId: caller.id === BOOTSTRAP.id ? null : caller.id,
    proof: caller.id === BOOTSTRAP.id ? await proofOf(env, value) : null,
    createdAt: now,
    expiresAt: now + SESSION_MS,
  }
  await insertSession(env, session)
  return { session, cookie: setCookie(request, value, SESSION_MS / 1000) }
}

/**
 * Whose session the request's cookie is; null for none, one that has ended, one whose key was revoked and one of a former
 * ADMIN_TOKEN. Known for 60 s as keys are, and 15 minutes longer while D1 is down.
 */
export async function callerBySession(request: Request, env: Env, now: number): Promise<Caller | null> {
  const value = cookieOf(request)
  if (value === undefined) return null
  const hash = await sha256Hex(value)
  if (ended.has(hash)) return null
  const found = await known.get(hash, now, () => read(env, hash))
  if (found === null || found.row.expiresAt <= now || ended.has(hash)) return null
  if (found.row.keyId === null) {
    if (!sameText(found.row.proof ?? '', await proofOf(env, value))) return null
  } else if (isRevoked(found.row.keyId)) return null
  const row = await used(env, found, now)
  const cookie = row === found.row ? null : setCookie(request, value, Math.ceil((row.expiresAt - now) / 1000))
  return { ...found.caller, session: { id: row.id, hash, expiresAt: row.expiresAt, cookie } }
}

/** Refuses the session here from now on; other isolates follow within 60 s. */
export function forgetSession(hash: string): void {
  ended.add(hash)
  known.drop(hash)
}

async function read(env: Env, hash: string): Promise<Known | null> {
  const found = await readSessionByHash(env, hash)
  if (found === null) return null
  const { session: row, key } = found
  if (row.keyId === null) return { row, caller: BOOTSTRAP }
  return key === null ? null : { row, caller: callerOfKey(key) }
}

/** One write an hour for a session that is in use. While D1 is down it keeps the end that it has. */
async function used(env: Env, { row, caller }: Known, now: number): Promise<SessionRow> {
  const expiresAt = Math.min(now + SESSION_MS, row.createdAt + LONGEST_MS)
  if (expiresAt - row.expiresAt < NOTED_MS) return row
  try {
    if (!(await prolongSession(env, row.id, expiresAt))) return row
  } catch (error) {
    if (error instanceof Unavailable) return row
    throw error
  }
  const later = { ...row, expiresAt }
  known.set(row.hash, { row: later, caller }, now)
  return later
}

/** Says nothing about ADMIN_TOKEN to who holds the database: without the cookie's value no guess can be checked. */
async function proofOf(env: Env, value: string): Promise<string> {
  const bytes = new TextEncoder()
  const key = await crypto.subtle.importKey('raw', bytes.encode(value), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ])
  const mac = await crypto.subtle.sign('HMAC', key, bytes.encode(env.ADMIN_TOKEN))
  return [...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
