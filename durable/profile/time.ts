export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** Kept as the end of what has none: a person or Meta ends it. */
export const FOR_EVER = Number.MAX_SAFE_INTEGER
