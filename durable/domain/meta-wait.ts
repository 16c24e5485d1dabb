const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 3_600_000

export interface WaitFacts {
  /** uniform 0..1, for jitter */
  draw: number
  /** earlier answers of this kind in a row */
  repeats: number
  /** minutes that X-Business-Use-Case-Usage named, null without it */
  regainMinutes: number | null
}

/** The waits that the table names in words (error-codes.json, treatment), ms. */
export function waitMs(code: number, facts: WaitFacts, detail: string | null = null): number {
  const between = (low: number, high: number): number => low + Math.floor(facts.draw * (high - low))
  switch (code) {
    case 130429:
      return between(1 * SECOND, 5 * SECOND)
    case 131056:
      // 4^X s; past 4^8 s (18 h) the message has long ended
      return 4 ** Math.min(facts.repeats, 8) * SECOND
    case 131057:
      return between(60 * SECOND, 120 * SECOND)
    case 133015:
      return 5 * MINUTE
    case 2494100:
      return between(2 * MINUTE, 5 * MINUTE)
    case 134101:
      return 10 * MINUTE
    case 132069:
      return HOUR
    case 133016:
      return 72 * HOUR
    case 133008:
    case 133009:
      return namedDelay(detail) ?? HOUR
    default:
      // 4, 80007, 80008: as long as Meta says, else a minute that doubles to an hour
      return facts.regainMinutes !== null && facts.regainMinutes > 0
        ? facts.regainMinutes * MINUTE
        : Math.min(HOUR, 2 ** Math.min(facts.repeats, 6) * MINUTE)
  }
}

/** A delay that error_data.details names in words ("... in 30 minutes"), ms. */
function namedDelay(detail: string | null): number | null {
  const found = /(\d+)\s*(second|minute|hour|day)/i.exec(detail ?? '')
  const unit = { second: SECOND, minute: MINUTE, hour: HOUR, day: 24 * HOUR }[found?.[2]?.toLowerCase() ?? '']
  return unit === undefined ? null : Number(found?.[1]) * unit
}

/** Full jitter, 1 s doubling to 32 s; never at once. */
export function fullJitter(facts: WaitFacts): number {
  return Math.max(1, Math.round(facts.draw * SECOND * 2 ** Math.min(facts.repeats, 5)))
}
