import type { FleetNumber } from '../data/fleet-number.ts'
import { counted } from '../words/count.ts'
import { type PolicyField, readField } from './fields.ts'

/** What new caps would do at once, as far as usage tells: said before they are saved. */

const WINDOWS = [
  { name: 'limits.hourly', window: 'hour', last: 'the last hour' },
  { name: 'limits.threeHourly', window: 'threeHours', last: 'the last 3 hours' },
  { name: 'limits.daily', window: 'day', last: 'the last 24 hours' },
] as const

/** Full at once, and not by the cap that holds now. A cap of 0 never slides: the form says that of itself. */
const fills = (cap: number, use: { readonly used: number; readonly cap: number | null } | undefined): boolean =>
  use !== undefined && cap > 0 && use.used >= cap && (use.cap === null || cap < use.cap)

/**
 * One sentence for each window that the new caps fill.
 *
 * @param textOf what will hold: a field's text, or what holds where it is empty
 * @param numbers those that the form is about; one whose usage is not known says nothing
 */
export const capNotes = (
  of: 'package' | 'number',
  textOf: (name: PolicyField) => string,
  numbers: readonly Pick<FleetNumber, 'usage'>[],
): readonly string[] =>
  WINDOWS.flatMap(({ name, window, last }) => {
    const cap = readField(name, textOf(name))
    if (typeof cap !== 'number') return []
    const full = numbers.filter(({ usage }) => fills(cap, usage[window]))
    const [first] = full
    if (first === undefined) return []
    if (of === 'number')
      return [`${counted(first.usage[window]?.used ?? 0, 'message')} sent in ${last}: nothing leaves until it slides.`]
    const [has, it, sets] =
      full.length === 1 ? ['has', 'it', 'it has a cap of its own'] : ['have', 'them', 'they have caps of their own']
    return [
      `${counted(full.length, 'number')} ${has} used as much in ${last}: nothing leaves from ${it} until it slides, unless ${sets}.`,
    ]
  })
