import type { Sql, SqlValue } from './host.ts'

/** The one row of a query that counts, sums or takes the first or last: without GROUP BY there is one, of an empty table too. */
export function aggregate<Row extends object>(sql: Sql, query: string, ...params: SqlValue[]): Row {
  const row = sql.get<Row>(query, ...params)
  if (row === undefined) throw new Error('an aggregate without a row')
  return row
}
