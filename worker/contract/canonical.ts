import { createHash } from 'node:crypto'

/**
 * Canonical JSON: members sorted by code unit, no spaces, numbers as JSON.stringify writes them. Two bodies that differ
 * only in order of members or in spaces are one request (architecture.md, A message's way 2).
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item === undefined ? null : item)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
    return `{${members.join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

/** SHA-256 as hex, at once: what crypto.subtle answers comes a turn later, and each request needs three. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
