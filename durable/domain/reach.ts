/** A window that ends within this time does not save a place of reach: Meta may judge by its own clock. */
const MARGIN_MS = 10 * 60_000
const DAY = 86_400_000

/** Whether a send at `now` needs a place: outside the recipient's service window or within 10 min of its end (guard-rules.md, Reach). */
export function needsReach(windowUntil: number | null, now: number): boolean {
  return windowUntil === null || now >= windowUntil - MARGIN_MS
}

/**
 * Until when (ms) a recipient counts: 24 h after `delivered`; without one until `failed` or 24 h after the send. A late
 * `delivered` counts again from itself, also after a `failed`.
 */
export function reachUntil(send: { sentAt: number; deliveredAt: number | null; failedAt: number | null }): number {
  if (send.deliveredAt !== null) return send.deliveredAt + DAY
  return send.failedAt ?? send.sentAt + DAY
}
