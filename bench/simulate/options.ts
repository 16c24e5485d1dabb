import { parseArgs } from 'node:util'
import { wholeNumber } from '../command-line.ts'

export interface SimulateOptions {
  /** the one day that is replayed; null = many */
  seed: number | null
  /** tells the replayed day's story */
  trace: boolean
  /** how many days, and the seed of the first */
  seeds: number
  from: number
  /** days with findings after which the run ends */
  most: number
  /** null = one per core */
  workers: number | null
}

/**
 * The command line of `npm run simulate`.
 *
 * @throws Error in words for people
 */
export function optionsOf(args: readonly string[]): SimulateOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string', default: '100' },
      from: { type: 'string', default: '1' },
      most: { type: 'string', default: '20' },
      workers: { type: 'string' },
      trace: { type: 'boolean', default: false },
    },
  })
  return {
    seed: values.seed === undefined ? null : wholeNumber('seed', values.seed, 0),
    trace: values.trace,
    seeds: wholeNumber('seeds', values.seeds, 1),
    from: wholeNumber('from', values.from, 0),
    most: wholeNumber('most', values.most, 1),
    workers: values.workers === undefined ? null : wholeNumber('workers', values.workers, 1),
  }
}
