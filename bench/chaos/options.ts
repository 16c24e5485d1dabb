import { parseArgs } from 'node:util'
import { wholeNumber } from '../command-line.ts'

export interface ChaosOptions {
  kills: number
  seed: number
  /** D1 fails for so long in the middle of the run, ms; 0 = never. */
  d1AwayMs: number
  /** Webhooks are kept back through the middle of the run, then delivered late all at once. */
  webhooksLost: boolean
  /** Life of a message that is sent at most once, ms: so long the quiet after the run takes. */
  lifeMs: number
  /** Told as the run goes on. */
  say(line: string): void
}

/**
 * The command line of `npm run chaos`.
 *
 * @throws Error in words for people when a figure is none
 */
export function optionsOf(args: readonly string[], say: (line: string) => void): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      'd1-away': { type: 'string', default: '0' },
      'webhooks-lost': { type: 'boolean', default: false },
    },
  })
  const minutes = Number(values['d1-away'])
  if (values['d1-away'].trim() === '' || !Number.isFinite(minutes) || minutes < 0)
    throw new Error(`--d1-away takes minutes from 0, not "${values['d1-away']}".`)
  return {
    kills: wholeNumber('kills', values.kills, 1),
    seed: wholeNumber('seed', values.seed, 0),
    d1AwayMs: minutes * 60_000,
    webhooksLost: values['webhooks-lost'],
    lifeMs: 25_000,
    say,
  }
}
