import type { AcceptItem } from '../../durable/package/rpc.ts'

/** One request for a message as Meta saw it. Times are the world's, ms. */
export interface SendEntry {
  at: number
  profile: string
  waba: string
  token: string
  to: string
  /** index of the person behind the address */
  person: number
  category: 'marketing' | 'utility' | 'authentication' | 'service'
  id: string
  attempt: number
  /** what the number was told; `lost`: nothing it could read */
  answer: 'accepted' | 'refused' | 'lost'
  code: number | null
  /** Meta took the message, whatever it answered */
  taken: boolean
  wamid: string
  /** when the answer, or the end of waiting for it, was due at the number */
  answerAt: number
}

/** What the guard was asked and what it promised, as seen from outside. `at` = when it was promised. */
export interface Promised {
  id: string
  at: number
  packageId: string
  key: string | null
  item: AcceptItem
  policy: 'reconcile' | 'at_most_once'
  order: 'kept' | 'free'
}

/** A version of a number's configuration: it may be in force from `sentAt`, and no older one is after `ackedAt`. */
export interface ConfigEntry {
  profile: string
  packageId: string
  sentAt: number
  ackedAt: number
  hourly: number | null
  threeHourly: number | null
  daily: number | null
  perSecond: number | null
  gapMs: number
  cooldownMs: number
  maxInFlight: number
  reconcileMs: number
  deleted: boolean
}

/** From `from` until `until` this number must not start a request. */
export interface StopEntry {
  profile: string
  why: string
  from: number
  until: number
}

export interface WebhookEntry {
  wamid: string
  waba: string
  status: string
  /** the guard can tell whose it is: it carries our opaque string */
  named: boolean
  /** first handed to the guard; null = the guard never heard of it */
  sentAt: number | null
  ackedAt: number | null
  /** start of the send that it tells of */
  startedAt: number
}

export interface OptOutEntry {
  to: string
  scope: 'marketing' | 'all'
  /** the number that knows it from `ackedAt` on; null = told to the portfolio */
  profile: string | null
  saidAt: number
  ackedAt: number
}

/** Everything an independent judge may look at: what was on the wire and what was promised. */
export interface Ledger {
  sends: SendEntry[]
  promised: Promised[]
  configs: ConfigEntry[]
  stops: StopEntry[]
  webhooks: WebhookEntry[]
  inbound: { person: number; profile: string; at: number }[]
  optOuts: OptOutEntry[]
  /** START words: a word said later than a STOP lifts it, and opt-outs of scope all are not lifted here */
  lifts: { to: string; at: number }[]
  crashes: { actor: string; at: number }[]
  cancelled: { id: string; at: number }[]
  edited: { id: string; at: number }[]
  refusedSignatures: { waba: string; at: number }[]
  /** what stood in a number's way: a conversation may have left it since; `hard`: also where failover is not allowed */
  troubles: { profile: string; at: number; hard: boolean }[]
  /** a person resumed a number, or its configuration changed: what Meta's codes had stopped may go on */
  resumes: { at: number }[]
  reachLimit: number | null
  failover: boolean
  /** most that any actor's clock was behind the world's */
  behindMs: number
  start: number
}

export function newLedger(start: number): Ledger {
  return {
    sends: [],
    promised: [],
    configs: [],
    stops: [],
    webhooks: [],
    inbound: [],
    optOuts: [],
    lifts: [],
    crashes: [],
    cancelled: [],
    edited: [],
    refusedSignatures: [],
    troubles: [],
    resumes: [],
    reachLimit: null,
    failover: true,
    behindMs: 0,
    start,
  }
}
