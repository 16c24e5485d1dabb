import { count } from '../words/count.ts'

/** Stands where there is no value: a gap is not a nought. */
const NONE = '–'

/**
 * What a chart's legend says of a series: the value of the slot that is pointed at, else the sum of all.
 *
 * @param index of the slot; undefined = none is pointed at
 */
export const legendValue = (values: readonly (number | null)[], index: number | undefined): string => {
  if (index !== undefined) {
    const value = values[index] ?? null
    return value === null ? NONE : count(value)
  }
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? NONE : count(known.reduce((sum, value) => sum + value, 0))
}
