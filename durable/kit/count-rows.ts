import type { Host, Sql, SqlValue } from './host.ts'

/** The same host, counting what its SQL writes: an actor publishes the figure in its diagnostics. */
export function countRows(host: Host): { host: Host; rowsWritten: () => number } {
  let rows = 0
  const sql: Sql = {
    all<Row extends object>(query: string, ...params: SqlValue[]): Row[] {
      return host.sql.all<Row>(query, ...params)
    },
    get<Row extends object>(query: string, ...params: SqlValue[]): Row | undefined {
      return host.sql.get<Row>(query, ...params)
    },
    run(query: string, ...params: SqlValue[]): number {
      const written = host.sql.run(query, ...params)
      rows += written
      return written
    },
  }
  // the host stays what it is, whether a plain object or an instance: only its sql is another one
  const counting: Host = Object.create(host, { sql: { value: sql, enumerable: true } })
  return { host: counting, rowsWritten: () => rows }
}
