import type { ErrorEntry } from '../../durable/domain/codes.ts'
import { listedCodes } from '../../durable/domain/codes.ts'
import { GATE_CODES, type GateCode } from '../../durable/domain/gate-codes.ts'
import type { ProfileState } from '../../durable/domain/snapshot.ts'
import { FINAL_STATUSES, MESSAGE_STATUSES } from '../../durable/domain/status.ts'
import type { AcceptProblem, ChangeResult } from '../../durable/package/rpc.ts'
import type { OfferAnswer, ProfileEvent } from '../../durable/profile/rpc.ts'
import { DEEDS } from './scenario.ts'

/** A list of all names of a union, which no longer compiles when the union grows; false = cannot come about here. */
type All<K extends string> = Record<K, boolean>
const namesOf = (all: Record<string, boolean>): string[] => Object.keys(all).filter((name) => all[name])

const ACCEPT: All<AcceptProblem['type'] | 'accepted'> = {
  accepted: true,
  'invalid-request': true,
  'idempotency-mismatch': true,
  'service-window-closed': true,
  'opted-out': true,
  'queue-full': true,
  unavailable: true,
  'not-found': true,
  // the Worker's own answer, of a package that is being deleted
  'state-conflict': false,
}
type Problem = Extract<ChangeResult, { ok: false }>['problem']
const CANCEL: All<Problem | 'done'> = {
  done: true,
  'already-sending': true,
  'state-conflict': true,
  // ids come from acceptances, and nobody forgets a message within a day
  'not-found': false,
  'invalid-request': false,
  'service-window-closed': false,
  'opted-out': false,
}
const EDIT: All<Problem | 'done'> = {
  ...CANCEL,
  'invalid-request': true,
  'service-window-closed': true,
  'opted-out': true,
}
const RELEASE_HELD: All<Problem | 'done'> = { ...CANCEL, 'already-sending': false }
const BLOCKED: All<NonNullable<OfferAnswer['blocked']>['reason']> = {
  'not-mine': true,
  retired: true,
  'users-rev': true,
}
const STATES: All<ProfileState> = {
  active: true,
  cooling: true,
  paused: true,
  // heuristics that suspect a number are not built yet
  suspected: false,
  quarantined: true,
  disconnected: true,
}
const EVENTS: All<ProfileEvent['kind']> = {
  status: true,
  inbound: true,
  echo: true,
  error: true,
  preference: true,
  quality: true,
  identity: true,
  // a change that nothing follows from: the Worker keeps it raw
  note: false,
}
const CLASSES: All<ErrorEntry['class']> = {
  account: true,
  integrity: true,
  auth: true,
  quality: true,
  throttle: true,
  recipient: true,
  optout: true,
  window: true,
  template: true,
  media: true,
  'caller-bug': true,
  // these leave the outcome open and are told as such
  platform: true,
  registration: true,
  other: true,
}
const ACTIONS: All<ErrorEntry['action']> = {
  fail: true,
  retry: true,
  wait: true,
  hold_pair: true,
  hold_recipient: true,
  pause_number: true,
  quarantine_number: true,
  hold_waba: true,
  hold_token: true,
  hold_template: true,
  opt_out: true,
  unknown: false,
}
/** A turn ends what is over before it asks the gate, and no time passes between the two here. */
const NOT_AT_GATE = new Set<GateCode>(['expired'])
/** Codes that leave the outcome open come among the lost answers, without a count of their own. */
const OPEN_CODES = new Set(['1', '2', '131000', '131016'])

