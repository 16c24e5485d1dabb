import { Buffer } from 'node:buffer'
import type { Sealed } from '../../durable/domain/policy.ts'
import { vaultOf } from '../../durable/kit/do-host.ts'
import { reportFault } from '../../durable/kit/fault.ts'
import { WrongKey } from '../../durable/kit/vault.ts'
import type { Env } from '../env.ts'
import { firstSetting, readSetting } from './settings.ts'

export const PEPPER = 'pepper'

/** Once per isolate and deployment secret. */
let known: { masterKey: string; key: CryptoKey } | undefined

/** What could not be opened is not asked for again at once: each send wants it. */
const RETRY_MS = 60_000
let refused: { masterKey: string; at: number; error: WrongKey } | undefined

export function sealedOf(text: string): Sealed {
  const value: Partial<Sealed> = JSON.parse(text)
  return { k: value.k ?? '', iv: value.iv ?? '', ct: value.ct ?? '' }
}

/**
 * The deployment's pepper: 32 random bytes made once, wrapped by MASTER_KEY. What is hashed with it (tokens, erased
 * addresses) stays comparable when MASTER_KEY is rotated, and says nothing without the database and the key. Throws
 * WrongKey when no key opens it: a new one would forget every erased user's opt-out.
 */
async function pepper(env: Env, now: number): Promise<CryptoKey> {
  if (known?.masterKey === env.MASTER_KEY) return known.key
  if (refused?.masterKey === env.MASTER_KEY && Math.abs(now - refused.at) < RETRY_MS) throw refused.error
  const vault = vaultOf(env.MASTER_KEY)
  let stored = await readSetting(env, PEPPER)
  if (stored === undefined) {
    const fresh = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
    stored = await firstSetting(env, PEPPER, JSON.stringify(await vault.seal(fresh)), now)
  }
  const raw = await vault.open(sealedOf(stored)).catch((error: unknown) => {
    if (error instanceof WrongKey) {
      reportFault('pepper', error)
      refused = { masterKey: env.MASTER_KEY, at: now, error }
    }
    throw error
  })
  const key = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(raw),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  known = { masterKey: env.MASTER_KEY, key }
  return key
}

/** HMAC-SHA256 with the pepper, hex. `kind` keeps a token's hash from ever meeting an address's. */
export async function pepperedHash(env: Env, kind: 'token' | 'address', text: string, now: number): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', await pepper(env, now), new TextEncoder().encode(`${kind}:${text}`))
  return Buffer.from(mac).toString('hex')
}
