import type { LocalWindow } from './policy.ts'

/** Local times of a profile's zone. Pure given `now`; the formatters are a cache. */
const MINUTE = 60_000
const DAY_MINUTES = 1_440
/** Offsets change only on quarter hours, so one look per zone and quarter hour is enough. */
const SLOT = 15 * MINUTE

const formatters = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, { slot: number; offset: number }>()

/** Local time minus UTC at `at`, in ms. Throws RangeError for a zone that does not exist (the edge refuses those). */
export function zoneOffset(timezone: string, at: number): number {
  const slot = Math.floor(at / SLOT)
  const known = offsets.get(timezone)
  if (known?.slot === slot) return known.offset
  const offset = readOffset(timezone, at)
  offsets.set(timezone, { slot, offset })
  return offset
}

function readOffset(timezone: string, at: number): number {
  let formatter = formatters.get(timezone)
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
    formatters.set(timezone, formatter)
  }
  const part: Record<string, number> = {}
  for (const { type, value } of formatter.formatToParts(at)) part[type] = Number(value)
  const local = Date.UTC(part.year ?? 1970, (part.month ?? 1) - 1, part.day, part.hour, part.minute)
  return local - Math.floor(at / MINUTE) * MINUTE
}

/** Minutes since local midnight, 0..1439. */
export function localMinute(now: number, timezone: string): number {
  const minute = Math.floor((now + zoneOffset(timezone, now)) / MINUTE) % DAY_MINUTES
  return (minute + DAY_MINUTES) % DAY_MINUTES
}

/** 'HH:MM' as minutes; '24:00' is the end of the day. */
function minutes(time: string): number {
  const [hour, minute] = time.split(':')
  return Number(hour) * 60 + Number(minute)
}

/** from <= local time < to. A window whose end is not after its start runs over midnight; equal ends are the whole day. */
export function inLocalWindow(now: number, timezone: string, window: LocalWindow): boolean {
  const from = minutes(window.from)
  const to = minutes(window.to)
  const local = localMinute(now, timezone)
  return from < to ? from <= local && local < to : from <= local || local < to
}

/**
 * The first instant (ms) after `now` at which one of the windows may open or close; null without windows. A change of the
 * zone's offset counts when it moves a window's state. Where the clock jumps, an edge may change nothing: look again there.
 */
export function nextLocalEdge(now: number, timezone: string, windows: readonly LocalWindow[]): number | null {
  if (windows.length === 0) return null
  const edges = windows.flatMap((window) => [minutes(window.from), minutes(window.to)])
  const state = (at: number): string => windows.map((window) => inLocalWindow(at, timezone, window)).join()
  let start = now
  for (;;) {
    const local = localMinute(start, timezone)
    const wait = Math.min(...edges.map((edge) => (edge - local - 1 + DAY_MINUTES) % DAY_MINUTES)) + 1
    const next = (Math.floor(start / MINUTE) + wait) * MINUTE
    const offset = zoneOffset(timezone, start)
    if (zoneOffset(timezone, next - 1) === offset) return next
    const jump = firstOtherOffset(timezone, start, next, offset)
    if (state(jump) !== state(now)) return jump
    start = jump
  }
}

/** The minute in (low, high] at which the zone's offset first differs from `offset`; a zone changes at most once a day. */
function firstOtherOffset(timezone: string, low: number, high: number, offset: number): number {
  let before = Math.floor(low / MINUTE)
  let after = Math.ceil(high / MINUTE)
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (zoneOffset(timezone, middle * MINUTE) === offset) before = middle
    else after = middle
  }
  return after * MINUTE
}
