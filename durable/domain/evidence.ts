import type { SendPolicy } from './message.ts'
import type { Reason } from './reason.ts'

const DAY = 86_400_000

/** `needs-evidence`: ask the portfolio (again, with backoff): the silence is long enough, the proof is missing. */
export type ResendDecision = { reasons: Reason[] } & (
  | { kind: 'resend' }
  | { kind: 'wait'; until: number }
  | { kind: 'unresolved' }
  | { kind: 'needs-evidence' }
)

/**
 * What becomes of a send whose outcome is not known (invariant 2). Times in ms. `silenceMs` = silenceFor(); `arriving`:
 * a status of a later send of the same WABA has come since the attempt ended, null = not asked yet; `refused`: a webhook
 * that names one of our WABAs or numbers was refused for its signature since. Without both proofs silence means nothing,
 * and at `expiresAt` or 24 h after the first attempt the message ends `unresolved`, never `expired`.
 * The caller sends again only in a transaction that finds the message still `unknown`.
 */
export function resendDecision(input: {
  policy: SendPolicy
  attemptEndedAt: number
  now: number
  silenceMs: number
  arriving: boolean | null
  refused: boolean
  expiresAt: number
  firstSentAt: number
}): ResendDecision {
  const { now } = input
  const deadline = Math.min(input.expiresAt, Math.min(input.firstSentAt, now) + DAY)
  if (now >= deadline)
    return { kind: 'unresolved', reasons: [reason('no-evidence', 'no status came before the message ended')] }
  if (input.policy === 'at_most_once')
    return { kind: 'wait', until: deadline, reasons: [reason('at-most-once', 'never sent twice: waits for a status')] }
  const silentFrom = Math.min(input.attemptEndedAt, now)
  const silentUntil = silentFrom + input.silenceMs
  if (now < silentUntil)
    return {
      kind: 'wait',
      until: Math.min(silentUntil, deadline),
      reasons: [reason('silence-window', `waits ${input.silenceMs} ms for a status before anything else`)],
    }
  if (input.arriving === null)
    return { kind: 'needs-evidence', reasons: [reason('evidence-unknown', 'whether webhooks were arriving is asked')] }
  const reasons: Reason[] = []
  if (!input.arriving)
    reasons.push(reason('webhooks-not-proven', 'no status of a later send of this account has come since'))
  if (input.refused) reasons.push(reason('signature-refused', 'a webhook was refused for its signature meanwhile'))
  if (reasons.length > 0) return { kind: 'needs-evidence', reasons }
  return {
    kind: 'resend',
    reasons: [reason('silence-proven', `silent for ${now - silentFrom} ms while webhooks were arriving`)],
  }
}

/** The silence (ms) that is waited out: the larger of the setting and 3 x p99.9 from answer to first status. */
export function silenceFor(windowMs: number, p999Ms: number | null): number {
  return Math.max(windowMs, 3 * (p999Ms ?? 0))
}

/** The 99.9th percentile by nearest rank (with fewer than 1,000 samples the largest), null without samples. */
export function p999(samples: readonly number[]): number | null {
  const sorted = [...samples].sort((a, b) => a - b)
  // in thousandths, so that the product is whole and the ceiling exact
  return sorted[Math.ceil((sorted.length * 999) / 1000) - 1] ?? null
}

function reason(code: string, detail: string): Reason {
  return { code, detail }
}
