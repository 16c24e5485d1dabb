import { bandOf } from '../../../durable/domain/health.ts'
import { levelOf } from '../../../durable/domain/risk.ts'
import type { Band, LiveEvent, LiveNumber, NumberState, RiskLevel, Status, UsageWindow } from './wire.ts'

export type Use = { readonly used: number; readonly cap: number | null }

/** A number as the pages show it; times are ms. Flat, so that each figure is a signal of its own in the store. */
export type FleetNumber = {
  readonly id: string
  readonly packageId: string
  /** the number itself, as Meta writes it; null = not heard yet */
  readonly phone: string | null
  readonly state: NumberState
  readonly reason: string | null
  readonly health: number
  readonly band: Band
  readonly risk: number
  readonly riskLevel: RiskLevel
  readonly queue: number
  readonly inFlight: number
  /** of each window; empty while the number itself has not answered */
  readonly usage: Readonly<Partial<Record<UsageWindow, Use>>>
  readonly cooldownUntil: number | null
  readonly lastSendAt: number | null
  readonly quality: string | null
  readonly metaStatus: string | null
  /** null = never; undefined = not said */
  readonly webhookAt: number | null | undefined
  /** when what stops it ends; null = it can send, or no time ends it */
  readonly eligibleAt: number | null
  /** its package does not answer: this is what was known before */
  readonly silent: boolean
  /** when this was true */
  readonly at: number
}

const STATES: ReadonlySet<unknown> = new Set<NumberState>([
  'active',
  'cooling',
  'paused',
  'suspected',
  'quarantined',
  'disconnected',
])

const isState = (value: unknown): value is NumberState => STATES.has(value)

const timeOf = (text: string | null): number | null => (text === null ? null : Date.parse(text))

/** A number from its status. A status without usage comes from the package, which does not know all: what is known stays. */
export const ofStatus = (status: Status, known: FleetNumber | undefined): FleetNumber => {
  const whole = status.usage.length > 0
  return {
    id: status.profileId,
    packageId: status.packageId,
    phone: status.displayPhoneNumber ?? known?.phone ?? null,
    state: status.state,
    reason: status.reason,
    health: status.health,
    band: status.connectionQuality,
    risk: status.risk.score,
    riskLevel: status.risk.level,
    queue: status.queue,
    inFlight: status.inFlight,
    usage: whole
      ? Object.fromEntries(status.usage.map(({ window, used, cap }) => [window, { used, cap }]))
      : (known?.usage ?? {}),
    cooldownUntil: timeOf(status.cooldownUntil),
    lastSendAt: timeOf(status.lastSendAt),
    quality: whole ? status.quality : (known?.quality ?? null),
    metaStatus: whole ? status.metaStatus : (known?.metaStatus ?? null),
    webhookAt: whole ? timeOf(status.webhooks.lastAt) : known?.webhookAt,
    eligibleAt: timeOf(status.eligibleAt),
    silent: false,
    at: Date.parse(status.at),
  }
}

type Change = Partial<{ -readonly [Name in keyof FleetNumber]: FleetNumber[Name] }>

/** What a live event of a number changes; undefined = nothing, or what is known is newer. */
export const changeOf = (event: LiveEvent, known: FleetNumber): Change | undefined => {
  if (event.rev < known.at) return undefined
  const { state, reason, eligibleAt, health, risk } = event.data
  const change: Change = { at: event.rev }
  if (isState(state)) {
    change.state = state
    change.eligibleAt = typeof eligibleAt === 'string' ? Date.parse(eligibleAt) : null
  }
  if (typeof reason === 'string' || reason === null) change.reason = reason
  if (typeof health === 'number') {
    change.health = health
    change.band = bandOf(health)
  }
  // The level steps down slowly (a rule of its own): only a rise can be told from the score.
  if (typeof risk === 'number') {
    if (risk > known.risk) change.riskLevel = levelOf(risk)
    change.risk = risk
  }
  return change
}

/** What the live snapshot tells of a number that is known already. */
export const changeOfSnapshot = (told: LiveNumber, known: FleetNumber): Change | undefined => {
  const at = Date.parse(told.at)
  if (at <= known.at) return undefined
  const { state, reason, health, queue, inFlight } = told
  const eligibleAt = told.eligible ? null : timeOf(told.eligibleAt)
  return { eligibleAt, state, reason, health, band: bandOf(health), queue, inFlight, at }
}

const WINDOWS = ['hour', 'threeHours', 'day'] as const

/** The longest window that is used up: nothing more leaves until it slides. */
export const fullWindow = ({ usage }: Pick<FleetNumber, 'usage'>): (typeof WINDOWS)[number] | undefined =>
  WINDOWS.findLast((window) => {
    const use = usage[window]
    return use !== undefined && use.cap !== null && use.used >= use.cap
  })

export const canSend = (state: NumberState): boolean => state === 'active' || state === 'cooling'
