import type { Limits } from '../settings.ts'
import type { OptOut, Policy, Stop } from '../store/evidence.ts'
import type { Category, Outcome } from '../types.ts'

/** One send as the judge sees it; a list of them is in order of arrival. Times are ms by the sandbox's own clock. */
export type JudgedSend = {
  n: number
  at: number
  /** How long before `at` it may have arrived unseen, since this process was busy (lateness.ts); 0 as a rule. */
  lateMs: number
  phoneNumberId: string
  wabaId: string | null
  /** One user under one name, whatever address was used. */
  user: string
  type: string
  category: Category
  tokenHash: string | null
  messageId: string | null
  outcome: Outcome
  code: number | null
  answeredAt: number | null
  /** When the user got it; null when that never happens. */
  deliveredAt: number | null
  /** Ended in a failed status. */
  failed: boolean
  /** When a webhook about it was first answered 200. */
  confirmedAt: number | null
}

export type Case = {
  sends: JudgedSend[]
  limits: Limits
  /** Messages from users to numbers. */
  windows: { phone_number_id: string; user: string; at: number }[]
  stops: Stop[]
  optOuts: OptOut[]
  /** Policy of single messages. */
  policies: Map<string, Policy>
  /** Message ids in the order in which a user must get them. */
  orders: Map<string, string[]>
}

export const RULES = [
  'capSecond',
  'capHour',
  'capThreeHours',
  'capDay',
  'cooldown',
  'pairGap',
  'reach',
  'serviceWindow',
  'optOut',
  'hold',
  'duplicate',
  'order',
] as const
export type Rule = (typeof RULES)[number]

export type Violation = { rule: Rule; at: number; phoneNumberId: string; to: string; n: number; detail: string }

/** What one rule found, and how many sends it looked at. */
export type Finding = { rule: Rule; judged: number; violations: Violation[] }

/** Codes after which a message may have gone out all the same (section 10 of the reference). */
const UNCERTAIN: readonly (number | null)[] = [1, 2, 131000, 131016]

/** Whether this attempt may have reached the user as far as its sender can know: only a clear refusal has not. */
export function mayHaveGone(send: JudgedSend): boolean {
  return send.outcome !== 'refused' || UNCERTAIN.includes(send.code)
}

/** Whether this attempt was really accepted here. */
export function wasAccepted(send: JudgedSend): boolean {
  return send.outcome === 'accepted' || send.outcome === 'lost'
}

export function violation(rule: Rule, send: JudgedSend, detail: string): Violation {
  return { rule, at: send.at, phoneNumberId: send.phoneNumberId, to: send.user, n: send.n, detail }
}

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const name = key(item)
    const list = groups.get(name)
    if (list === undefined) groups.set(name, [item])
    else list.push(item)
  }
  return groups
}
