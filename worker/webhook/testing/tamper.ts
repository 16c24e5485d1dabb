/** A webhook as it reaches the door. `null` = the header is missing. */
export interface Delivery {
  body: Uint8Array<ArrayBuffer>
  header: string | null
}

/** Draws below `below`, the same ones for the same seed and case (mulberry32), so that one case replays alone. */
export function diceOf(seed: number, n: number): (below: number) => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b)) >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below)
  }
}

type Roll = (below: number) => number
type Bytes = Uint8Array<ArrayBuffer>

const encoder = new TextEncoder()
export const bytesOf = (text: string): Bytes => new Uint8Array(encoder.encode(text))
const textOf = (body: Bytes): string => new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(body)
const hexOf = (data: ArrayBuffer): string =>
  [...new Uint8Array(data)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** HMAC in hex, as Meta makes it. Never the product's own code: what both had wrong would pass. */
export async function hmacHex(secret: string, body: Bytes, hash = 'SHA-256'): Promise<string> {
  const key = await crypto.subtle.importKey('raw', bytesOf(secret), { name: 'HMAC', hash }, false, ['sign'])
  return hexOf(await crypto.subtle.sign('HMAC', key, body))
}

const joined = (...parts: Bytes[]): Bytes => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
const change = (body: Bytes, at: number, by: number): Bytes => {
  const copy = body.slice()
  copy[at] = ((copy[at] ?? 0) ^ by) & 0xff
  return copy
}

/** Members the other way round: the same JSON to a reader, other bytes. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, one]) => [key, turned(one)]),
  )
}

/** The same webhook in other bytes, or another webhook: the signature stays. */
export const BODIES: Readonly<Record<string, (body: Bytes, roll: Roll) => Bytes>> = {
  bit: (body, roll) => change(body, roll(body.length), 1 << roll(8)),
  'two bits': (body, roll) => change(change(body, roll(body.length), 1), roll(body.length), 2),
  'byte gone': (body, roll) => {
    const at = roll(body.length)
    return joined(body.slice(0, at), body.slice(at + 1))
  },
  'byte more': (body, roll) => {
    const at = roll(body.length + 1)
    return joined(body.slice(0, at), new Uint8Array([roll(256)]), body.slice(at))
  },
  'bytes swapped': (body, roll) => {
    const at = roll(body.length - 1)
    return joined(body.slice(0, at), body.slice(at, at + 2).reverse(), body.slice(at + 2))
  },
  'piece twice': (body, roll) => {
    const at = roll(body.length)
    return joined(body.slice(0, at + 1), body.slice(at))
  },
  truncated: (body, roll) => body.slice(0, roll(body.length)),
  'head gone': (body, roll) => body.slice(1 + roll(body.length - 1)),
  empty: () => new Uint8Array(),
  'byte order mark': (body) => joined(new Uint8Array([0xef, 0xbb, 0xbf]), body),
  space: (body, roll) =>
    roll(2) === 0 ? joined(bytesOf(' '), body) : joined(body, bytesOf(' \n\0\r'.charAt(roll(4)))),
  doubled: (body) => joined(body, body),
  're-serialised': (body, roll) => bytesOf(JSON.stringify(JSON.parse(textOf(body)), null, 1 + roll(4))),
  'members turned': (body) => bytesOf(JSON.stringify(turned(JSON.parse(textOf(body))))),
  'escaped otherwise': (body) => bytesOf(textOf(body).replaceAll('\\u00e9', 'é').replaceAll('\\/', '/')),
  'upper escapes': (body) => bytesOf(textOf(body).replace(/\\u00e9/, '\\u00E9')),
  'other digit': (body, roll) => {
    const digits = [...body.entries()].filter(([, byte]) => byte >= 48 && byte <= 56).map(([at]) => at)
    const at = digits[roll(digits.length)] ?? 0
    return change(body, at, (body[at] ?? 48) ^ ((body[at] ?? 48) + 1))
  },
  'latin-1': (body) => Uint8Array.from(textOf(body).replaceAll('\\u00e9', 'é'), (char) => char.charCodeAt(0) & 0xff),
  'utf-16': (body) => new Uint8Array(Uint16Array.from(textOf(body), (char) => char.charCodeAt(0)).buffer),
}

const base64 = (hex: string): string =>
  btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))))
const splice = (text: string, at: number, less: number, more: string): string =>
  text.slice(0, at) + more + text.slice(at + less)
const HEX = '0123456789abcdef'

