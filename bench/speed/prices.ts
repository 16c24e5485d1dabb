/**
 * What Cloudflare asks for, Workers Paid, beyond what is included (2026-11), and what the free plan gives a day. Change them here.
 * The share of a month that is included is left out: it is a fixed sum, and a million messages is about the growth beyond it.
 */
export const DOLLARS = {
  workerRequest: 0.3 / 1e6,
  cpuMs: 0.02 / 1e6,
  objectRequest: 0.15 / 1e6,
  gigabyteSecond: 12.5 / 1e6,
  rowRead: 0.001 / 1e6,
  rowWritten: 1 / 1e6,
} as const

export const FREE_PER_DAY = {
  workerRequests: 100_000,
  objectRequests: 100_000,
  gigabyteSeconds: 13_000,
  rowsRead: 5_000_000,
  rowsWritten: 100_000,
} as const

/** An object is billed at this size while it is awake, whatever it uses. */
const OBJECT_GB = 0.128

/** What one message uses over its whole life. Rows of objects and of D1 cost the same, so they are one figure. */
export interface Usage {
  /** incoming requests of the Worker: acceptance and webhooks; calls of its own entrypoint are free */
  workerRequests: number
  cpuMs: number
  /** calls that objects take, and alarms that run */
  objectRequests: number
  /** time in which an object was awake, summed over objects */
  awakeMs: number
  rowsRead: number
  rowsWritten: number
}

/** Each meter's dollars for a million messages. */
export function dollarsPerMillion(usage: Usage): Record<keyof typeof DOLLARS, number> {
  const million = 1e6
  return {
    workerRequest: usage.workerRequests * DOLLARS.workerRequest * million,
    cpuMs: usage.cpuMs * DOLLARS.cpuMs * million,
    objectRequest: usage.objectRequests * DOLLARS.objectRequest * million,
    gigabyteSecond: (usage.awakeMs / 1000) * OBJECT_GB * DOLLARS.gigabyteSecond * million,
    rowRead: usage.rowsRead * DOLLARS.rowRead * million,
    rowWritten: usage.rowsWritten * DOLLARS.rowWritten * million,
  }
}

/** How many messages the free plan carries a day, and which of its limits ends it. Objects and D1 have rows of their own there; the sum is the strict side. */
export function freePlan(usage: Usage): { messagesPerDay: number; limit: keyof typeof FREE_PER_DAY } {
  const each: Record<keyof typeof FREE_PER_DAY, number> = {
    workerRequests: usage.workerRequests,
    objectRequests: usage.objectRequests,
    gigabyteSeconds: (usage.awakeMs / 1000) * OBJECT_GB,
    rowsRead: usage.rowsRead,
    rowsWritten: usage.rowsWritten,
  }
  let least: { messagesPerDay: number; limit: keyof typeof FREE_PER_DAY } | null = null
  for (const limit of ['workerRequests', 'objectRequests', 'gigabyteSeconds', 'rowsRead', 'rowsWritten'] as const) {
    const messagesPerDay = Math.floor(FREE_PER_DAY[limit] / each[limit])
    if (least === null || messagesPerDay < least.messagesPerDay) least = { messagesPerDay, limit }
  }
  return least ?? { messagesPerDay: 0, limit: 'rowsWritten' }
}
