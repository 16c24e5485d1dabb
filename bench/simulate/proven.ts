import { gapsIn } from './coverage.ts'
import { RULES } from './rules.ts'

/** So many days reach everything: from then on, what was never reached is a gap in the simulation. */
export const ENOUGH_SEEDS = 2_000

/** What a run of ENOUGH_SEEDS days should have judged or reached, and never did. */
export function unproven(judged: Readonly<Record<string, number>>, covered: Record<string, number>): string[] {
  return [
    ...RULES.filter((rule) => (judged[rule] ?? 0) === 0).map((rule) => `judged nothing: ${rule}`),
    ...gapsIn(covered).map((gap) => `never reached: ${gap}`),
  ]
}
