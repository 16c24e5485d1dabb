/** What an isolate did since it began: the product's own code knows nothing of being counted. */
export const counts = {
  /** in objects, as the platform bills them: rows of cursors, and one for each alarm that is set or taken back */
  objectRowsRead: 0,
  objectRowsWritten: 0,
  objectStatements: 0,
  alarmsSet: 0,
  alarmRuns: 0,
  /** calls that an object took, alarms apart */
  objectRequests: 0,
  d1RowsRead: 0,
  d1RowsWritten: 0,
  d1Statements: 0,
  /** round trips to D1: a batch is one */
  d1Calls: 0,
  /** outgoing requests, and calls of the Worker's own entrypoint that make them */
  fetches: 0,
  senderCalls: 0,
  workerRequests: 0,
  /** time in which an object had a call, an alarm or work of its own under way, ms, summed over objects */
  awakeMs: 0,
}

export type Counts = typeof counts

/** By kind of actor and method: where requests, statements and rows come from. */
export const detail = new Map<string, number>()

export function note(what: string, n = 1): void {
  detail.set(what, (detail.get(what) ?? 0) + n)
}
