/** Times and spans in words. Times are ms or RFC 3339; shown in the browser's own zone, which the rail names. */

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

// One language and one clock for every reader: an operator compares what two screens say.
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const PRECISE = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})
const SHORT = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const DATE_YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const WEEKDAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
const WEEKDAY_YEAR = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

export type Time = number | string

/** ms of a time; NaN when it is none. */
export const msOf = (time: Time): number => (typeof time === 'number' ? time : Date.parse(time))

/** `14:02:31` */
export const clock = (time: Time): string => CLOCK.format(msOf(time))

/** `14:02:31.042`, where two events of one second stand in order */
export const preciseClock = (time: Time): string => PRECISE.format(msOf(time))

/** `14:02` */
export const shortClock = (time: Time): string => SHORT.format(msOf(time))

const sameYear = (at: number, now: number): boolean => new Date(at).getFullYear() === new Date(now).getFullYear()

/** `Thursday 19 November`, `Wednesday 19 November 2025` in another year. */
export const weekday = (time: Time, now: number): string =>
  (sameYear(msOf(time), now) ? WEEKDAY : WEEKDAY_YEAR).format(msOf(time)).replace(',', '')

/** The start of the local day that `now` lies in, `back` days earlier; a day of 23 or 25 hours counts as one. */
export const startOfDay = (now: number, back = 0): number => {
  const day = new Date(now)
  day.setHours(0, 0, 0, 0)
  day.setDate(day.getDate() - back)
  return day.getTime()
}

/** `19 Nov 2026 14:02`, for what must not be taken for another day. */
export const dated = (time: Time): string => `${DATE_YEAR.format(msOf(time))} ${shortClock(time)}`

/** `14:02` today, `19 Nov 14:02` on another day, `19 Nov 2025 14:02` in another year. */
export const moment = (time: Time, now: number): string => {
  const at = msOf(time)
  if (startOfDay(at) === startOfDay(now)) return shortClock(at)
  return sameYear(at, now) ? `${DATE.format(at)} ${shortClock(at)}` : dated(at)
}

/** `14:02:31` today, else as `moment`: two things of one minute are told apart by it. */
export const toSecond = (time: Time, now: number): string =>
  startOfDay(msOf(time)) === startOfDay(now) ? clock(time) : moment(time, now)

/** `0.8 s`, `12 s`, `9 min 32 s`, `2 h 5 min`, `3 d 4 h`: the two largest units; tenths of a second below ten. */
export const span = (ms: number): string => {
  const left = Math.max(0, ms)
  // what would round to 10.0 is 10
  if (left < 9_950) return `${(left / SECOND).toFixed(1)} s`
  // rounded first, so that 59.7 s is 1 min and not 60 s
  const whole = Math.round(left / SECOND) * SECOND
  if (whole < MINUTE) return `${whole / SECOND} s`
  if (whole < HOUR) return pair(whole, MINUTE, 'min', SECOND, 's')
  if (whole < DAY) return pair(whole, HOUR, 'h', MINUTE, 'min')
  return pair(whole, DAY, 'd', HOUR, 'h')
}

const pair = (ms: number, unit: number, name: string, next: number, nextName: string): string => {
  const rest = Math.floor((ms % unit) / next)
  return `${Math.floor(ms / unit)} ${name}${rest === 0 ? '' : ` ${rest} ${nextName}`}`
}

/** One unit, for what is read at a glance: `just now`, `45 s`, `6 min`, `3 h`, `2 d`. */
export const roughly = (ms: number): string => {
  if (ms < 5 * SECOND) return 'just now'
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`
  return `${Math.floor(ms / DAY)} d`
}

/** `6 min ago`, `just now` */
export const ago = (time: Time, now: number): string => {
  const text = roughly(now - msOf(time))
  return text === 'just now' ? text : `${text} ago`
}

/** The zone that times are shown in, as the rail names it. */
export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
