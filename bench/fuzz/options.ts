import { parseArgs } from 'node:util'
import { wholeNumber } from '../command-line.ts'

export interface FuzzOptions {
  requests: number
  seed: number
  /** only this request is sent, and shown with its answer; null = all */
  at: number | null
}

/**
 * The command line of `npm run fuzz`.
 *
 * @throws Error in words for people
 */
export function optionsOf(args: readonly string[]): FuzzOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      requests: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      at: { type: 'string' },
    },
  })
  return {
    requests: wholeNumber('requests', values.requests, 1),
    seed: wholeNumber('seed', values.seed, 0),
    at: values.at === undefined ? null : wholeNumber('at', values.at, 0),
  }
}
