/**
 * The settings a package and its profiles are run by (guard-rules.md). A profile's config is whole: the Worker has
 * already laid the profile's own values over the package's and those over the preset. Times in ms unless named otherwise.
 */
export type Preset = 'careful' | 'standard' | 'high_throughput'
export type Distribution = 'round_robin' | 'random' | 'weighted' | 'smart'

/** null = no cap of ours (Meta's own still holds); 0 = nothing may leave. */
export interface Limits {
  /** null: 80 % of Meta's throughput level. */
  perSecond: number | null
  hourly: number | null
  threeHourly: number | null
  daily: number | null
  perRecipientGapSeconds: number
  maxInFlight: number
  queue: number
}

/** 'HH:MM' in the profile's time zone. */
export interface LocalWindow {
  from: string
  to: string
}

export interface CooldownPolicy {
  /** seconds, may be decimal */
  min: number
  max: number
  rush: LocalWindow[]
  quiet: LocalWindow | null
}

export interface BlackoutPolicy {
  windows: LocalWindow[]
  exemptAuthentication: boolean
  exemptReplies: boolean
}

export interface ProfilePolicy {
  preset: Preset
  limits: Limits
  cooldown: CooldownPolicy
  blackout: BlackoutPolicy
  timezone: string
  /** operator priority -10..+10 */
  priority: number
  /** silence after which an unknown send under `reconcile` may be proven lost: ms, default 600,000 */
  reconcileWindowMs: number
}

/** A sealed secret: AES-GCM, a nonce of its own, the version (short id) of the key that sealed it. */
export interface Sealed {
  k: string
  iv: string
  ct: string
}

/** Pushed whole by the Worker to a profile actor; taken only when `version` is higher than the one held. */
export interface ProfileConfig {
  version: number
  profileId: string
  packageId: string
  displayName: string
  wabaId: string
  portfolioId: string
  token: Sealed
  /** HMAC of the token with the pepper: what a hold by token is keyed with. */
  tokenId: string
  graphUrl: string
  graphVersion: string
  policy: ProfilePolicy
  createdAt: number
  /** set when the profile was deleted: the actor retires */
  deletedAt: number | null
}

export interface FailoverPolicy {
  enabled: boolean
  stickyPatienceSeconds: number
}

export interface PackagePolicy {
  distribution: Distribution
  failover: FailoverPolicy
  /** weights of `weighted` by profile id; a profile that is not named has its computed weight */
  weights: Record<string, number>
  routeDays: number
  backlogCap: number
  backlogBytes: number
  holdDuplicates: boolean
  duplicateWindowSeconds: number
}

/** A number as the package knows it from configuration. */
export interface PackageMember {
  profileId: string
  portfolioId: string
  wabaId: string
  priority: number
  createdAt: number
}

/** Pushed whole by the Worker to a package actor; taken only when `version` is higher than the one held. */
export interface PackageConfig {
  version: number
  packageId: string
  name: string
  policy: PackagePolicy
  members: PackageMember[]
  deletedAt: number | null
}
