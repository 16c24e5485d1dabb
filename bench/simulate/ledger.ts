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
  template: string | null
  /** the mark in the content that went out: which version of it that was */
  mark: string
}

/** What the guard was asked and what it promised, as seen from outside. `at` = when it was promised. */
export interface Promised {
  id: string
  at: number
  packageId: string
  key: string | null
  item: AcceptItem
  /** as it was accepted */
  status: string
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
  /** local times 'HH:MM' and the zone's distance from UTC, ms */
  blackout: { windows: { from: string; to: string }[]; exemptAuthentication: boolean; exemptReplies: boolean }
  quiet: { from: string; to: string } | null
  rush: { from: string; to: string }[]
  zoneMs: number
}

/** From `from` until `until` this number must not start a request. */
export interface StopEntry {
  profile: string
  why: string
  from: number
  until: number
  /** a stop of the whole account: a person's word on any of its numbers ends it */
  waba?: string
  /** only this template is stopped */
  template?: string
  /** only messages of this package are stopped */
  packageId?: string
  /** by Meta's status of the number: ends when that is good again, and not by a person's word */
  byStatus?: true
}

/** What Meta says of a template from `at` on; the guard was told and answered at `ackedAt`, or never (Infinity). */
export interface TemplateWord {
  /** a webhook says one of the two; both are what holds at Meta from then on */
  says: 'status' | 'category'
  waba: string
  name: string
  status: string
  category: SendEntry['category']
  at: number
  ackedAt: number
}

/** The mark of a message's content: may be in force from `sentAt`; no older one is from `ackedAt` on. */
export interface Version {
  id: string
  mark: string
  sentAt: number
  ackedAt: number
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
  /** codes on a number itself that Meta told without a message: said at `at`, answered at `answerAt` */
  errors: { profile: string; code: number; at: number; answerAt: number }[]
  webhooks: WebhookEntry[]
  inbound: { person: number; profile: string; at: number }[]
  optOuts: OptOutEntry[]
  /** START words: a word said later than a STOP lifts it, and opt-outs of scope all are not lifted here */
  lifts: { to: string; at: number }[]
  crashes: { actor: string; at: number }[]
  /** leaps of the clock: what was due within one happens at its end */
  jumps: { from: number; to: number }[]
  cancelled: { id: string; at: number }[]
  edited: { id: string; at: number }[]
  /** `toldAt`: the portfolio knew of it */
  refusedSignatures: { waba: string; at: number; toldAt: number }[]
  /** what stood in a number's way: a conversation may have left it since; `hard`: also where failover is not allowed */
  troubles: { profile: string; at: number; hard: boolean }[]
  /** a person resumed a number, or its configuration changed: what Meta's codes had stopped may go on */
  resumes: { at: number }[]
  /** Meta's good words on accounts, as said */
  reinstated: { waba: string; at: number }[]
  templates: TemplateWord[]
  versions: Version[]
  /** messages that may have got another content, and with it another category */
  recast: string[]
  /** other systems' sends on a number: counted from `ackedAt` on at the latest */
  foreign: { profile: string; sentAt: number; ackedAt: number }[]
  /** Meta's limit of people for a portfolio, as it changed */
  limits: { portfolio: string; limit: number | null; at: number; ackedAt: number }[]
  /** addresses that were said to be one person's */
  joins: { addresses: string[]; ackedAt: number }[]
  erased: { address: string; at: number; ackedAt: number }[]
  /** the day is quiet between actors: what is told has come within seconds */
  calmNetwork: boolean
  failover: boolean
  /** how long a conversation waits for its number before a sibling may take it */
  patienceMs: number
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
    errors: [],
    webhooks: [],
    inbound: [],
    optOuts: [],
    lifts: [],
    crashes: [],
    jumps: [],
    cancelled: [],
    edited: [],
    refusedSignatures: [],
    troubles: [],
    resumes: [],
    reinstated: [],
    templates: [],
    versions: [],
    recast: [],
    foreign: [],
    limits: [],
    joins: [],
    erased: [],
    calmNetwork: false,
    failover: true,
    patienceMs: 900_000,
    behindMs: 0,
    start,
  }
}
