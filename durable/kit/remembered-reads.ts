import type { Sql, SqlValue } from './host.ts'

const READ = /^\s*SELECT\b/i
const WRITTEN = /^\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)/i
const TABLES = /\b(?:FROM|JOIN)\s+"?(\w+)/gi
/** What is kept at most: answers of an object, rows of an answer, characters of the parameters. */
const ANSWERS = 256
const ROWS = 8
const CHARACTERS = 200

interface Known {
  tables: readonly string[]
  stamp: number
  rows: readonly object[]
}

/**
 * An actor asks its own storage the same things over and over, mostly with nothing written in between. An answer is kept
 * with the time of the last write to any table that it came from, and given again while that is the same. Nothing but the
 * actor's own statements changes its storage, so this is exact. Rows are frozen, since they are shared.
 */
export class RememberedReads {
  readonly #sql: Sql
  readonly #answers = new Map<string, Known>()
  readonly #tables = new Map<string, readonly string[]>()
  /** by table: when it was last written, in writes */
  readonly #written = new Map<string, number>()
  readonly #targets = new Map<string, string | null>()
  #writes = 0

  constructor(sql: Sql) {
    this.#sql = sql
  }

  all<Row extends object>(query: string, params: SqlValue[]): Row[] {
    // handed out as a fresh array: who asks may sort or shorten it
    return [...(this.#read(query, params) as Row[])]
  }

  get<Row extends object>(query: string, params: SqlValue[]): Row | undefined {
    return this.#read(query, params)[0] as Row | undefined
  }

  /** Before each statement that is not a mere read. One whose table cannot be told makes everything forgotten. */
  written(query: string): void {
    let target = this.#targets.get(query)
    if (target === undefined) {
      target = WRITTEN.exec(query)?.[1] ?? null
      this.#targets.set(query, target)
    }
    this.#writes += 1
    if (target === null) this.#answers.clear()
    else this.#written.set(target, this.#writes)
  }

  /** After a rollback: what was read meanwhile may never have been. */
  forget(): void {
    this.#answers.clear()
  }

  #read(query: string, params: SqlValue[]): readonly object[] {
    const key = keyOf(query, params)
    if (key === null) return this.#sql.all(query, ...params)
    const known = this.#answers.get(key)
    if (known !== undefined && known.stamp === this.#stamp(known.tables)) return known.rows
    const tables = this.#tablesOf(query)
    if (tables === null) return this.#sql.all(query, ...params)
    const rows = this.#sql.all(query, ...params)
    if (rows.length > ROWS) {
      this.#answers.delete(key)
      return rows
    }
    for (const row of rows) Object.freeze(row)
    if (this.#answers.size >= ANSWERS) this.#answers.clear()
    this.#answers.set(key, { tables, stamp: this.#stamp(tables), rows })
    return rows
  }

  #stamp(tables: readonly string[]): number {
    let last = 0
    for (const table of tables) last = Math.max(last, this.#written.get(table) ?? 0)
    return last
  }

  #tablesOf(query: string): readonly string[] | null {
    let tables = this.#tables.get(query)
    if (tables === undefined) {
      if (!READ.test(query)) {
        this.written(query)
        return null
      }
      tables = [...query.matchAll(TABLES)].map(([, table]) => table ?? '')
      this.#tables.set(query, tables)
    }
    return tables
  }
}

function keyOf(query: string, params: SqlValue[]): string | null {
  let key = query
  for (const param of params) {
    if (typeof param === 'string' && param.length > CHARACTERS) return null
    key += typeof param === 'string' ? `\n${param.length}'${param}` : `\n${param}`
  }
  return key
}
