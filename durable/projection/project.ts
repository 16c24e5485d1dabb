import { alerts } from './alerts.ts'
import { applied } from './applied.ts'
import { audit } from './audit.ts'
import type { D1Like, D1Statement, TableProjection } from './d1.ts'
import { messages, moves } from './messages.ts'
import { optOuts } from './opt-outs.ts'
import type { ProjectionBatch } from './rows.ts'
import { stats } from './stats.ts'
import { templates } from './templates.ts'
import { wakes } from './wakes.ts'

/** D1 takes 2 MB per value; half of it leaves room for what UTF-8 and the platform add. */
export const PARAMETER_BYTES = 1_000_000

/** Every statement that projects, for the test that looks at their plans. */
export const STATEMENTS: readonly string[] = [
  messages,
  moves,
  alerts,
  audit,
  stats,
  optOuts,
  templates,
  wakes,
  applied,
].flatMap((table) => [...table.statements])

/**
 * Writes one drain of an outbox to D1 in one transaction: each table's rows go as one JSON parameter (or several, each
 * under PARAMETER_BYTES). Safe to repeat and to reorder: see the property tests. Rejects while D1 is away.
 */
export async function project(db: D1Like, batch: ProjectionBatch): Promise<void> {
  const statements = [
    ...bound(db, messages, batch.messages),
    ...bound(db, moves, batch.messages),
    ...bound(db, alerts, batch.alerts),
    ...bound(db, audit, batch.audit),
    ...bound(db, stats, batch.stats),
    ...bound(db, optOuts, batch.optOuts),
    ...bound(db, templates, batch.templates),
    ...bound(db, wakes, batch.wakes),
    ...bound(db, applied, batch.applied),
  ]
  if (statements.length > 0) await db.batch(statements)
}

function bound<Row>(db: D1Like, table: TableProjection<Row>, rows: Row[] = []): D1Statement[] {
  return chunks(rows.map((row) => JSON.stringify(table.encode(row)))).flatMap((json) =>
    table.statements.map((query) => db.prepare(query).bind(json)),
  )
}

/** JSON lists of whole rows, each under PARAMETER_BYTES unless one row alone is larger. */
export function chunks(rows: readonly string[]): string[] {
  const lists: string[] = []
  let open: string[] = []
  let size = 0
  for (const row of rows) {
    const bytes = byteLength(row) + 1
    if (open.length > 0 && size + bytes > PARAMETER_BYTES) {
      lists.push(`[${open.join()}]`)
      open = []
      size = 0
    }
    open.push(row)
    size += bytes
  }
  if (open.length > 0) lists.push(`[${open.join()}]`)
  return lists
}

const encoder = new TextEncoder()

function byteLength(text: string): number {
  return encoder.encode(text).byteLength
}
