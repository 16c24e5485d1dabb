import { blackoutUntil } from './blackout.ts'
import { type GateCode, UNPROVEN } from './gate-codes.ts'
import { type Hold, STOPPED_TEMPLATES } from './hold.ts'
import { holdsMessage, holdsNumber, isMarketing } from './hold-reach.ts'
import type { Category, ConversationKind } from './message.ts'
import type { BlackoutPolicy } from './policy.ts'
import type { Reason } from './reason.ts'
import type { OptOutScope } from './user.ts'
import { type RollingCounts, type SecondWindow, WINDOW_MS } from './windows.ts'

/** One number as its gate sees it. Times in ms. */
export interface GateNumber {
  wabaId: string
  tokenId: string
  /** the profile was deleted */
  retired: boolean
  /** why Meta cannot be reached as this number: dead token, failed check, status not CONNECTED; null = connected */
  disconnected: string | null
  quarantined: Stop | null
  /** by a person, or by a code that pauses the number */
  paused: Stop | null
  packagePaused: boolean
  globalPaused: boolean
  /** risk is high or worse: nobody is written to first (guard-rules.md, Risk) */
  noNewConversations: boolean
  /** Meta asked this number to wait (130429, 131057 ...) */
  wait: Stop | null
  /** as pushed by the portfolio, those of other WABAs and tokens included */
  holds: readonly Hold[]
  blackout: BlackoutPolicy
  timezone: string
  /** attempts by the minute of their answer */
  counts: RollingCounts
  /** caps in force (capInForce()) */
  caps: { hour: number | null; threeHours: number | null; day: number | null }
  second: SecondWindow
  secondCap: number
  /** attempts without an answer */
  inFlight: number
  maxInFlight: number
  /** nextStart(): null = not before the last request is answered */
  nextStart: number | null
  pairGapMs: number
}

/** `until` null = nobody can say: a person, Meta */
export interface Stop {
  reason: string
  until: number | null
}

/** One message and what this number knows of its recipient. Times in ms. */
export interface GateMessage {
  category: Category
  kind: ConversationKind
  /** null = free-form: only inside the service window */
  template: { name: string; language: string } | null
  /** as the registry writes it (APPROVED, PAUSED ...), null = not known: eligible */
  templateStatus: string | null
  notBefore: number | null
  expiresAt: number
  optOut: OptOutScope | null
  /** end of the service window as stored (60 s early), null = none */
  windowUntil: number | null
  /** an attempt to this recipient is unanswered */
  pairInFlight: boolean
  /** answer of the last attempt to this recipient */
  pairLastAnswer: number | null
  pairHold: Stop | null
  recipientHolds: readonly (Stop & { scope: 'marketing' | 'country' })[]
  /** `counted` = holds a place already or needs none, `place` = a leased place is free, `none` = no place left */
  reach: 'counted' | 'place' | 'none'
  /** a repeat of what was lost: whether the evidence for that holds at this moment; `no` = it is none */
  repeat: 'no' | 'proven' | 'unproven'
}

/** `until` = when to look again (ms); null = no time can be named: an answer, a person, Meta or another place must come first. */
export type GateAnswer = { ok: true } | { ok: false; reasons: Reason[]; until: number | null }

interface Refusal {
  reason: Reason
  until: number | null
}

/** May this message leave from this number now? Every rule that says no is named, each with a stable code. */
export function gateOf(number: GateNumber, message: GateMessage, now: number): GateAnswer {
  return answer([...stops(number, now), ...paces(number, now), ...refusals(number, message, now)])
}

/** What stops the whole number, whatever the message: pauses, quarantine, connection, holds on all traffic, Meta's waits. */
export function stopGate(number: GateNumber, now: number): GateAnswer {
  return answer(stops(number, now))
}

/** What only paces the number: requests in flight, cooldown and caps. */
export function paceGate(number: GateNumber, now: number): GateAnswer {
  return answer(paces(number, now))
}

/** What stands against this message alone: a plan asks stopGate and paceGate once, and this for each message. */
export function messageGate(number: GateNumber, message: GateMessage, now: number): GateAnswer {
  return answer(refusals(number, message, now))
}

function answer(refused: Refusal[]): GateAnswer {
  if (refused.length === 0) return { ok: true }
  let until: number | null = Number.NEGATIVE_INFINITY
  for (const one of refused) until = until === null || one.until === null ? null : Math.max(until, one.until)
  return { ok: false, reasons: refused.map(({ reason }) => reason), until }
}

