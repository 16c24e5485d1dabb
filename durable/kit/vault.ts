import type { Sealed } from '../domain/policy.ts'

const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text))
const toBase64 = (data: ArrayBuffer | Uint8Array): string => btoa(String.fromCharCode(...new Uint8Array(data)))
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
const toBase64Url = (data: ArrayBuffer): string =>
  toBase64(data).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

interface Keys {
  id: string
  seal: CryptoKey
  mac: CryptoKey
}

/** Thrown when no key of MASTER_KEY opens a sealed value: said clearly, stops only what needs that value. */
export class WrongKey extends Error {
  readonly code = 'wrong-master-key'
}

/**
 * Secrets at rest. MASTER_KEY is one or more 32-byte keys in base64, comma-separated: the first encrypts, all decrypt and
 * verify. AES-256-GCM with a nonce per record; `k` names the key by the first characters of its digest.
 */
export class Vault {
  readonly #masterKey: string
  #keys: Promise<Keys[]> | undefined

  constructor(masterKey: string) {
    this.#masterKey = masterKey
  }

  async seal(text: string): Promise<Sealed> {
    const [first] = await this.#load()
    if (first === undefined) throw new WrongKey('MASTER_KEY is empty')
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const ct = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, first.seal, bytes(text))
    return { k: first.id, iv: toBase64(iv), ct: toBase64(ct) }
  }

  async open(sealed: Sealed): Promise<string> {
    const key = (await this.#load()).find((one) => one.id === sealed.k)
    if (key === undefined) throw new WrongKey(`no key of MASTER_KEY has the id ${sealed.k}`)
    const plain = await crypto.subtle
      .decrypt({ name: 'AES-GCM', iv: fromBase64(sealed.iv) }, key.seal, fromBase64(sealed.ct))
      .catch(() => {
        throw new WrongKey(`the key ${sealed.k} does not open this value`)
      })
    return new TextDecoder().decode(plain)
  }

  /** Which key sealed it: the first one, an older one that is still held, or one that this deployment does not have. */
  async ageOf(sealed: Pick<Sealed, 'k'>): Promise<'current' | 'older' | 'unknown'> {
    const at = (await this.#load()).findIndex((one) => one.id === sealed.k)
    return at < 0 ? 'unknown' : at === 0 ? 'current' : 'older'
  }

  /** 16 characters of HMAC-SHA256 under the first key: the tail of the opaque string. */
  async mac(text: string): Promise<string> {
    const [first] = await this.#load()
    if (first === undefined) throw new WrongKey('MASTER_KEY is empty')
    return toBase64Url(await crypto.subtle.sign('HMAC', first.mac, bytes(text))).slice(0, 16)
  }

  /** Whether `tag` is the mac of `text` under any key; no early exit on content. */
  async verifyMac(text: string, tag: string): Promise<boolean> {
    let ok = false
    for (const key of await this.#load()) {
      const expected = toBase64Url(await crypto.subtle.sign('HMAC', key.mac, bytes(text))).slice(0, 16)
      let difference = expected.length ^ tag.length
      for (let i = 0; i < expected.length; i++) difference |= expected.charCodeAt(i) ^ (tag.charCodeAt(i) || 0)
      ok = difference === 0 || ok
    }
    return ok
  }

  #load(): Promise<Keys[]> {
    this.#keys ??= Promise.all(
      this.#masterKey
        .split(',')
        .map((text) => text.trim())
        .filter((text) => text !== '')
        .map(importKeys),
    )
    return this.#keys
  }
}

async function importKeys(text: string): Promise<Keys> {
  const raw = fromBase64(text)
  if (raw.length !== 32) throw new WrongKey('each key of MASTER_KEY must be 32 bytes in base64')
  const base = await crypto.subtle.importKey('raw', raw, 'HKDF', false, ['deriveBits', 'deriveKey'])
  const derive = (info: string) => ({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: bytes(info) })
  const seal = await crypto.subtle.deriveKey(
    derive('whats-guard/seal'),
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
  const mac = await crypto.subtle.deriveKey(
    derive('whats-guard/opaque'),
    base,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign'],
  )
  const id = toBase64Url(await crypto.subtle.digest('SHA-256', raw)).slice(0, 8)
  return { id, seal, mac }
}
