import { describe, expect, it } from 'vitest'
import { metricsText } from './text.ts'

describe('metrics text', () => {
  it('has a head for each family and a line for each sample', () => {
    expect(
      metricsText([
        {
          name: 'wg_queue',
          help: 'What waits',
          type: 'gauge',
          samples: [{ labels: { package: 'p', number: '1' }, value: 3 }, { value: 0.5 }],
        },
        { name: 'wg_lag', help: 'Lag', type: 'counter', samples: [{ value: 1, suffix: '_sum' }] },
      ]),
    ).toBe(
      '# HELP wg_queue What waits\n# TYPE wg_queue gauge\nwg_queue{package="p",number="1"} 3\nwg_queue 0.5\n' +
        '# HELP wg_lag Lag\n# TYPE wg_lag counter\nwg_lag_sum 1\n',
    )
  })

  it('leaves out a family without samples, and what is no number', () => {
    const samples = [{ value: Number.NaN }, { value: Number.POSITIVE_INFINITY }]
    expect(metricsText([{ name: 'a', help: 'h', type: 'gauge', samples }])).toBe('')
    expect(metricsText([{ name: 'a', help: 'h', type: 'gauge', samples: [] }])).toBe('')
  })

  it('lets no name out of its quotes', () => {
    const labels = { name: 'a"b\\c\nd{}' }
    expect(metricsText([{ name: 'a', help: 'x\ny\\', type: 'gauge', samples: [{ labels, value: 1 }] }])).toBe(
      '# HELP a x\\ny\\\\\n# TYPE a gauge\na{name="a\\"b\\\\c\\nd{}"} 1\n',
    )
  })
})
