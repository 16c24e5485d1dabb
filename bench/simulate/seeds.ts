import type { Violation } from './checker.ts'
import { simulate } from './simulate.ts'

/** Seeds `from`, `from` + `step`, … below `to`. */
export interface Share {
  from: number
  to: number
  step: number
}

export interface SeedReport {
  seed: number
  violations: Violation[]
  steps: number
  ms: number
  judged: Record<string, number>
  covered: Record<string, number>
}

/** Runs a share of the seeds, one after another. What a day throws is a finding like any other. */
export async function runSeeds({ from, to, step }: Share, told: (report: SeedReport) => void): Promise<void> {
  for (let seed = from; seed < to; seed += step) {
    const began = performance.now()
    const ms = () => Math.round(performance.now() - began)
    try {
      const { violations, steps, judged, covered } = await simulate(seed)
      told({ seed, violations, steps, ms: ms(), judged, covered })
    } catch (error) {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
      told({ seed, violations: [{ rule: 'broke', detail }], steps: 0, ms: ms(), judged: {}, covered: {} })
    }
  }
}

/** Adds the counts of one day to those of all. */
export function addCounts(sum: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [key, n] of Object.entries(more)) sum[key] = (sum[key] ?? 0) + n
}
