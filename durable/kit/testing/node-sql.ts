import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { Sql, SqlValue } from '../host.ts'

const CHANGES = /^\s*(INSERT|UPDATE|DELETE|REPLACE|WITH)\b/i

interface Statement {
  sql: StatementSync
  /** SQLite repeats the last statement's figure after one that changes no rows by its nature */
  writes: boolean
}

/** node:sqlite in the place of an object's storage. Statements are prepared once. */
export class NodeSql implements Sql {
  readonly db: DatabaseSync
  readonly #prepared = new Map<string, Statement>()
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #rollback: StatementSync
  rowsWritten = 0

  constructor(path = ':memory:') {
    this.db = new DatabaseSync(path)
    this.#begin = this.db.prepare('BEGIN')
    this.#commit = this.db.prepare('COMMIT')
    this.#rollback = this.db.prepare('ROLLBACK')
  }

  all<Row extends object>(query: string, ...params: SqlValue[]): Row[] {
    return this.#prepare(query).sql.all(...(params as SQLInputValue[])) as Row[]
  }

  get<Row extends object>(query: string, ...params: SqlValue[]): Row | undefined {
    return this.#prepare(query).sql.get(...(params as SQLInputValue[])) as Row | undefined
  }

  run(query: string, ...params: SqlValue[]): number {
    const { sql, writes } = this.#prepare(query)
    const changes = Number(sql.run(...(params as SQLInputValue[])).changes)
    if (!writes) return 0
    this.rowsWritten += changes
    return changes
  }

  /** Every statement that was run so far. */
  get statements(): string[] {
    return [...this.#prepared.keys()]
  }

  transaction<T>(body: () => T): T {
    this.#begin.run()
    try {
      const value = body()
      this.#commit.run()
      return value
    } catch (error) {
      this.#rollback.run()
      throw error
    }
  }

  /** Deletes all rows of all tables but these. */
  empty(except: readonly string[]): void {
    emptyTables(this.db, except)
  }

  #prepare(query: string): Statement {
    let found = this.#prepared.get(query)
    if (found === undefined) {
      found = { sql: this.db.prepare(query), writes: CHANGES.test(query) }
      this.#prepared.set(query, found)
    }
    return found
  }
}

/** Deletes all rows of all tables but `except`, and forgets which numbers were given. */
export function emptyTables(db: DatabaseSync, except: readonly string[] = []): void {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  db.exec('PRAGMA foreign_keys = OFF')
  for (const { name } of tables) if (!except.includes(String(name))) db.exec(`DELETE FROM "${name}"`)
}
