/**
 * Which minutes a cron expression names, and a ticker that fires them.
 *
 * On Cloudflare the platform fires the crons of wrangler.toml; on a laptop nothing does, so the runner does.
 * Five fields (minute, hour, day of month, month, day of week; UTC, Sunday = 0 or 7), each `*`, `n`, `a-b`, `x/step`
 * or a comma list of these: the part of Cloudflare's syntax that wrangler.toml may use.
 */
const BOUNDS: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
]

const field = (text: string, low: number, high: number): ReadonlySet<number> => {
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part)
    if (match === null) throw new RangeError(`cron: cannot read "${part}"`)
    const [, first, last, every] = match
    const from = first === undefined ? low : Number(first)
    // `5/10` counts from 5 to the end of the field, a bare `5` is 5 alone.
    const to = last !== undefined ? Number(last) : first === undefined || every !== undefined ? high : from
    const step = every === undefined ? 1 : Number(every)
    if (from < low || to > high || from > to || step < 1) throw new RangeError(`cron: "${part}" is out of range`)
    for (let value = from; value <= to; value += step) values.add(value)
  }
  return values
}

/**
 * @param expression five fields, UTC
 * @returns whether the minute that holds an instant (ms since epoch) is one of the expression's
 * @throws RangeError when the expression cannot be read
 */
export const parseCron = (expression: string): ((at: number) => boolean) => {
  const parts = expression.trim().split(/\s+/)
  if (parts.length !== BOUNDS.length) throw new RangeError(`cron: "${expression}" has not five fields`)
  const sets = BOUNDS.map(([low, high], index) => field(parts[index] ?? '*', low, high))
  const [minutes, hours, days, months, weekdays] = sets
  const anyDay = parts[2] === '*'
  const anyWeekday = parts[4] === '*'
  return (at) => {
    const date = new Date(at)
    const weekday = date.getUTCDay()
    const day = days?.has(date.getUTCDate()) === true
    const named = weekdays?.has(weekday) === true || (weekday === 0 && weekdays?.has(7) === true)
    // Cron's old rule: with both day fields restricted, either of them is enough.
    const dated = anyDay || anyWeekday ? day && named : day || named
    return (
      minutes?.has(date.getUTCMinutes()) === true &&
      hours?.has(date.getUTCHours()) === true &&
      months?.has(date.getUTCMonth() + 1) === true &&
      dated
    )
  }
}

/**
 * Minutes to fire after a wake-up: every minute since the last one fired, but only the newest when the machine slept
 * for longer than an hour; sweeps are bounded and safe to run twice, so a missed hour needs one run and not sixty.
 *
 * @param last the newest minute already fired, ms since epoch
 * @param now ms since epoch
 */
export const dueMinutes = (last: number, now: number): readonly number[] => {
  const minute = 60_000
  const newest = Math.floor(now / minute) * minute
  if (newest <= last) return []
  if (newest - last > 60 * minute) return [newest]
  const due: number[] = []
  for (let at = Math.floor(last / minute) * minute + minute; at <= newest; at += minute) due.push(at)
  return due
}
