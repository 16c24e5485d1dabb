/** How the live line stands, in the words that the top line shows. */
export type Standing =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'reconnecting' }
  /** what is shown was last true at `since`, ms */
  | { readonly kind: 'stale'; readonly since: number }

/** A line that comes back at once is no news; after so many tries what is shown may be wrong, and that is said. */
const TRIES_BEFORE_STALE = 2
const FIRST_MS = 500
const LONGEST_MS = 15_000

/** @param heardAt when the last word came, ms; 0 = none ever */
export const standingAfter = (failures: number, heardAt: number): Standing => {
  if (heardAt === 0) return failures < TRIES_BEFORE_STALE ? { kind: 'connecting' } : { kind: 'reconnecting' }
  return failures < TRIES_BEFORE_STALE ? { kind: 'reconnecting' } : { kind: 'stale', since: heardAt }
}

/** ms before try number `failures` + 1: doubling, with `draw` (0..1) spreading the dashboards that all lost it at once. */
export const waitBefore = (failures: number, draw: number): number => {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(10, Math.max(0, failures - 1)))
  return longest * (0.5 + 0.5 * draw)
}
