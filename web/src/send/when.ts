/** Times of a form: what a `datetime-local` field holds is in the browser's own zone. */

const two = (value: number): string => String(value).padStart(2, '0')

/** `2026-11-22T14:30` of an instant, ms. */
export const localOf = (at: number): string => {
  const time = new Date(at)
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`
}

/** RFC 3339 of what the field holds; undefined = it holds no time. */
export const instantOf = (local: string): string | undefined => {
  const at = new Date(local).getTime()
  return local === '' || Number.isNaN(at) ? undefined : new Date(at).toISOString()
}

/** What is wrong with a time that must lie ahead; an empty one is none. `now`: ms. */
export const aheadWrong = (local: string, now: number): string | undefined => {
  if (local === '') return undefined
  const instant = instantOf(local)
  if (instant === undefined) return 'Enter a day and a time.'
  return Date.parse(instant) <= now ? 'This time has passed.' : undefined
}

/**
 * What is wrong with a time that was set and is changed: it cannot be taken away again, so an empty one is wrong too.
 * `instead`: what can be done about it, else ''.
 */
export const changedWrong = (local: string, now: number, instead: string): string | undefined =>
  local === '' ? `Enter a time${instead}.` : aheadWrong(local, now)
