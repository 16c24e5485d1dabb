import { describe, expect, it } from 'vitest'
import { runCrew } from './crew.ts'
import { LATER, unproven } from './proven.ts'
import { addCounts } from './seeds.ts'
import { simulate } from './simulate.ts'

/** Replay one: npm run simulate -- --seed N --trace */
const SEEDS = 2_000

describe('a small deployment on bad days', () => {
  it('keeps the six invariants, whatever is lost, doubled, late or killed, and every kind of trouble came', async () => {
    const judged: Record<string, number> = {}
    const covered: Record<string, number> = {}
    const findings: string[] = []
    let seeds = 0
    await runCrew({ from: 1, count: SEEDS, gently: true }, (report) => {
      seeds += 1
      addCounts(judged, report.judged)
      addCounts(covered, report.covered)
      findings.push(...report.violations.map(({ rule, detail }) => `--seed ${report.seed}: ${rule}: ${detail}`))
    })
    expect(findings).toEqual([])
    expect(seeds).toBe(SEEDS)
    expect(unproven(judged, covered).filter((gap) => !LATER.includes(gap))).toEqual([])
  }, 1_200_000)

  it('the same seed gives the same day', async () => {
    const [first, again, other] = [await simulate(5), await simulate(5), await simulate(6)]
    expect(again.trace).toBe(first.trace)
    expect(other.trace).not.toBe(first.trace)
  }, 300_000)
})
