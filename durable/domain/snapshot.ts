import type { Hold } from './hold.ts'
import type { Reason } from './reason.ts'

export type ProfileState = 'active' | 'cooling' | 'paused' | 'suspected' | 'quarantined' | 'disconnected'

/** A number's live figures as its package caches them. A hint: the profile's own answer to an offer binds. */
export interface ProfileSnapshot {
  profileId: string
  /** whose number it is; absent = whoever asks */
  packageId?: string
  at: number
  state: ProfileState
  reason: string | null
  /** whether the number could send at all now (connected, not paused, held, quarantined, blacked out or circuit-open) */
  eligible: boolean
  /** false: its risk is high, so it takes only what belongs to a conversation; absent = true */
  newConversations?: boolean
  /** when it may be able to again; null = not known (a person, Meta) */
  eligibleAt: number | null
  /**
   * when it may be able to again as far as the number itself is concerned: a pause of the package or of everything, which
   * stops its siblings as well, is left out; absent = eligibleAt
   */
  ownEligibleAt?: number | null
  /**
   * at its cap of an hour, three hours or a day: when the last full window lets a send go again; null = no time does: a cap
   * of 0, or its last places are kept for what may have to be repeated; absent = no window is full, or not said. The limit of reach is no cap of the number: its siblings share it,
   * and it does not stop who was written to already
   */
  creditAt?: number | null
  /** sends that every limit allows in the next 60 s, less what it holds */
  credit: number
  health: number
  risk: number
  /** successes and outcomes of the last 7 days, for the Wilson bound */
  successes: number
  outcomes: number
  /** 0..1, the highest usage of any window */
  usage: number
  /** when the next send could start */
  readyAt: number
  lastSendAt: number | null
  queue: number
  /** of these, how many could leave now as far as their recipients are concerned; absent = all */
  ready?: number
  inFlight: number
  switchRev: number
  /** without credit: the limit that leaves none; `queue` and `cooldown`: the number holds what it can send in 60 s; absent = not said */
  limitedBy?: LimitUsage['window'] | 'queue' | 'cooldown'
  /** of the account or a template, raised by this number and not yet taken by the portfolio; absent = none */
  holds?: Hold[]
}

/** One item of /api/v1/status. */
export interface ProfileStatus {
  profileId: string
  packageId: string
  state: ProfileState
  reason: string | null
  /** when what stops it ends; null = it can send, or no time ends it (a person, Meta) */
  eligibleAt: number | null
  health: number
  connectionQuality: 'excellent' | 'good' | 'poor' | 'critical'
  risk: { score: number; level: RiskLevel }
  queue: number
  inFlight: number
  usage: LimitUsage[]
  cooldownUntil: number | null
  lastSendAt: number | null
  /** as Meta writes it; null = not heard yet */
  displayPhoneNumber: string | null
  metaStatus: string | null
  quality: string | null
  webhooks: { lastAt: number | null }
  at: number
}

export type RiskLevel = 'safe' | 'low' | 'medium' | 'high' | 'critical'

export interface LimitUsage {
  window: 'second' | 'hour' | 'threeHours' | 'day' | 'reach'
  used: number
  cap: number | null
}

/** /api/v1/profiles/:id/health (api.md, Protection). */
export interface HealthReport {
  health: number
  connectionQuality: ProfileStatus['connectionQuality']
  weight: { total: number; parts: { name: string; value: number }[] }
  risk: {
    score: number
    level: RiskLevel
    parts: { name: string; score: number; weight: number; evidence: Reason[] }[]
    floors: { name: string; score: number; evidence: Reason[] }[]
  }
  blockIndicators: []
  limits: LimitUsage[]
  cooldown: {
    mode: 'rush' | 'normal' | 'quiet' | 'recovering'
    seconds: number
    until: number | null
    factors: { name: string; factor: number }[]
  }
  warmup: null
  meta: {
    status: string | null
    quality: string | null
    throughput: string | null
    messagingLimit: string | null
    health: string | null
    displayPhoneNumber: string | null
    checkedAt: number | null
    webhooks: { lastAt: number | null }
  }
  recommendations: { severity: 'info' | 'warning' | 'critical'; text: string; evidence: Reason[] }[]
}
