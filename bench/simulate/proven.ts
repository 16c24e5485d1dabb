import { gapsIn } from './coverage.ts'
import { RULES } from './rules.ts'

/** So many days reach everything, whichever they are: the rarest come about once in a thousand. */
export const ENOUGH_SEEDS = 20_000

/** What the first 2,000 days happen to miss, and longer runs must show. */
export const LATER: readonly string[] = [
  'judged nothing: duplicate-confirmed',
  ...['blocked: not-mine', 'code: 139102', 'alert: duplicate-confirmed', 'recovery: a duplicate was confirmed'].map(
    (gap) => `never reached: ${gap}`,
  ),
]

/** What a run of many days should have judged or reached, and never did. */
export function unproven(judged: Readonly<Record<string, number>>, covered: Record<string, number>): string[] {
  return [
    ...RULES.filter((rule) => (judged[rule] ?? 0) === 0).map((rule) => `judged nothing: ${rule}`),
    ...gapsIn(covered).map((gap) => `never reached: ${gap}`),
  ]
}