/** Everything that a run of some thousand days should reach, by group. What is missing is a gap in the simulation. */
export const SHOULD_REACH: Record<string, readonly string[]> = {
  fault: [
    ...['lose-call', 'lose-answer', 'late call', 'late answer', 'late and lose-answer', 'duplicate'],
    ...['crash between two steps', 'crash while an offer is out', 'crash between intent and settle'],
    ...['process dies', 'process dies amid requests'],
    ...['crash before a commit', 'crash after a commit', 'alarm run twice', 'alarm late', 'alarm lost'],
    'a hint to the feed was lost',
    ...['D1 down', 'projection refused', 'clock ahead', 'clock behind'],
    ...['Meta took it, the answer was lost', 'Meta did not take it, the answer was lost'],
  ],
  deed: DEEDS,
  webhook: [
    ...namesOf(EVENTS),
    ...['lost', 'late', 'doubled'],
    ...['account_update', 'account_review_update', 'business_capability_update', 'phone_number_quality_update'],
    ...['message_template_status_update', 'template_category_update'],
  ],
  accept: namesOf(ACCEPT),
  change: [
    ...namesOf(CANCEL).map((word) => `cancel ${word}`),
    ...namesOf(EDIT).map((word) => `edit ${word}`),
    ...namesOf(RELEASE_HELD).map((word) => `releaseHeld ${word}`),
  ],
  offer: ['taken', 'settled'],
  // and whatever makes a number stand still, while the package does not know it yet
  'offer refused': ['promised-never', 'queue-full', 'no-credit', 'order', 'person'],
  blocked: namesOf(BLOCKED),
  gate: GATE_CODES.filter((code) => !NOT_AT_GATE.has(code)),
  release: ['kept', 'released', 'never taken'],
  lease: ['unlimited', 'none left', 'places', 'limited again'],
  evidence: ['arriving', 'silence', 'signature refused', 'held for the repeat', 'lost before the repeat'],
  'code class': namesOf(CLASSES),
  'code action': namesOf(ACTIONS),
  'code outcome': ['accepted', 'refused', 'throttled', 'unknown'],
  code: listedCodes()
    .map((key) => (key === '200-299' ? '200' : key))
    .filter((key) => !OPEN_CODES.has(key)),
  status: MESSAGE_STATUSES,
  end: [...FINAL_STATUSES],
  event: [
    ...['accepted', 'bound', 'taken', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown', 'requeued'],
    ...['released', 'held', 'due', 'edited', 'erased', 'cancelled', 'expired', 'unresolved', 'answered'],
    ...['resend-forbidden', 'queued', 'returned', 'retargeted'],
  ],
  reason: [
    ...['meta code', 'outcome-unknown', 'silence-proven', 'meta-accepted', 'no-evidence', 'route-left', 'scheduled'],
    ...['service-window-closed', 'opted-out', 'expired', 'package-deleted', 'profile-deleted', 'duplicate-text'],
    ...['no-credit', 'behind', 'order', 'paused', 'quarantined', 'disconnected', 'package-paused', 'global-paused'],
    ...['template-held', 'held', 'risk-high', 'cancelled-while-unknown', 'released', 'released-by-hand'],
    ...['tied', 'route', 'conversation', 'answer-accepted', 'at-cap', 'cancelled', 'person', 'asked', 'queue-full'],
    ...['round-robin', 'smart', 'weighted', 'random', 'not-known', 'not-eligible', 'never-taken'],
    ...['promised-never', 'token-dead', 'status-not-connected', 'hold-131042', 'hold-368'],
    ...['meta-held_for_quality_assessment', 'meta-paused', 'answer-unknown'],
  ],
  state: namesOf(STATES),
  alert: [
    ...['number-held', 'number-disconnected', 'hold-waba', 'hold-token', 'hold-template', 'queue-full'],
    ...['duplicate-confirmed', 'unknown-open', 'webhooks-silent', 'signature-refused', 'webhooks-not-subscribed'],
  ],
  audit: [
    ...['hold.raised', 'hold.lifted', 'route.moved', 'route.set', 'route.deleted', 'package.pause', 'package.resume'],
    ...['profile.pause', 'profile.quarantine', 'profile.resume', 'profile.reconnect', 'profile.configure'],
    ...['profile.windows', 'templates.sync', 'opt-out.set'],
  ],
  recovery: [
    ...['sent again after proven silence', 'an unknown was settled by a webhook', 'an unresolved was settled late'],
    ...['a status forbade the repeat', 'settled in its turn'],
    ...['given back to the package', 'bound anew after a release', 'failover left a route'],
    ...['failover left a number at its cap', 'a queue was given back at a cap'],
    ...['a message moved to a sibling', 'a duplicate was confirmed', 'an alert closed by itself'],
    ...['an acceptance was repeated', 'an offer without an answer was repeated'],
    ...['woken by the sweep of the late', 'woken by the sweep of all'],
  ],
}

/** What should have been reached and never was. */
export function gapsIn(covered: Record<string, number>): string[] {
  return Object.entries(SHOULD_REACH).flatMap(([group, names]) =>
    names.map((name) => `${group}: ${name}`).filter((key) => (covered[key] ?? 0) === 0),
  )
}
