import type { ErrorEntry } from './codes.ts'
import type { Hold } from './hold.ts'
import { fullJitter, waitMs } from './meta-wait.ts'
import type { RefusedSend, SendOutcome } from './outcome.ts'
import type { Reason } from './reason.ts'

const DAY = 86_400_000

/**
 * What becomes of the message. `requeue`: back in the queue, not before `notBefore` (ms; `now` where a hold or wait of the
 * number stops it anyway). `wait-template`: back in the queue until its template is released. `release`: back to the
 * package, to be bound anew where the hold does not reach. `held`: until a person releases or cancels it.
 */
export type MessageFate =
  | { kind: 'sent' | 'failed' | 'wait-template' | 'release' | 'held' | 'unknown' }
  | { kind: 'requeue'; notBefore: number }

/** What becomes of the number or of what it shares. `ms` null = until autoResume (`status`, `never`) says so. */
export type NumberAction =
  | { kind: 'none' | 'pause_number' | 'quarantine' | 'hold_token' }
  | { kind: 'wait'; ms: number }
  | { kind: 'hold_waba'; reach: Hold['reach']; ms: number | null }
  | { kind: 'hold_template'; ms: number | null }
  | { kind: 'hold_pair'; ms: number | null }
  | { kind: 'hold_recipient'; scope: 'marketing' | 'country'; ms: number | null }
  | { kind: 'opt_out'; scope: 'marketing' }

export interface Consequence {
  message: MessageFate
  number: NumberAction
  /** what ends the pause, quarantine or hold */
  autoResume: ErrorEntry['autoResume']
  class: ErrorEntry['class'] | null
  /** caps and reach are given back: Meta did not take the message */
  givesBack: boolean
  /** counts against the number: risk, block detection, circuit, auto-adjust */
  counts: boolean
  /** throttled for the number's own speed: cooldown slows for 30 min */
  slows: boolean
  reasons: Reason[]
  /** `rule` as listed for alerts; its subject is what is held */
  alert: { rule: string; severity: ErrorEntry['severity']; title: string; guidance: string } | null
}

export interface ConsequenceFacts {
  now: number
  /** uniform 0..1, for jitter */
  draw: number
  /** earlier answers in a row of this kind: 131056 for this recipient, 80007 or 80008 for the number, refusals of `retry` */
  repeats: number
  /** what X-Business-Use-Case-Usage said, null without it */
  regainMinutes: number | null
  /** the error came by webhook after Meta had accepted the message */
  late: boolean
}

/** What an outcome does to the message and to the number (architecture.md step 5, guard-rules.md). */
export function consequenceOf(outcome: SendOutcome, facts: ConsequenceFacts): Consequence {
  if (outcome.kind === 'accepted') return accepted(outcome.messageStatus)
  if (outcome.kind === 'unknown') return unknown(outcome, facts)
  const { entry, code } = outcome
  return {
    // a failure that comes later is final: the message is not sent again by itself
    message: facts.late ? { kind: 'failed' } : fateOf(outcome, facts),
    number: actionOf(outcome, facts),
    autoResume: entry.autoResume,
    class: entry.class,
    givesBack: !facts.late,
    counts: entry.countsAgainstNumber,
    slows: entry.class === 'throttle' && entry.action !== 'hold_pair',
    reasons: [{ code: `meta-${code}`, detail: entry.guidance }],
    alert: alertOf(entry),
  }
}

function accepted(messageStatus: string | null): Consequence {
  const held = messageStatus === 'held_for_quality_assessment' || messageStatus === 'paused'
  return {
    message: { kind: 'sent' },
    number: { kind: 'none' },
    autoResume: 'never',
    class: null,
    givesBack: false,
    counts: false,
    slows: false,
    reasons: [
      held
        ? { code: `meta-${messageStatus}`, detail: 'Meta took the message and holds it back to assess the template' }
        : { code: 'meta-accepted', detail: 'Meta took the message' },
    ],
    alert: null,
  }
}

function unknown(outcome: SendOutcome & { kind: 'unknown' }, facts: ConsequenceFacts): Consequence {
  const why = outcome.code === null ? outcome.cause : `code ${outcome.code}`
  return {
    message: { kind: facts.late ? 'failed' : 'unknown' },
    number: { kind: 'none' },
    autoResume: 'time',
    class: 'platform',
    givesBack: false,
    // 2 is the platform's trouble, a restart is ours: neither says anything of the number
    counts: outcome.code !== 2 && outcome.cause !== 'restart',
    slows: false,
    reasons: [{ code: 'outcome-unknown', detail: `the message may have gone out (${why})` }],
    alert: null,
  }
}

function fateOf({ entry, code, kind }: RefusedSend, facts: ConsequenceFacts): MessageFate {
  if (kind === 'throttled') return { kind: 'requeue', notBefore: facts.now + ownWait(entry, code, facts) }
  // 132001: the template does not exist in this language, so waiting for it would be waiting for another message
  if (entry.class === 'recipient' || code === 132001) return { kind: 'failed' }
  switch (entry.action) {
    case 'hold_template':
      return { kind: entry.autoResume === 'never' ? 'failed' : 'wait-template' }
    case 'hold_token':
    case 'hold_waba':
    case 'quarantine_number':
    case 'pause_number':
    case 'hold_recipient':
      // the same traffic must not shift to siblings after a word on integrity or quality
      return { kind: entry.class === 'integrity' || entry.class === 'quality' ? 'held' : 'release' }
    default:
      return { kind: 'failed' }
  }
}

/** The wait (ms) that the message itself keeps; 0 where a wait or hold of the number does. */
function ownWait(entry: ErrorEntry, code: number, facts: ConsequenceFacts): number {
  if (entry.action === 'retry') return fullJitter(facts)
  if (entry.action === 'hold_pair') return waitMs(code, facts)
  return 0
}

function actionOf({ entry, code, detail }: RefusedSend, facts: ConsequenceFacts): NumberAction {
  const timed = entry.autoResume === 'time'
  switch (entry.action) {
    case 'wait':
      return { kind: 'wait', ms: waitMs(code, facts, detail) }
    case 'pause_number':
      return { kind: 'pause_number' }
    case 'quarantine_number':
      return { kind: 'quarantine' }
    case 'hold_token':
      return { kind: 'hold_token' }
    case 'hold_waba':
      return { kind: 'hold_waba', reach: reachOf(code), ms: timed ? waitMs(code, facts) : null }
    case 'hold_template':
      return { kind: 'hold_template', ms: timed ? waitMs(code, facts) : null }
    case 'hold_pair':
      return { kind: 'hold_pair', ms: timed ? waitMs(code, facts) : null }
    case 'hold_recipient':
      return code === 130497
        ? { kind: 'hold_recipient', scope: 'country', ms: null }
        : { kind: 'hold_recipient', scope: 'marketing', ms: DAY }
    case 'opt_out':
      return { kind: 'opt_out', scope: 'marketing' }
    default:
      return { kind: 'none' }
  }
}

function reachOf(code: number): Hold['reach'] {
  if (code === 131042) return 'billable'
  return code === 131064 ? 'utility' : 'all'
}

const ALERT_RULE: Partial<Record<ErrorEntry['action'], string>> = {
  hold_waba: 'hold-waba',
  hold_token: 'hold-token',
  hold_template: 'hold-template',
  pause_number: 'number-held',
  quarantine_number: 'number-held',
}

function alertOf(entry: ErrorEntry): Consequence['alert'] {
  const rule = ALERT_RULE[entry.action]
  if (rule === undefined) return null
  return { rule, severity: entry.severity, title: entry.meaning, guidance: entry.guidance }
}
