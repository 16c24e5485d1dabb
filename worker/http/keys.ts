import { type ApiKeyRow, readApiKeyByHash } from '../db/api-keys.ts'
import { Cached } from '../db/cached.ts'
import type { Env } from '../env.ts'
import type { Role } from './access.ts'
import type { Caller } from './caller.ts'

const keys = new Cached<Caller>()

/** Keys revoked through this isolate, by id and by hash: an entry that is being read meanwhile must not bring one back. */
const revoked = new Set<string>()

/** Who holds the key with this hash. Known for 60 s, and 15 minutes longer while D1 is down. */
export async function callerByKey(env: Env, hash: string, now: number): Promise<Caller | null> {
  // before anything is read: a revoked key stays so while D1 is away
  if (revoked.has(hash)) return null
  const caller = await keys.get(hash, now, async () => {
    const row = await readApiKeyByHash(env, hash)
    return row === null ? null : callerOfKey(row)
  })
  return caller === null || isRevoked(caller.id) ? null : caller
}

/** Refuses the key, and the sessions that were signed in with it, here from now on; other isolates follow within 60 s. */
export function forgetKey(row: Pick<ApiKeyRow, 'id' | 'hash'>): void {
  revoked.add(row.id).add(row.hash)
  keys.drop(row.hash)
}

export function isRevoked(id: string): boolean {
  return revoked.has(id)
}

export function callerOfKey(row: ApiKeyRow): Caller {
  const packageIds: string[] | null = row.packageIds === null ? null : JSON.parse(row.packageIds)
  return {
    id: row.id,
    name: row.name,
    role: roleOf(row.role),
    packageIds: packageIds === null ? null : new Set(packageIds),
    session: null,
  }
}

/** A role that this version does not know may do the least. */
function roleOf(text: string): Role {
  return text === 'admin' || text === 'operator' || text === 'sender' ? text : 'viewer'
}
