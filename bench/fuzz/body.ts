import { gzipSync } from 'node:zlib'
import type { Dice } from './dice.ts'

/** A body on the wire. */
export interface Body {
  bytes: Buffer
  /** without an announced length, in two chunks */
  chunked: boolean
  headers: [string, string][]
}

const JSON_TYPE: [string, string] = ['content-type', 'application/json']

const TYPES = [
  'application/json; charset=utf-8',
  'application/problem+json',
  'application/JSON',
  'application/json;charset=utf-16',
  'text/plain',
  'text/html',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json, text/html',
  'application/*',
  'json',
  '',
  ';',
]

export function plainBody(text: string): Body {
  return { bytes: Buffer.from(text), chunked: false, headers: [JSON_TYPE] }
}

/** The same text in another encoding, another frame, or under another name. */
export function oddBody(text: string, dice: Dice): Body {
  const plain = plainBody(text)
  const bytes = (changed: Buffer): Body => ({ ...plain, bytes: changed })
  switch (dice.below(14)) {
    case 0:
      return bytes(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), plain.bytes]))
    case 1:
      return bytes(Buffer.from(`\ufeff${text}`, 'utf16le'))
    case 2:
      return bytes(Buffer.from(text, 'latin1'))
    case 3:
      return bytes(spoiled(plain.bytes, dice))
    case 4:
      return { ...bytes(gzipSync(plain.bytes)), headers: [JSON_TYPE, ['content-encoding', 'gzip']] }
    case 5:
      return { ...plain, headers: [JSON_TYPE, ['content-encoding', dice.pick(['gzip', 'br', 'deflate', 'x', ''])]] }
    case 6:
      return bytes(plain.bytes.subarray(0, dice.below(plain.bytes.length + 1)))
    case 7:
      return bytes(Buffer.from(text + dice.pick([text, '\0', ' ', ',', '}', '//', '\u2028'])))
    case 8:
      return bytes(Buffer.from(dice.pick(['', ' ', '\n', '\0', '{', '"', 'null', '[]', '0', '"x"', '{}', '\ufeff{}'])))
    case 9:
      return bytes(Buffer.from(' '.repeat(dice.pick([1, 65_536, 70_000])) + text))
    case 10:
      return { ...plain, headers: [] }
    case 11:
      return { ...plain, headers: [JSON_TYPE, JSON_TYPE] }
    case 12:
      return { ...plain, chunked: true }
    default:
      return { ...plain, headers: [['content-type', dice.pick(TYPES)]] }
  }
}

/** One byte exchanged for one that UTF-8 does not have there. */
function spoiled(bytes: Buffer, dice: Dice): Buffer {
  const changed = Buffer.from(bytes)
  if (changed.length > 0) changed[dice.below(changed.length)] = dice.pick([0xff, 0xc0, 0xed, 0x80, 0x00])
  return changed
}
