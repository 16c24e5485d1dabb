import type { DatabaseSync, SQLInputValue } from 'node:sqlite'

/** As much of a D1 database as drizzle and the code use, over node:sqlite, which remembers what was asked. */
export class RecordedD1 {
  readonly queries: string[] = []
  readonly #db: DatabaseSync

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  prepare(query: string): Recorded {
    return new Recorded(this.#db, this.queries, query, [])
  }

  async batch(statements: Recorded[]): Promise<unknown[]> {
    const found: unknown[] = []
    for (const one of statements) found.push(await one.all())
    return found
  }
}

class Recorded {
  readonly #db: DatabaseSync
  readonly #queries: string[]
  readonly #query: string
  readonly #values: SQLInputValue[]

  constructor(db: DatabaseSync, queries: string[], query: string, values: SQLInputValue[]) {
    this.#db = db
    this.#queries = queries
    this.#query = query
    this.#values = values
  }

  bind(...values: SQLInputValue[]): Recorded {
    return new Recorded(this.#db, this.#queries, this.#query, values)
  }

  async all(): Promise<{ results: unknown[]; meta: { changes: number } }> {
    const statement = this.#prepare()
    if (statement.columns().length > 0) return { results: statement.all(...this.#values), meta: { changes: 0 } }
    return { results: [], meta: { changes: Number(statement.run(...this.#values).changes) } }
  }

  async run(): Promise<{ results: unknown[]; meta: { changes: number } }> {
    return this.all()
  }

  async raw(): Promise<unknown[]> {
    const statement = this.#prepare()
    statement.setReturnArrays(true)
    return statement.all(...this.#values)
  }

  async first(): Promise<unknown> {
    return (await this.all()).results[0] ?? null
  }

  #prepare() {
    this.#queries.push(this.#query)
    return this.#db.prepare(this.#query)
  }
}
