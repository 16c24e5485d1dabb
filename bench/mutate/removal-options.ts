import { parseArgs } from 'node:util'
import type { Removal } from './removal-list.ts'

/**
 * The command line of `npm run removals`: those named, or all of them.
 *
 * @throws Error in words for people when a name is none
 */
export function optionsOf(
  args: readonly string[],
  known: readonly Removal[],
): { find: boolean; chosen: readonly Removal[] } {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { find: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const names = known.map((one) => one.name)
  for (const name of positionals)
    if (!names.includes(name)) throw new Error(`There is no removal "${name}", only: ${names.join('; ')}.`)
  const chosen = positionals.length === 0 ? known : known.filter((one) => positionals.includes(one.name))
  return { find: values.find, chosen }
}
