import { sha256Hex } from '../contract/canonical.ts'
import { type ApiKeyRow, readApiKeyByHash } from '../db/api-keys.ts'
import { Cached } from '../db/cached.ts'
import type { Env } from '../env.ts'
import type { Role } from './access.ts'
import { BOOTSTRAP, type Caller } from './caller.ts'
import { type Refusal, refuse } from './reply.ts'

const keys = new Cached<Caller>()

/** Keys revoked through this isolate: an entry that is being read meanwhile must not bring one back. */
const revoked = new Set<string>()

/** `wg_` + 43 characters of 32 random bytes. */
export function newApiKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const text = btoa(String.fromCharCode(...bytes))
  return `wg_${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}

/** Who holds the request's bearer token. Keys are known for 60 s, and 15 minutes longer while D1 is down. */
export async function authenticate(request: Request, env: Env, now: number): Promise<Caller | Refusal> {
  const header = request.headers.get('authorization') ?? ''
  const token = /^Bearer\s+(\S{1,512})\s*$/i.exec(header)?.[1]
  if (token === undefined) return refuse('unauthenticated', 'send Authorization: Bearer <token>')
  const hash = await sha256Hex(token)
  if (env.ADMIN_TOKEN !== '' && sameText(hash, await sha256Hex(env.ADMIN_TOKEN))) return BOOTSTRAP
  if (!token.startsWith('wg_') || revoked.has(hash)) return refuse('unauthenticated', 'the token is not known')
  const caller = await keys.get(hash, now, async () => {
    const row = await readApiKeyByHash(env, hash)
    return row === null ? null : callerOf(row)
  })
  return caller ?? refuse('unauthenticated', 'the token is not known')
}

/** Refuses the key here from now on; other isolates follow within 60 s. */
export function forgetKey(hash: string): void {
  revoked.add(hash)
  keys.drop(hash)
}

function callerOf(row: ApiKeyRow): Caller {
  const packageIds: string[] | null = row.packageIds === null ? null : JSON.parse(row.packageIds)
  return {
    id: row.id,
    name: row.name,
    role: roleOf(row.role),
    packageIds: packageIds === null ? null : new Set(packageIds),
  }
}

/** A role that this version does not know may do the least. */
function roleOf(text: string): Role {
  return text === 'admin' || text === 'operator' || text === 'sender' ? text : 'viewer'
}

/** Without an early exit on content: both are digests of the same length. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ (b.charCodeAt(i) || 0)
  return difference === 0
}
