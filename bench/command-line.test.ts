import { describe, expect, it } from 'vitest'
import { optionsOf as chaos } from './chaos/options.ts'
import { optionsOf as fuzz } from './fuzz/options.ts'
import { REMOVALS } from './mutate/removal-list.ts'
import { optionsOf as removals } from './mutate/removal-options.ts'
import { optionsOf as simulate } from './simulate/options.ts'

/** Flags that say how much is done, or with what, each with the least that it takes. */
const FLAGS: [string, (args: readonly string[]) => unknown, Record<string, number>][] = [
  ['simulate', simulate, { seed: 0, seeds: 1, from: 0, most: 1, workers: 1 }],
  ['fuzz', fuzz, { requests: 1, seed: 0, at: 0 }],
  ['chaos', (args) => chaos(args, () => {}), { kills: 1, seed: 0 }],
]

describe.each(FLAGS)('the command line of %s', (_, optionsOf, flags) => {
  it.each(Object.entries(flags))('--%s takes a whole number from %i and nothing else', (flag, least) => {
    expect(optionsOf([`--${flag}=${least + 7}`])).toMatchObject({ [flag]: least + 7 })
    expect(optionsOf([`--${flag}=${least}`])).toMatchObject({ [flag]: least })
    for (const text of ['abc', '', ' ', String(least - 1), '-5', '1.5', 'NaN', 'Infinity', '3000000000', '12x'])
      expect(() => optionsOf([`--${flag}=${text}`]), text).toThrow(
        `--${flag} takes a whole number from ${least} to 1000000000, not "${text}".`,
      )
  })

  it('takes no flag and no word that it does not know', () => {
    expect(() => optionsOf(['--sedes', '5'])).toThrow("Unknown option '--sedes'")
    expect(() => optionsOf(['5'])).toThrow("Unexpected argument '5'")
  })
})

describe('the command line of removals', () => {
  it('takes all, or those named', () => {
    expect(removals([], REMOVALS)).toEqual({ find: false, chosen: REMOVALS })
    const [, second] = REMOVALS
    expect(removals(['--find', String(second?.name)], REMOVALS)).toEqual({ find: true, chosen: [second] })
  })

  it('refuses a name that is none, and a flag that it does not know', () => {
    expect(() => removals(['the epoch'], REMOVALS)).toThrow('There is no removal "the epoch", only: re-check in')
    expect(() => removals(['--fnid'], REMOVALS)).toThrow("Unknown option '--fnid'")
  })
})
