import type { DatabaseSync } from 'node:sqlite'
import { normal } from './statements.ts'

/**
 * What a plan does that grows with a table, as `<what> <table>`: it reads the table or a whole index of it, or it sorts what
 * it has read. Explained as deployed: no actor and no D1 runs ANALYZE, so the plan depends on the text and the schema alone.
 *
 * A scan that goes along an index in the order that is asked for and stops at a LIMIT, with nothing to be filtered on the
 * way, reads as many rows as it returns: SQLite then names no sort, and the statement has no WHERE but the index's own.
 */
export function findings(db: DatabaseSync, query: string, growing: ReadonlySet<string>): string[] {
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${query}`).all() as { detail: string }[]
  const names = aliases(query)
  const read = [...plan].flatMap(({ detail }) => {
    const name = /^(?:SCAN|SEARCH) "?(\w+)"?/.exec(detail)?.[1]
    const table = name === undefined ? undefined : (names.get(name) ?? name)
    return table !== undefined && growing.has(table) ? [{ table, scan: detail.startsWith('SCAN'), detail }] : []
  })
  const sorts = plan.some(({ detail }) => detail.includes('TEMP B-TREE'))
  const limited = /\bLIMIT\b/i.test(query) && !sorts
  const where = / WHERE (.*?) ORDER BY /.exec(normal(query))?.[1]
  const bounded = (detail: string) =>
    limited && (where === undefined ? !/\bWHERE\b/i.test(query) : where === partialOf(db, detail))
  const found = read.filter(({ scan, detail }) => scan && !bounded(detail)).map(({ table }) => `scan ${table}`)
  const [first] = read
  if (sorts && first !== undefined) found.push(`sort ${first.table}`)
  return [...new Set(found)]
}

/** Tables of a schema, those of SQLite itself left out. */
export function tablesOf(db: DatabaseSync): string[] {
  const rows = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'").all()
  return rows.map((row) => String(row.name)).sort()
}

/** What the rows of a partial index have in common. */
function partialOf(db: DatabaseSync, detail: string): string | undefined {
  const name = /USING (?:COVERING )?INDEX (\w+)/.exec(detail)?.[1] ?? ''
  const index = db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').get(name)
  return / WHERE (.*)$/.exec(normal(String(index?.sql ?? '')))?.[1]
}

/** A plan names a table by its alias. */
function aliases(query: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, table, alias] of normal(query).matchAll(/\b(?:FROM|JOIN|UPDATE|,) "?(\w+)"? (?:AS )?"?(\w+)"?/gi))
    if (table !== undefined && alias !== undefined) found.set(alias, table)
  return found
}
