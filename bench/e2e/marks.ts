import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Where a mark was found, and in which spelling. */
export interface Found {
  mark: string
  form: string
  where: string
}

/**
 * The bytes by which a mark is known again: as it is, in hex, in UTF-16, and inside any base64 text, whatever stands
 * before it there. URL and JSON escapes leave marks of letters and digits as they are.
 */
export function formsOf(mark: string): Map<string, Buffer> {
  const raw = Buffer.from(mark)
  const utf16 = Buffer.from(mark, 'utf16le')
  const forms = new Map([
    ['plain', raw],
    ['hex', Buffer.from(raw.toString('hex'))],
    ['upper-case hex', Buffer.from(raw.toString('hex').toUpperCase())],
    ['UTF-16', utf16],
    ['UTF-16, other end first', Buffer.from(utf16).swap16()],
  ])
  for (const before of [0, 1, 2]) {
    // a character of base64 that holds bits of a neighbour too differs from text to text: those at the ends are left out
    const whole = Buffer.concat([Buffer.alloc(before), raw])
      .toString('base64')
      .replaceAll('=', '')
    const inner = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + raw.length) * 8) / 6))
    forms.set(`base64, ${before} bytes in`, Buffer.from(inner))
    forms.set(`base64 of URLs, ${before} bytes in`, Buffer.from(inner.replaceAll('+', '-').replaceAll('/', '_')))
  }
  return forms
}

/** Every mark that the bytes hold, in any form. */
export function search(bytes: Buffer, where: string, marks: Readonly<Record<string, string>>): Found[] {
  return Object.entries(marks).flatMap(([mark, text]) =>
    [...formsOf(text)].filter(([, form]) => bytes.includes(form)).map(([form]) => ({ mark, form, where })),
  )
}

/** Every file under a directory, bytes and all: logs, caches, databases and their WALs (first, since a WAL ends in its database). */
export function searchFiles(
  directory: string,
  marks: Readonly<Record<string, string>>,
  wanted: (name: string) => boolean,
): Found[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => wanted(relative(directory, path)))
    .toSorted((a, b) => Number(b.endsWith('-wal')) - Number(a.endsWith('-wal')))
    .flatMap((path) => search(bytesAt(path), relative(directory, path), marks))
}

/** A WAL vanishes while the product runs, when its actor leaves memory: what it held is in the database then. */
function bytesAt(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}
