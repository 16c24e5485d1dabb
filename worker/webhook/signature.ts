import { Buffer } from 'node:buffer'

const keys = new Map<string, Promise<CryptoKey>>()

function keyOf(secret: string): Promise<CryptoKey> {
  let key = keys.get(secret)
  if (key === undefined) {
    key = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
      'verify',
    ])
    keys.set(secret, key)
  }
  return key
}

/**
 * Whether `header` (X-Hub-Signature-256: `sha256=<hex>`) is the HMAC of these very bytes under one of the app secrets:
 * several while a secret is rotated or several apps post here (meta/README.md section 7). The comparison is the
 * platform's own, in constant time. Only Meta's own spelling counts (lower case): a signature has one form, so that
 * whatever keeps signatures apart later cannot be told the same one twice.
 */
export async function isSigned(
  header: string | null,
  body: Uint8Array<ArrayBuffer>,
  secrets: readonly string[],
): Promise<boolean> {
  const hex = /^sha256=([0-9a-f]{64})$/.exec(header ?? '')?.[1]
  if (hex === undefined) return false
  const signature = Buffer.from(hex, 'hex')
  for (const secret of secrets)
    if (await crypto.subtle.verify('HMAC', await keyOf(secret), signature, body)) return true
  return false
}
