import { parseArgs } from 'node:util'

export interface Options {
  /** Names of the measurements to make, in order. */
  only: readonly string[]
  runs: number
  /** Shortens every measurement to about this long and makes it small: a smoke, no figure of which means anything. null = as the table says. */
  seconds: number | null
  /** Origin of somebody else's stand-in for Meta; null = ours. */
  meta: string | null
}

/**
 * The command line of `npm run bench`.
 *
 * @param known every measurement's name
 * @param apart names of those that need our own stand-in, left out with --meta unless named
 * @throws Error in words for people
 */
export function optionsOf(args: readonly string[], known: readonly string[], apart: ReadonlySet<string>): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      runs: { type: 'string', default: '3' },
      seconds: { type: 'string' },
      meta: { type: 'string' },
    },
  })
  const figure = (name: string, text: string): number => {
    const value = Number(text)
    if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name} takes a number above 0, not "${text}".`)
    return value
  }
  const meta = values.meta === undefined ? null : values.meta.replace(/\/+$/, '')
  if (meta !== null && !URL.canParse(meta)) throw new Error(`--meta takes an address, not "${meta}".`)
  const named = values.only?.split(',') ?? known.filter((name) => meta === null || !apart.has(name))
  for (const name of named) {
    if (!known.includes(name)) throw new Error(`--only takes one of ${known.join(', ')}, not "${name}".`)
    if (meta !== null && apart.has(name))
      throw new Error(`${name} needs our own stand-in: no webhooks come from --meta.`)
  }
  return {
    only: named,
    runs: Math.ceil(figure('runs', values.runs)),
    seconds: values.seconds === undefined ? null : figure('seconds', values.seconds),
    meta,
  }
}
