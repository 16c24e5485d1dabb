import type { GateAnswer, GateMessage, GateNumber } from '../gate.ts'
import type { Hold } from '../hold.ts'
import { minuteOf, RollingCounts, SecondWindow } from '../windows.ts'

export const NOW = Date.parse('2026-01-15T14:00:00Z')
const DAY = 86_400_000

/** A number that may send. */
export const number = (over: Partial<GateNumber> = {}): GateNumber => ({
  wabaId: 'W',
  tokenId: 'T',
  retired: false,
  disconnected: null,
  quarantined: null,
  paused: null,
  packagePaused: false,
  globalPaused: false,
  noNewConversations: false,
  wait: null,
  holds: [],
  blackout: { windows: [], exemptAuthentication: false, exemptReplies: false },
  timezone: 'UTC',
  counts: new RollingCounts(),
  caps: { hour: null, threeHours: null, day: null },
  second: new SecondWindow(),
  secondCap: 64,
  inFlight: 0,
  maxInFlight: 4,
  nextStart: NOW,
  pairGapMs: 6_000,
  ...over,
})

/** A template that may leave. */
export const message = (over: Partial<GateMessage> = {}): GateMessage => ({
  category: 'utility',
  kind: 'open',
  template: { name: 'hello', language: 'en' },
  templateStatus: null,
  notBefore: null,
  expiresAt: NOW + DAY,
  optOut: null,
  windowUntil: null,
  pairInFlight: false,
  pairLastAnswer: null,
  pairHold: null,
  repeat: 'no',
  recipientHolds: [],
  reach: 'counted',
  ...over,
})

export const hold = (over: Partial<Hold> = {}): Hold => ({
  key: 'waba:W:368',
  subject: { kind: 'waba', id: 'W' },
  code: '368',
  reach: 'all',
  class: 'integrity',
  autoResume: 'never',
  since: NOW,
  until: null,
  detail: 'blocked',
  ...over,
})

/** [code, until] of a refusal, or 'ok' */
export function told(answer: GateAnswer): string | [string, number | null] {
  return answer.ok ? 'ok' : [answer.reasons.map(({ code }) => code).join(' '), answer.until]
}

/** n attempts answered in the present minute */
export const full = (n: number): RollingCounts => new RollingCounts([[minuteOf(NOW), n]])
export const stop = (until: number | null) => ({ reason: 'because', until })
