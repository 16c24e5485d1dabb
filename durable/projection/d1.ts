/** As much of D1 as a projection needs, so that node:sqlite can stand in for it under the virtual clock. */
export interface D1Statement {
  bind(...values: (string | number | null)[]): D1Statement
}

export interface D1Like {
  prepare(query: string): D1Statement
  /** All statements in one transaction. */
  batch(statements: D1Statement[]): Promise<unknown>
}

/** What one table needs: its rows of a batch as plain JSON members, and the statements that take them as ?1. */
export interface TableProjection<Row> {
  statements: readonly string[]
  /** The row as it goes into the JSON parameter. */
  encode(row: Row): object
}
