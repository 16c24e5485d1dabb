import { inLocalWindow } from './localTime.ts'
import type { CooldownPolicy, Preset } from './policy.ts'
import type { HealthReport, RiskLevel } from './snapshot.ts'

const RISK_FACTOR: Record<RiskLevel, number> = { safe: 1, low: 1.25, medium: 1.75, high: 3, critical: 3 }
/** how long a throttling slows the number, falling linearly */
const RECOVERY_MS = 30 * 60_000

export interface Cooldown {
  ms: number
  mode: HealthReport['cooldown']['mode']
  /** those that change something, each with its name */
  factors: { name: string; factor: number }[]
}

/**
 * The pause after a send: max(min, draw x factors), guard-rules.md (Cooldown). `draw` (0..1) is uniform and drawn once, in
 * the reserving transaction; `queue` = messages waiting at the number; `throttledAt` = when Meta last throttled it (ms).
 * Mode: recovering (throttled within 30 min) before quiet before rush before normal. Critical risk slows as high does.
 */
export function cooldownOf(input: {
  policy: CooldownPolicy
  preset: Preset
  timezone: string
  now: number
  draw: number
  queue: number
  riskLevel: RiskLevel
  throttledAt: number | null
}): Cooldown {
  const { policy, timezone, now } = input
  const timed = input.preset !== 'high_throughput'
  const rush = timed && policy.rush.some((window) => inLocalWindow(now, timezone, window))
  const quiet = timed && policy.quiet !== null && inLocalWindow(now, timezone, policy.quiet)
  const throttled = throttleFactor(input.throttledAt, now)

  const all = [
    { name: 'rush', factor: rush ? 0.7 : 1 },
    { name: 'quiet', factor: quiet ? 2.5 : 1 },
    { name: 'queue', factor: input.queue > 500 ? 0.6 : input.queue > 100 ? 0.8 : 1 },
    { name: 'risk', factor: RISK_FACTOR[input.riskLevel] },
    { name: 'throttled', factor: throttled },
  ]
  const factors = all.filter(({ factor }) => factor !== 1)
  const drawn = policy.min + input.draw * (policy.max - policy.min)
  const seconds = Math.max(
    policy.min,
    factors.reduce((product, { factor }) => product * factor, drawn),
  )
  return {
    // rounded up, but not for the last bit of a product that is a whole number of ms
    ms: Math.max(0, Math.ceil(seconds * 1000 - 1e-6)),
    mode: throttled > 1 ? 'recovering' : quiet ? 'quiet' : rush ? 'rush' : 'normal',
    factors,
  }
}

/** x2 at the throttling, falling linearly to x1 over 30 min. */
function throttleFactor(throttledAt: number | null, now: number): number {
  if (throttledAt === null) return 1
  const age = Math.max(0, now - throttledAt)
  return age >= RECOVERY_MS ? 1 : 2 - age / RECOVERY_MS
}
