import type { HealthReport } from './snapshot.ts'

const DAY = 86_400_000
const ENOUGH = 20

/** Lower end of the 95 % Wilson interval of a share, 0..1; 0 without trials. */
export function wilsonLower(successes: number, trials: number): number {
  if (trials <= 0) return 0
  const z = 1.96
  const share = Math.min(1, Math.max(0, successes / trials))
  const middle = share + (z * z) / (2 * trials)
  const spread = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * trials)) / trials)
  return Math.max(0, (middle - spread) / (1 + (z * z) / trials))
}

/**
 * A number's weight in distribution (guard-rules.md, Distribution): base 40 + health/100 x 25 + success rate of 7 days
 * (Wilson lower bound; 0.5 below 20 outcomes) x 20 + account age (up to 10 at 90 days) + operator priority (-10..+10),
 * clamped to 0..100, then x the warm-up stage's weight (0..1; 1 without a plan). The parts before clamping, by name.
 */
export function weightOf(input: {
  health: number
  successes: number
  outcomes: number
  createdAt: number
  now: number
  priority: number
  stageWeight?: number
}): HealthReport['weight'] {
  const age = Math.max(0, input.now - input.createdAt) / DAY
  const rate = input.outcomes < ENOUGH ? 0.5 : wilsonLower(input.successes, input.outcomes)
  const parts = [
    { name: 'base', value: 40 },
    { name: 'health', value: (input.health / 100) * 25 },
    { name: 'success', value: rate * 20 },
    { name: 'age', value: Math.min(1, age / 90) * 10 },
    { name: 'priority', value: Math.max(-10, Math.min(10, input.priority)) },
  ]
  const sum = parts.reduce((total, { value }) => total + value, 0)
  return { total: Math.max(0, Math.min(100, sum)) * (input.stageWeight ?? 1), parts }
}
