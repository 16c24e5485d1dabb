import type { Sealed } from '../../durable/domain/policy.ts'
import { vaultOf } from '../../durable/kit/do-host.ts'
import type { Env } from '../env.ts'
import { firstSetting, readSetting } from './settings.ts'

const KEY = 'pepper'

/** Once per isolate and deployment secret. */
let known: { masterKey: string; key: CryptoKey } | undefined

function sealedOf(text: string): Sealed {
  const value: Partial<Sealed> = JSON.parse(text)
  return { k: value.k ?? '', iv: value.iv ?? '', ct: value.ct ?? '' }
}

/**
 * The deployment's pepper: 32 random bytes made once, wrapped by MASTER_KEY. What is hashed with it (tokens, erased
 * addresses) stays comparable when MASTER_KEY is rotated, and says nothing without the database and the key.
 */
async function pepper(env: Env, now: number): Promise<CryptoKey> {
  if (known?.masterKey === env.MASTER_KEY) return known.key
  const vault = vaultOf(env.MASTER_KEY)
  let stored = await readSetting(env, KEY)
  if (stored === undefined) {
    const fresh = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
    stored = await firstSetting(env, KEY, JSON.stringify(await vault.seal(fresh)), now)
  }
  const raw = await vault.open(sealedOf(stored))
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
  return [...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
