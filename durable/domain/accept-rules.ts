import type { Template } from './hold.ts'
import type { Category } from './message.ts'

/** How strictly a category is treated: an unknown one is marketing. */
const STRICTNESS: Record<Category, number> = { marketing: 3, unknown: 2, authentication: 1, utility: 0, service: 0 }

/** The category of a template whose accounts may disagree: the strictest that any of them says; `service` = free-form. */
export function categoryOf(
  template: { name: string; language: string } | null,
  known: readonly (Template | undefined)[],
): Category {
  if (template === null) return 'service'
  let category: Category | null = null
  for (const one of known)
    if (one !== undefined && (category === null || STRICTNESS[one.category] > STRICTNESS[category]))
      category = one.category
  return category ?? 'unknown'
}

/**
 * What is wrong with a template's parameters, or null. Only a mismatch with every account that knows its shape is refused
 * (guard-rules.md, Templates: known parameter mismatches are refused at once).
 */
export function parameterMismatch(
  given: { header: number; body: number } | null,
  known: readonly (Template | undefined)[],
): string | null {
  const shapes = known.map((one) => one?.parameters ?? null).filter((shape) => shape !== null)
  const { header, body } = given ?? { header: 0, body: 0 }
  if (shapes.length === 0 || shapes.some((shape) => shape.header === header && shape.body === body)) return null
  const [first] = shapes
  if (first === undefined) return null
  return `the template takes ${first.header} header and ${first.body} body parameters, not ${header} and ${body}`
}

/** Where a free-form message may go: open service windows by number, ms. The longest of them, or the pinned one's. */
export function openWindow(
  windows: Record<string, number>,
  pinned: string | null,
  at: number,
): { profileId: string; until: number } | null {
  let best: { profileId: string; until: number } | null = null
  for (const [profileId, until] of Object.entries(windows)) {
    if (until <= at || (pinned !== null && pinned !== profileId)) continue
    if (best === null || until > best.until) best = { profileId, until }
  }
  return best
}

/** An idempotency key lives until 7 days after its message's end. */
export const KEY_AFTER_END_MS = 7 * 86_400_000

export function keyLives(endedAt: number | null, now: number): boolean {
  return endedAt === null || now < endedAt + KEY_AFTER_END_MS
}

/** A 53-bit digest (cyrb53), enough to notice the same text to the same recipient within minutes. */
export function textDigest(text: string): number {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return 4294967296 * (2097151 & b) + (a >>> 0)
}
