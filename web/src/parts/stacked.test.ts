import { describe, expect, it } from 'vitest'
import { type ChartSeries, spread, stacked } from './stacked.ts'

const series = (name: string, kind: ChartSeries['kind'], values: ChartSeries['values']): ChartSeries => ({
  name,
  kind,
  tone: 'bar',
  values,
})

describe('stacked', () => {
  it('draws the tallest bars first and lines over all; a gap stays one', () => {
    const found = stacked([
      series('sent', 'bars', [5, null, 0]),
      series('was', 'steps', [9, 9, 9]),
      series('failed', 'bars', [2, 1, 3]),
    ])
    expect(found.map(({ name, values }) => [name, values])).toEqual([
      ['failed', [7, 1, 3]],
      ['sent', [5, null, 0]],
      ['was', [9, 9, 9]],
    ])
  })
})

describe('spread', () => {
  it('moves only what would overlap, and nothing past the edge', () => {
    expect(spread([10, 50], 18, 100)).toEqual([10, 50])
    expect(spread([10, 12, 14], 18, 100)).toEqual([10, 28, 46])
    expect(spread([90, 95, 98], 18, 100)).toEqual([64, 82, 100])
    expect(spread([], 18, 100)).toEqual([])
  })
})
