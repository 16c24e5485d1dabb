import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { Sql, SqlValue } from '../host.ts'

const CHANGES = /^\s*(INSERT|UPDATE|DELETE|REPLACE|WITH)\b/i

/** node:sqlite in the place of an object's storage. Statements are prepared once. */
export class NodeSql implements Sql {
  readonly db: DatabaseSync
  readonly #prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  rowsWritten = 0

  constructor(path = ':memory:') {
    this.db = new DatabaseSync(path)
  }

  all<Row extends object>(query: string, ...params: SqlValue[]): Row[] {
    return this.#prepare(query).all(...(params as SQLInputValue[])) as Row[]
  }

  get<Row extends object>(query: string, ...params: SqlValue[]): Row | undefined {
    return this.#prepare(query).get(...(params as SQLInputValue[])) as Row | undefined
  }

  run(query: string, ...params: SqlValue[]): number {
    const changes = Number(this.#prepare(query).run(...(params as SQLInputValue[])).changes)
    // SQLite repeats the last statement's figure after one that changes no rows by its nature
    if (!CHANGES.test(query)) return 0
    this.rowsWritten += changes
    return changes
  }

  /** Every statement that was run so far. */
  get statements(): string[] {
    return [...this.#prepared.keys()]
  }

  transaction<T>(body: () => T): T {
    this.db.exec('BEGIN')
    try {
      const value = body()
      this.db.exec('COMMIT')
      return value
    } catch (error) {
      this.db.exec('ROLLBACK')
      throw error
    }
  }

  /** Deletes all rows of all tables but these. */
  empty(except: readonly string[]): void {
    emptyTables(this.db, except)
  }

  #prepare(query: string): ReturnType<DatabaseSync['prepare']> {
    let found = this.#prepared.get(query)
    if (found === undefined) {
      found = this.db.prepare(query)
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
