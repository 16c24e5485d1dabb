/** A part of a chart as the filter of Messages holds it. */

const two = (value: number): string => String(value).padStart(2, '0')

/** ms -> what a `datetime-local` field holds, to the minute */
export const localOf = (ms: number): string => {
  const at = new Date(ms)
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** The messages of `ms` that begin at `at`, both ms. */
export const slotQuery = (at: number, ms: number): { readonly from: string; readonly to: string } => ({
  from: localOf(at),
  to: localOf(at + ms),
})

/** Bars count what was sent and failed; the list goes by when a message was accepted, so a link says which it opens. */
export const SLOT_OPENS = 'the messages accepted in these 5 minutes'
