import type { Host, Sql } from './host.ts'
import { RememberedReads } from './remembered-reads.ts'

/**
 * The host as one actor uses it: what its SQL writes is counted (published in its diagnostics), and a read that was made
 * before is answered from memory until one of its tables is written. All of an actor's SQL must go through one of these.
 */
export function ownHost(given: Host): { host: Host; rowsWritten: () => number } {
  let rows = 0
  const reads = new RememberedReads(given.sql)
  const sql: Sql = {
    all: (query, ...params) => reads.all(query, params),
    get: (query, ...params) => reads.get(query, params),
    run(query, ...params) {
      reads.written(query)
      const written = given.sql.run(query, ...params)
      rows += written
      return written
    },
  }
  const transaction = <T>(body: () => T): T => {
    try {
      return given.transaction(body)
    } catch (error) {
      reads.forget()
      throw error
    }
  }
  // the host stays what it is, whether a plain object or an instance: only these two are others
  const host: Host = Object.create(given, { sql: { value: sql }, transaction: { value: transaction } })
  return { host, rowsWritten: () => rows }
}
