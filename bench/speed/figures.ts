/** What one run of a measurement gave, by field; units are in the names. */
export type Figures = Readonly<Record<string, number>>

/** One line of standard output: medians, and of each field the smallest and the largest run. */
export interface Line {
  name: string
  [field: string]: number | string | Readonly<Record<string, readonly [number, number]>>
}

/** Nearest-rank quantile of values in any order; 0 without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

/** The middle one; of an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? upper
  return (upper + lower) / 2
}

/** Three digits after the point are more than any of these figures deserves. */
export function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** The line of a measurement from its runs; every run has the same fields. */
export function lineOf(name: string, runs: readonly Figures[], cores: number): Line {
  const fields = Object.keys(runs[0] ?? {})
  const of = (field: string): number[] => runs.map((run) => run[field] ?? Number.NaN)
  return {
    name,
    ...Object.fromEntries(fields.map((field) => [field, round(median(of(field)))])),
    spread: Object.fromEntries(
      fields.map((field) => [field, [round(Math.min(...of(field))), round(Math.max(...of(field)))] as const]),
    ),
    runs: runs.length,
    cores,
  }
}
