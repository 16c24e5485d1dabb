import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import type { Actor, Json } from '../../durable/domain/reason.ts'
import { project } from '../../durable/projection/project.ts'
import { audit } from '../../migrations/schema.ts'
import type { Env } from '../env.ts'
import { among, before, database, pageOfRows } from './client.ts'
import { type Cursor, encodeCursor } from './cursor.ts'
import { fromD1 } from './unavailable.ts'

export type AuditRow = typeof audit.$inferSelect

/**
 * An audit entry of a change that the edge itself made to configuration. Insert-once by request and action, through
 * the same writer as the actors' entries.
 */
export async function recordAudit(
  env: Env,
  entry: {
    requestId: string
    now: number
    action: string
    by: Actor
    subject: { kind: string; id: string }
    packageId: string | null
    detail: { [key: string]: Json }
  },
): Promise<void> {
  await fromD1('record audit', () =>
    project(env.DB, {
      audit: [
        {
          id: `edge:${entry.requestId}:${entry.action}`,
          at: entry.now,
          action: entry.action,
          actor: JSON.stringify(entry.by),
          subjectKind: entry.subject.kind,
          subjectId: entry.subject.id,
          packageId: entry.packageId,
          detail: JSON.stringify(entry.detail),
        },
      ],
    }),
  )
}

export interface AuditFilter {
  actorKinds?: readonly string[] | undefined
  actorId?: string | undefined
  action?: string | undefined
  packageId?: string | undefined
  subjectKind?: string | undefined
  subjectId?: string | undefined
  /** ms, inclusive */
  from?: number | undefined
  /** ms, exclusive */
  to?: number | undefined
}

/** Newest first; `visible` null = all. */
export async function listAudit(
  env: Env,
  filter: AuditFilter,
  options: { limit: number; cursor: Cursor | null; visible: ReadonlySet<string> | null },
): Promise<{ rows: AuditRow[]; nextCursor: string | null }> {
  const rows = await fromD1('list audit', () =>
    database(env)
      .select()
      .from(audit)
      .where(
        and(
          filter.actorKinds === undefined
            ? undefined
            : sql`${audit.actor} ->> 'kind' IN (SELECT value FROM json_each(${JSON.stringify(filter.actorKinds)}))`,
          filter.actorId === undefined ? undefined : sql`${audit.actor} ->> 'id' = ${filter.actorId}`,
          filter.action === undefined ? undefined : eq(audit.action, filter.action),
          filter.packageId === undefined ? undefined : eq(audit.packageId, filter.packageId),
          filter.subjectKind === undefined ? undefined : eq(audit.subjectKind, filter.subjectKind),
          filter.subjectId === undefined ? undefined : eq(audit.subjectId, filter.subjectId),
          filter.from === undefined ? undefined : gte(audit.at, filter.from),
          filter.to === undefined ? undefined : lt(audit.at, filter.to),
          options.visible === null ? undefined : among(audit.packageId, options.visible),
          options.cursor === null ? undefined : before(audit.at, audit.id, options.cursor),
        ),
      )
      .orderBy(desc(audit.at), desc(audit.id))
      .limit(options.limit + 1),
  )
  return pageOfRows(rows, options.limit, (row) => encodeCursor(row.at, row.id))
}
