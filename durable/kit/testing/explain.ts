import type { DatabaseSync } from 'node:sqlite'

/**
 * What a plan does that grows with a table, as `<what> <table>`: it reads the table or a whole index of it, or it sorts what
 * it has read. Explained as deployed: no actor and no D1 runs ANALYZE, so the plan depends on the text and the schema alone.
 *
 * A scan that goes along an index in the order that is asked for and stops at a LIMIT, with nothing to be filtered on the
 * way, reads as many rows as it returns: SQLite then names no sort, and the statement has no WHERE but the index's own.
 *
 * @param indexes the SQL of each index by its name
 */
export function findingsIn(
  plan: readonly { detail: string }[],
  query: string,
  growing: ReadonlySet<string>,
  indexes: ReadonlyMap<string, string>,
): string[] {
  const names = aliases(query)
  const read = plan.flatMap(({ detail }) => {
    const name = /^(?:SCAN|SEARCH) "?(\w+)"?/.exec(detail)?.[1]
    const table = name === undefined ? undefined : (names.get(name) ?? name)
    return table !== undefined && growing.has(table) ? [{ table, scan: detail.startsWith('SCAN'), detail }] : []
  })
  const sorts = plan.some(({ detail }) => detail.includes('TEMP B-TREE'))
  const limited = /\bLIMIT\b/i.test(query) && !sorts
  const where = / WHERE (.*?) ORDER BY /.exec(normal(query))?.[1]
  const bounded = (detail: string) =>
    limited && (where === undefined ? !/\bWHERE\b/i.test(query) : where === partialOf(indexes, detail))
  const found = read.filter(({ scan, detail }) => scan && !bounded(detail)).map(({ table }) => `scan ${table}`)
  const [first] = read
  if (sorts && first !== undefined) found.push(`sort ${first.table}`)
  return [...new Set(found)]
}

/** findingsIn() for a database on Node. */
export function findings(db: DatabaseSync, query: string, growing: ReadonlySet<string>): string[] {
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${query}`).all() as { detail: string }[]
  const indexes = db.prepare(INDEXES).all() as { name: string; sql: string }[]
  return findingsIn(plan, query, growing, new Map(indexes.map(({ name, sql }) => [name, sql])))
}

/** Every index that was made by name, as `name` and `sql`. */
export const INDEXES = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"

/** The same text whatever its line breaks. */
export function normal(query: string): string {
  return query.replaceAll(/\s+/g, ' ').trim()
}

/** Tables of a schema, those of SQLite itself left out. */
export function tablesOf(db: DatabaseSync): string[] {
  const rows = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'").all()
  return rows.map((row) => String(row.name)).sort()
}

/** What the rows of a partial index have in common. */
function partialOf(indexes: ReadonlyMap<string, string>, detail: string): string | undefined {
  const name = /USING (?:COVERING )?INDEX (\w+)/.exec(detail)?.[1] ?? ''
  return / WHERE (.*)$/.exec(normal(indexes.get(name) ?? ''))?.[1]
}

/** A plan names a table by its alias. */
function aliases(query: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, table, alias] of normal(query).matchAll(/\b(?:FROM|JOIN|UPDATE|,) "?(\w+)"? (?:AS )?"?(\w+)"?/gi))
    if (table !== undefined && alias !== undefined) found.set(alias, table)
  return found
}
