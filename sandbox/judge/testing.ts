import { DEFAULT_LIMITS, type Limits } from '../settings.ts'
import type { Case, JudgedSend } from './case.ts'

/** A day long past, so that a test's times never meet the real clock. */
export const T0 = 1_700_000_000_000
export const SECOND = 1000
export const HOUR = 3_600_000
export const DAY = 86_400_000

/** An accepted utility template of number 1001; a test changes what it is about. */
export function send(n: number, changes: Partial<JudgedSend> = {}): JudgedSend {
  const at = changes.at ?? T0 + n * 10 * SECOND
  return {
    n,
    at,
    lateMs: 0,
    phoneNumberId: '1001',
    wabaId: '2001',
    user: `1650555${1000 + n}`,
    type: 'template',
    category: 'utility',
    tokenHash: 'token-a',
    messageId: `msg-${n}`,
    outcome: 'accepted',
    code: null,
    answeredAt: at + 5,
    deliveredAt: null,
    failed: false,
    confirmedAt: null,
    ...changes,
  }
}

/** A case with nothing told but what is given. */
export function caseOf(sends: JudgedSend[], limits: Partial<Limits> = {}, more: Partial<Case> = {}): Case {
  return {
    sends,
    limits: { ...DEFAULT_LIMITS, ...limits },
    windows: [],
    stops: [],
    optOuts: [],
    policies: new Map(),
    orders: new Map(),
    ...more,
  }
}
