import type { Violation } from './checker.ts'
import { simulate } from './simulate.ts'

/** Seeds below `to`; `next` holds the one that nobody has taken yet, for all workers. */
export interface Share {
  next: Int32Array
  to: number
}

export interface SeedReport {
  seed: number
  violations: Violation[]
  steps: number
  ms: number
  judged: Record<string, number>
  covered: Record<string, number>
}

/** Takes seed after seed until none is left. What a day throws is a finding like any other. */
export async function runSeeds({ next, to }: Share, told: (report: SeedReport) => void): Promise<void> {
  for (let seed = Atomics.add(next, 0, 1); seed < to; seed = Atomics.add(next, 0, 1)) {
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
