import type { MessagingLimit } from './limitTier.ts'

/**
 * Which of several reports of Meta's messaging limit holds: unique recipients outside a window per rolling 24 h, per
 * portfolio (guard-rules.md, Reach).
 */

/** What holds for the portfolio until Meta has said anything: the lowest tier that a new one can have. */
export const FIRST_LIMIT = 250
const DAY_MS = 86_400_000

export interface LimitReport {
  /** who said it: a profile id or `waba:<id>` */
  source: string
  /** null = unlimited */
  limit: MessagingLimit
  at: number
  /** the number, or one of the WABA, is still registered */
  present: boolean
}

/**
 * The limit in force. The lowest wins among what was reported within a day; when nothing is that young, what was known
 * last goes on (the lowest of it). In the shared portfolio `default` the numbers may belong to different businesses, so
 * every present number's last report counts, whatever its age. Nothing reported yet: 250. null = unlimited.
 */
export function limitInForce(reports: readonly LimitReport[], shared: boolean, now: number): MessagingLimit {
  const young = reports.filter((report) => now - report.at < DAY_MS)
  const counted = shared ? reports.filter((report) => report.present || now - report.at < DAY_MS) : young
  const used = counted.length > 0 ? counted : reports
  if (used.length === 0) return FIRST_LIMIT
  return used.map(({ limit }) => limit).reduce(stricter, null)
}

/** The lower of two; null = unlimited. */
export function stricter(one: MessagingLimit, other: MessagingLimit): MessagingLimit {
  if (one === null || other === null) return one ?? other
  return Math.min(one, other)
}
