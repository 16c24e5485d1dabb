import type { Figures } from './figures.ts'
import type { Options } from './options.ts'

export interface Bench extends Options {
  /** Progress, for people. */
  say(line: string): void
}

/** Makes all its runs; throws Failed when a run's check does not hold. */
export type Measurement = (bench: Bench) => Promise<Figures[]>

/** A measurement whose runs have nothing in common. */
export function repeated(once: (bench: Bench) => Promise<Figures>): Measurement {
  return async (bench) => {
    const runs: Figures[] = []
    for (let run = 1; run <= bench.runs; run++) {
      const figures = await once(bench)
      bench.say(`  run ${run}/${bench.runs}: ${JSON.stringify(figures)}`)
      runs.push(figures)
    }
    return runs
  }
}

/** `whole` as the table has it, or what a smoke makes of it. */
export function sized(bench: Bench, whole: number, small: number): number {
  return bench.seconds === null ? whole : Math.min(whole, small)
}

/** How long a measurement of `seconds` is to take, ms. */
export function lasting(bench: Bench, seconds: number): number {
  return (bench.seconds ?? seconds) * 1000
}
