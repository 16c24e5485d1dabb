import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import type { D1Like, D1Statement } from '../../projection/d1.ts'
import { emptyTables } from './node-sql.ts'

class Prepared implements D1Statement {
  readonly query: string
  readonly values: SQLInputValue[]

  constructor(query: string, values: SQLInputValue[]) {
    this.query = query
    this.values = values
  }

  bind(...values: (string | number | null)[]): Prepared {
    return new Prepared(this.query, values)
  }
}

/** node:sqlite in D1's place, with the migrations that ship. */
export class NodeD1 implements D1Like {
  readonly db = new DatabaseSync(':memory:')
  readonly #prepared = new Map<string, StatementSync>()

  constructor() {
    const folder = join(dirname(fileURLToPath(import.meta.url)), '../../../migrations/sql')
    for (const file of readdirSync(folder).sort())
      if (file.endsWith('.sql')) this.db.exec(readFileSync(join(folder, file), 'utf8'))
  }

  prepare(query: string): Prepared {
    return new Prepared(query, [])
  }

  async batch(statements: D1Statement[]): Promise<void> {
    this.db.exec('BEGIN')
    try {
      for (const statement of statements) {
        if (!(statement instanceof Prepared)) throw new TypeError('a statement of another database')
        this.#prepare(statement.query).run(...statement.values)
      }
      this.db.exec('COMMIT')
    } catch (error) {
      this.db.exec('ROLLBACK')
      throw error
    }
  }

  rows<Row extends object>(query: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepare(query).all(...values) as Row[]
  }

  /** Deletes all rows of all tables. */
  empty(): void {
    emptyTables(this.db)
  }

  #prepare(query: string): StatementSync {
    let found = this.#prepared.get(query)
    if (found === undefined) {
      found = this.db.prepare(query)
      this.#prepared.set(query, found)
    }
    return found
  }
}
