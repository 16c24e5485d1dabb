import { describe, expect, it } from 'vitest'
import { simulate } from './simulate.ts'

/** Replay one: node bench/simulate/run.ts --seed N */
const SEEDS = Array.from({ length: 30 }, (_, n) => n + 1)
/** Days on which something was found wrong once. */
const FOUND = [43, 409, 437, 447, 200_033, 500_232]
/** Rules that must have looked at something, or the run proves nothing. */
const JUDGED = [
  'promised-found',
  'final',
  'status-known',
  'at-most-once',
  'repeat-evidence',
  'cap-perSecond',
  'cap-hourly',
  'cap-daily',
  'cooldown',
  'pair-gap',
  'reach',
  'stopped',
  'opted-out',
  'window',
  'struck',
  'order',
  'one-number',
  'd1-equal',
  'rev-unique',
]

describe('a small deployment on bad days', () => {
  it('keeps the six invariants, whatever is lost, doubled, late or killed', async () => {
    const judged: Record<string, number> = {}
    const findings: string[] = []
    for (const seed of [...SEEDS, ...FOUND]) {
      const outcome = await simulate(seed)
      for (const [rule, n] of Object.entries(outcome.judged)) judged[rule] = (judged[rule] ?? 0) + n
      findings.push(...outcome.violations.map(({ rule, detail }) => `--seed ${seed}: ${rule}: ${detail}`))
    }
    expect(findings).toEqual([])
    for (const rule of JUDGED) expect([rule, judged[rule] ?? 0]).not.toEqual([rule, 0])
  }, 180_000)

  it('the same seed gives the same day', async () => {
    const [first, again, other] = [await simulate(5), await simulate(5), await simulate(6)]
    expect(again.trace).toBe(first.trace)
    expect(other.trace).not.toBe(first.trace)
  }, 30_000)
})
