import { isConnected } from './risk.ts'
import type { ProfileStatus } from './snapshot.ts'

export interface HealthSignals {
  /** 0..100 */
  risk: number
  /** failures that count against the number / attempts, 24 h, 0..1 */
  countingFailureRate: number
  /** as Meta writes them, null = not read yet */
  quality: string | null
  status: string | null
  circuitOpen: boolean
  /** the account or token is held */
  held: boolean
  tokenDead: boolean
  quarantined: boolean
  suspected: boolean
}

const QUALITY: Record<string, number> = { GREEN: 0, YELLOW: 15, RED: 35 }
const QUALITY_UNKNOWN = 5

/**
 * 100 - risk x 0.5 - 20 x counting failure rate - quality - status - open circuit, clamped; at most 20 when Meta's status
 * is not CONNECTED, the account is held or the token dead, 39 in quarantine, 69 under suspicion or an open circuit
 * (guard-rules.md, Health). A status that was not read yet is not CONNECTED.
 */
export function healthOf(signals: HealthSignals): {
  health: number
  connectionQuality: ProfileStatus['connectionQuality']
} {
  const connected = isConnected(signals.status)
  const raw =
    100 -
    signals.risk * 0.5 -
    20 * signals.countingFailureRate -
    (QUALITY[signals.quality?.toUpperCase() ?? ''] ?? QUALITY_UNKNOWN) -
    (connected ? 0 : 40) -
    (signals.circuitOpen ? 15 : 0)
  const ceilings = [100]
  if (!connected || signals.held || signals.tokenDead) ceilings.push(20)
  if (signals.quarantined) ceilings.push(39)
  if (signals.suspected || signals.circuitOpen) ceilings.push(69)
  const health = Math.max(0, Math.min(Math.round(raw), ...ceilings))
  return { health, connectionQuality: bandOf(health) }
}

/** excellent 90+, good 70+, poor 40+, critical below. */
export function bandOf(health: number): ProfileStatus['connectionQuality'] {
  if (health >= 90) return 'excellent'
  if (health >= 70) return 'good'
  return health >= 40 ? 'poor' : 'critical'
}
