import table from './error-codes.json' with { type: 'json' }

/** One of Meta's error codes and what the guard makes of it. */
export interface ErrorEntry {
  meaning: string
  /** 'webhook' = seen only asynchronously, 'unknown' = Meta does not say */
  http: number | string
  scope: string
  retry: string
  treatment: string
  class:
    | 'account'
    | 'integrity'
    | 'auth'
    | 'quality'
    | 'throttle'
    | 'recipient'
    | 'optout'
    | 'window'
    | 'template'
    | 'media'
    | 'caller-bug'
    | 'platform'
    | 'registration'
    | 'other'
  outcome: 'refused' | 'throttled' | 'unknown'
  action:
    | 'fail'
    | 'retry'
    | 'wait'
    | 'hold_pair'
    | 'hold_recipient'
    | 'pause_number'
    | 'quarantine_number'
    | 'hold_waba'
    | 'hold_token'
    | 'hold_template'
    | 'opt_out'
    | 'unknown'
  countsAgainstNumber: boolean
  autoResume: 'never' | 'time' | 'status'
  severity: 'info' | 'warning' | 'critical'
  /** one sentence for an operator */
  guidance: string
}

const entries = new Map(Object.entries(table as Record<string, ErrorEntry>))

/** What is known of a code of Meta's, or undefined for one that is not listed. 200 to 299 share one entry. */
export function errorEntry(code: number): ErrorEntry | undefined {
  return entries.get(code >= 200 && code <= 299 ? '200-299' : String(code))
}

/** Every key of the table: codes, and the range '200-299'. */
export function listedCodes(): string[] {
  return [...entries.keys()]
}
