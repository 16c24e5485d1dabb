/** Times of an address are RFC 3339, the same for every reader; a `datetime-local` field has them in the browser's own zone. */

const two = (value: number): string => String(value).padStart(2, '0')

/** Any text of a time as RFC 3339 UTC; undefined = it is none. */
export const instant = (text: string | undefined): string | undefined => {
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}

/** RFC 3339 as a field of the browser wants it: `2026-11-19T14:05`, local; empty without one. */
export const localText = (at: string | undefined): string => {
  if (at === undefined) return ''
  const time = new Date(at)
  const day = `${String(time.getFullYear()).padStart(4, '0')}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`
}

/** And back; undefined for an empty field. */
export const ofLocalText = (text: string): string | undefined => instant(text === '' ? undefined : text)