function stops(number: GateNumber, now: number): Refusal[] {
  const found: Refusal[] = []
  if (number.retired) found.push(no('retired', 'the profile was deleted'))
  if (number.disconnected !== null) found.push(no('disconnected', number.disconnected))
  if (inForce(number.quarantined, now))
    found.push(no('quarantined', number.quarantined.reason, number.quarantined.until))
  if (inForce(number.paused, now)) found.push(no('paused', number.paused.reason, number.paused.until))
  if (number.packagePaused) found.push(no('package-paused', 'the package is paused'))
  if (number.globalPaused) found.push(no('global-paused', 'everything is stopped by the global switch'))
  if (inForce(number.wait, now)) found.push(no('meta-wait', number.wait.reason, number.wait.until))
  for (const hold of number.holds)
    if (hold.reach === 'all' && holdsNumber(hold, number, now)) found.push(no('hold', said(hold), hold.until))
  return found
}

function paces(number: GateNumber, now: number): Refusal[] {
  const found: Refusal[] = []
  if (number.inFlight >= number.maxInFlight)
    found.push(no('in-flight', `${number.inFlight} of ${number.maxInFlight} requests are unanswered`))
  if (number.nextStart === null) found.push(no('cooldown', 'the last request is unanswered'))
  else if (now < number.nextStart)
    found.push(no('cooldown', `cooling down until ${iso(number.nextStart)}`, number.nextStart))
  if (number.second.count(now) >= number.secondCap)
    found.push(no('cap-second', `${number.secondCap} a second`, number.second.freeAt(number.secondCap, now)))
  for (const window of ['hour', 'threeHours', 'day'] as const) {
    const cap = number.caps[window]
    if (cap === null) continue
    const ms = WINDOW_MS[window]
    const used = number.counts.sum(ms, now) + number.inFlight
    if (used >= cap)
      found.push(no(CAP_CODE[window], `${used} of ${cap} used`, number.counts.freeAt(ms, cap - number.inFlight, now)))
  }
  return found
}

const CAP_CODE = { hour: 'cap-hour', threeHours: 'cap-three-hours', day: 'cap-day' } as const

function refusals(number: GateNumber, message: GateMessage, now: number): Refusal[] {
  const found: Refusal[] = []
  const inWindow = message.windowUntil !== null && now < message.windowUntil
  if (now >= message.expiresAt) found.push(no('expired', `expired at ${iso(message.expiresAt)}`))
  if (message.notBefore !== null && now < message.notBefore)
    found.push(no('not-before', `not before ${iso(message.notBefore)}`, message.notBefore))
  if (optedOut(message)) found.push(no('opted-out', `the recipient has opted out of ${message.optOut} messages`))
  if (number.noNewConversations && message.kind === 'open' && !inWindow)
    found.push(no('risk-high', 'the risk of the number is high: it begins no new conversation until it has fallen'))
  if (message.template === null && !inWindow)
    found.push(no('service-window-closed', 'free-form needs a message of the user within 24 hours'))
  const status = message.templateStatus?.toUpperCase() ?? ''
  if (message.template !== null && STOPPED_TEMPLATES.has(status))
    found.push(no('template-stopped', `Meta's status of template ${message.template.name} is ${status}`))
  for (const hold of number.holds)
    if (holdsMessage(hold, number, message, now)) found.push(no('hold', said(hold), hold.until))
  if (inForce(message.pairHold, now)) found.push(no('pair-hold', message.pairHold.reason, message.pairHold.until))
  for (const hold of message.recipientHolds)
    if (inForce(hold, now) && (hold.scope === 'country' || isMarketing(message.category)))
      found.push(no('recipient-hold', hold.reason, hold.until))
  const dark = blackoutUntil(number.blackout, number.timezone, now, {
    category: message.category,
    kind: message.kind,
    inWindow,
  })
  if (dark !== null) found.push(no('blackout', `no sends until ${iso(dark)}`, dark))
  if (message.pairInFlight) found.push(no('pair-gap', 'a message to this recipient is unanswered'))
  else if (message.pairLastAnswer !== null) {
    const free = Math.min(message.pairLastAnswer, now) + number.pairGapMs
    if (now < free) found.push(no('pair-gap', `${number.pairGapMs / 1000} s between messages to one recipient`, free))
  }
  if (message.reach === 'none')
    found.push(no('reach', 'the limit of unique recipients per 24 hours leaves no place for a new one'))
  if (message.repeat === 'unproven')
    found.push(no(UNPROVEN, 'whether webhooks still verify is asked again before the message is repeated'))
  return found
}

function optedOut(message: GateMessage): boolean {
  if (message.optOut === null) return false
  return message.optOut === 'all' || (message.template !== null && isMarketing(message.category))
}

function inForce<S extends { until: number | null }>(stop: S | null, now: number): stop is S {
  return stop !== null && (stop.until === null || now < stop.until)
}

function said(hold: Hold): string {
  return `${hold.subject.kind} held after ${hold.code}: ${hold.detail}`
}

function no(code: GateCode, detail: string, until: number | null = null): Refusal {
  return { reason: { code, detail }, until: until === Number.POSITIVE_INFINITY ? null : until }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
