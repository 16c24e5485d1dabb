import type { ErrorEntry } from '../domain/codes.ts'
import type { Hold } from '../domain/hold.ts'
import type { RiskLevel } from '../domain/snapshot.ts'

/** Why this number alone does not send: a person's word, a code of Meta's, or a wait that Meta asked for. */
export interface Stop {
  kind: 'paused' | 'quarantined' | 'wait'
  /** 'person', or Meta's code as text */
  code: string
  class: ErrorEntry['class'] | 'person'
  autoResume: ErrorEntry['autoResume']
  since: number
  /** ms; null = until autoResume or a person says so */
  until: number | null
  detail: string
}

/** What Meta last said of the number. */
export interface MetaFacts {
  status: string | null
  quality: string | null
  throughput: string | null
  /** as Meta writes it */
  messagingLimit: string | null
  health: string | null
  /** as Meta writes it, `+1 555-010-0001`; absent = no answer since it is kept */
  displayPhoneNumber?: string | null
  /** ms of the last poll that Meta answered */
  checkedAt: number | null
}

/** The number's own durable state: one row, written when it changes. */
export interface NumberState {
  stops: Stop[]
  /** not to be used until a check finds it well */
  disconnected: { code: string; detail: string; since: number } | null
  /** identity of the token that Meta does not accept; another one clears it */
  deadToken: string | null
  meta: MetaFacts
  /** first of the good polls in a row since the last status hold came: they end at the second, 5 min later */
  goodSince: number | null
  /** status holds that came back soon after they were lifted: how long Meta's status must be good now (ms), and since when; absent = never */
  relapse?: { apartMs: number; liftedAt: number }
  /** codes with a floor in the risk, kept for 24 h */
  codes: { code: number; at: number }[]
  /** Meta last throttled the number's own speed */
  throttledAt: number | null
  /** answers 80007 in a row, for the wait's growth */
  accountThrottles: number
  level: { level: RiskLevel; belowSince: number | null }
  /** recipients of these countries are barred to the whole account (130497), by calling code */
  countries: string[]
  /** ms of the poll to come, when one is due by itself */
  checkAt: number | null
  /** polls in a row that brought no answer, a refusal, or a number that is not well */
  checkFailures: number
  /** Meta did not take the subscription of the account's webhooks at the last poll; absent = it did */
  unsubscribed?: boolean
}

export const NEW_NUMBER: NumberState = {
  stops: [],
  disconnected: { code: 'not-checked', detail: 'Meta has not been asked for the number yet', since: 0 },
  deadToken: null,
  meta: { status: null, quality: null, throughput: null, messagingLimit: null, health: null, checkedAt: null },
  goodSince: null,
  codes: [],
  throttledAt: null,
  accountThrottles: 0,
  level: { level: 'safe', belowSince: null },
  countries: [],
  checkAt: null,
  checkFailures: 0,
}

export interface SwitchState {
  rev: number
  paused: boolean
  note: string | null
}

export interface PackagePause {
  packageId: string
  rev: number
  paused: boolean
}

export interface HeldBy {
  rev: number
  holds: Hold[]
}

/** What the portfolio last granted. `left`: places that it could still lease, null = unlimited. */
export interface ReachState {
  unlimited: boolean
  left: number | null
  limit: number | null
  used: number
  /** ms of the answer */
  at: number
  /** nothing left: when the portfolio expects a place to be free; 0.1.0 did not write it */
  again?: number
}