/** The same signature written otherwise, or a damaged one: the body stays. `hex` is the right one. */
export const HEADERS: Readonly<Record<string, (hex: string, roll: Roll) => string | null>> = {
  digit: (hex, roll) => {
    const at = roll(64)
    return `sha256=${splice(hex, at, 1, HEX.charAt((HEX.indexOf(hex.charAt(at)) + 1 + roll(15)) % 16))}`
  },
  'upper case': (hex) => `sha256=${hex.toUpperCase()}`,
  'one upper case': (hex) => `sha256=${hex.replace(/[a-f]/, (char) => char.toUpperCase())}`,
  'upper prefix': (hex) => `${['SHA256', 'Sha256', 'sHA256'][hex.charCodeAt(0) % 3]}=${hex}`,
  'no prefix': (hex) => hex,
  'bare equals': (hex) => `=${hex}`,
  'prefix twice': (hex) => `sha256=sha256=${hex}`,
  'other prefix': (hex, roll) => `${['sha1', 'sha512', 'hmac', 'sha-256', 'v1', 'md5', 'sha256:'][roll(7)]}=${hex}`,
  colon: (hex) => `sha256:${hex}`,
  base64: (hex) => `sha256=${base64(hex)}`,
  'base64 url': (hex) => `sha256=${base64(hex).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`,
  'bare base64': (hex) => base64(hex),
  'hex of hex': (hex) => `sha256=${[...hex].map((char) => char.charCodeAt(0).toString(16)).join('')}`,
  'hex with 0x': (hex) => `sha256=0x${hex}`,
  truncated: (hex, roll) => `sha256=${hex.slice(0, roll(64))}`,
  'head gone': (hex, roll) => `sha256=${hex.slice(1 + roll(63))}`,
  longer: (hex, roll) => `sha256=${hex}${hex.slice(0, 1 + roll(64))}`,
  'leading zeros': (hex, roll) => `sha256=${'0'.repeat(1 + roll(8))}${hex}`,
  'inner space': (hex, roll) => `sha256=${splice(hex, 1 + roll(63), 0, ' \t-:'.charAt(roll(4)))}`,
  'space after equals': (hex) => `sha256= ${hex}`,
  'outer space': (hex, roll) => (roll(2) === 0 ? ` sha256=${hex}` : `sha256=${hex}${' \n\t\r\0\v'.charAt(roll(6))}`),
  'header twice': (hex) => `sha256=${hex}, sha256=${hex}`,
  'good one first': (hex) => `sha256=${hex}, sha256=${'0'.repeat(64)}`,
  'good one last': (hex) => `sha256=${'0'.repeat(64)}, sha256=${hex}`,
  list: (hex) => `sha256=${hex},${hex}`,
  quoted: (hex, roll) => (roll(2) === 0 ? `"sha256=${hex}"` : `sha256="${hex}"`),
  parameter: (hex) => `sha256=${hex};v=1`,
  'full-width digits': (hex) => `sha256=${hex.replace(/\d/g, (char) => String.fromCharCode(0xff10 + Number(char)))}`,
  'zero-width': (hex, roll) => `sha256=${splice(hex, roll(65), 0, '\u200b')}`,
  reversed: (hex) => `sha256=${[...hex].reverse().join('')}`,
  'bytes reversed': (hex) => `sha256=${(hex.match(/../g) ?? []).reverse().join('')}`,
  complement: (hex) => `sha256=${[...hex].map((char) => HEX.charAt(15 - HEX.indexOf(char))).join('')}`,
  random: (_, roll) => `sha256=${Array.from({ length: 64 }, () => HEX.charAt(roll(16))).join('')}`,
  zeros: () => `sha256=${'0'.repeat(64)}`,
  'only a prefix': () => 'sha256=',
  empty: () => '',
  none: () => null,
}

/** Signatures made with something that is not one of our secrets. `secrets` are ours. */
export const KEYS: Readonly<Record<string, (body: Bytes, secrets: readonly string[], roll: Roll) => Promise<string>>> =
  {
    'another secret': (body, _, roll) => hmacHex(`${roll(1_000_000)}-secret`, body),
    'secret in other case': (body, secrets, roll) => hmacHex((secrets[roll(secrets.length)] ?? '').toUpperCase(), body),
    'secret cut short': (body, secrets, roll) => hmacHex((secrets[roll(secrets.length)] ?? '').slice(0, -1), body),
    'secret and a space': (body, secrets, roll) => hmacHex(`${secrets[roll(secrets.length)]} `, body),
    'the whole list': (body, secrets) => hmacHex(secrets.join(', '), body),
    'the secrets joined': (body, secrets) => hmacHex(secrets.join(','), body),
    'sha-1': (body, secrets, roll) => hmacHex(secrets[roll(secrets.length)] ?? '', body, 'SHA-1'),
    'sha-512 cut': async (body, secrets, roll) =>
      (await hmacHex(secrets[roll(secrets.length)] ?? '', body, 'SHA-512')).slice(0, 64),
    'no key at all': async (body) => hexOf(await crypto.subtle.digest('SHA-256', body)),
    'secret before the body': async (body, secrets) =>
      hexOf(await crypto.subtle.digest('SHA-256', joined(bytesOf(secrets[0] ?? ''), body))),
    'key and body swapped': (body, secrets) => hmacHex(textOf(body) || 'x', bytesOf(secrets[0] ?? '')),
    'hmac of the hex': async (body, secrets) =>
      hmacHex(secrets[0] ?? '', bytesOf(await hmacHex(secrets[0] ?? '', body))),
  }

export interface Tampered extends Delivery {
  how: string
}

/**
 * Case `n` of a seed: `original` (signed with one of `secrets`, `hex` its signature) altered in body, header, key, or in
 * body and header together. Null when the draw changed nothing, which is then no case.
 */
export async function tamper(
  original: Bytes,
  hex: string,
  secrets: readonly string[],
  seed: number,
  n: number,
): Promise<Tampered | null> {
  const roll = diceOf(seed, n)
  const pick = <T>(table: Readonly<Record<string, T>>): [string, T] | undefined => {
    const entries = Object.entries(table)
    return entries[roll(entries.length)]
  }
  const part = roll(8)
  const [bodyKind, toBody] = (part < 4 || part === 7 ? pick(BODIES) : undefined) ?? ['as it was', undefined]
  const [headerKind, toHeader] = (part >= 4 && part !== 6 ? pick(HEADERS) : undefined) ?? ['as it was', undefined]
  const body = toBody?.(original, roll) ?? original
  if (part === 6) {
    const [how, sign] = pick(KEYS) ?? ['', undefined]
    return sign === undefined ? null : { how: `key: ${how}`, body, header: `sha256=${await sign(body, secrets, roll)}` }
  }
  const header = toHeader === undefined ? `sha256=${hex}` : toHeader(hex, roll)
  const same =
    header === `sha256=${hex}` && body.length === original.length && body.every((b, at) => b === original[at])
  return same ? null : { how: `body: ${bodyKind}, header: ${headerKind}`, body, header }
}
