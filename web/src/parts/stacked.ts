export type ChartSeries = {
  readonly name: string
  /** one for each instant; null = a gap, which stays a gap */
  readonly values: readonly (number | null)[]
  /** bars stand on zero and are stacked in the order given; steps are drawn over them */
  readonly kind: 'bars' | 'steps' | 'line'
  readonly tone: 'bar' | 'bad' | 'muted' | 'accent'
}

/** Bars as uPlot wants them: each on top of those before it, the tallest drawn first. */
export const stacked = (series: readonly ChartSeries[]): readonly ChartSeries[] => {
  const bars = series.filter(({ kind }) => kind === 'bars')
  const sums = bars.map((one, index) => ({
    ...one,
    values: one.values.map((value, at) =>
      value === null ? null : bars.slice(0, index + 1).reduce((sum, { values }) => sum + (values[at] ?? 0), 0),
    ),
  }))
  return [...sums.toReversed(), ...series.filter(({ kind }) => kind !== 'bars')]
}

/** Places of flags that want to stand at `wanted` (ascending): at least `apart` from each other, none beyond `right`. */
export const spread = (wanted: readonly number[], apart: number, right: number): readonly number[] => {
  const places: number[] = []
  for (const at of wanted) places.push(Math.max(at, (places.at(-1) ?? Number.NEGATIVE_INFINITY) + apart))
  let limit = right
  return places
    .toReversed()
    .map((at) => {
      const place = Math.min(at, limit)
      limit = place - apart
      return place
    })
    .toReversed()
}
