import { and, desc, eq, gte, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { alerts } from '../../migrations/schema.ts'
import type { Env } from '../env.ts'
import { among, before, database, pageOfRows } from './client.ts'
import { type Cursor, encodeCursor } from './cursor.ts'
import { fromD1 } from './unavailable.ts'

export type AlertRow = typeof alerts.$inferSelect

/** What a live event tells of an alert. */
export type TouchedAlert = Pick<AlertRow, 'id' | 'rev' | 'rule' | 'severity' | 'packageId' | 'closedAt'>

export interface AlertFilter {
  severities?: readonly string[] | undefined
  rule?: string | undefined
  packageId?: string | undefined
  profileId?: string | undefined
  read?: boolean | undefined
  open?: boolean | undefined
  from?: number | undefined
  to?: number | undefined
}

/** Dismissed ones are gone from every list. `visible` null = all. */
function where(filter: AlertFilter, visible: ReadonlySet<string> | null): SQL | undefined {
  return and(
    isNull(alerts.dismissedAt),
    visible === null ? undefined : among(alerts.packageId, visible),
    filter.severities === undefined ? undefined : among(alerts.severity, filter.severities),
    filter.rule === undefined ? undefined : eq(alerts.rule, filter.rule),
    filter.packageId === undefined ? undefined : eq(alerts.packageId, filter.packageId),
    filter.profileId === undefined
      ? undefined
      : eq(alerts.subject, JSON.stringify({ kind: 'profile', id: filter.profileId })),
    filter.read === undefined ? undefined : filter.read ? isNotNull(alerts.readAt) : isNull(alerts.readAt),
    filter.open === undefined ? undefined : filter.open ? isNull(alerts.closedAt) : isNotNull(alerts.closedAt),
    filter.from === undefined ? undefined : gte(alerts.firstAt, filter.from),
    filter.to === undefined ? undefined : lt(alerts.firstAt, filter.to),
  )
}

/** Newest first. */
export async function listAlerts(
  env: Env,
  filter: AlertFilter,
  options: { limit: number; cursor: Cursor | null; visible: ReadonlySet<string> | null },
): Promise<{ rows: AlertRow[]; nextCursor: string | null }> {
  const rows = await fromD1('list alerts', () =>
    database(env)
      .select()
      .from(alerts)
      .where(
        and(
          where(filter, options.visible),
          options.cursor === null ? undefined : before(alerts.firstAt, alerts.id, options.cursor),
        ),
      )
      .orderBy(desc(alerts.firstAt), desc(alerts.id))
      .limit(options.limit + 1),
  )
  return pageOfRows(rows, options.limit, (row) => encodeCursor(row.firstAt, row.id))
}

export async function countAlerts(
  env: Env,
  filter: AlertFilter,
  visible: ReadonlySet<string> | null,
): Promise<{ severity: string; total: number; unread: number }[]> {
  return await fromD1('count alerts', () =>
    database(env)
      .select({
        severity: alerts.severity,
        total: sql<number>`count(*)`,
        unread: sql<number>`sum(${alerts.readAt} IS NULL)`,
      })
      .from(alerts)
      .where(where(filter, visible))
      .groupBy(alerts.severity),
  )
}

export async function readAlert(env: Env, id: string): Promise<AlertRow | null> {
  const found = await fromD1('read alert', () =>
    database(env)
      .select()
      .from(alerts)
      .where(and(eq(alerts.id, id), isNull(alerts.dismissedAt))),
  )
  return found[0] ?? null
}

/** readAt and dismissedAt are D1's own columns: a reader's doings, never projected. */
export async function markAlertRead(env: Env, id: string, now: number): Promise<AlertRow | null> {
  const found = await fromD1('mark alert', () =>
    database(env)
      .update(alerts)
      .set({ readAt: sql`coalesce(${alerts.readAt}, ${now})` })
      .where(and(eq(alerts.id, id), isNull(alerts.dismissedAt)))
      .returning(),
  )
  return found[0] ?? null
}

/** @returns how many were unread until now, and one of them of each package: enough to have all who look ask again */
export async function markAllRead(
  env: Env,
  filter: AlertFilter,
  visible: ReadonlySet<string> | null,
  now: number,
): Promise<{ read: number; touched: TouchedAlert[] }> {
  const { id, rev, rule, severity, packageId, closedAt } = alerts
  const unread = and(where(filter, visible), isNull(alerts.readAt))
  const db = database(env)
  const [touched, marked] = await fromD1('mark all alerts', () =>
    db.batch([
      db.select({ id, rev, rule, severity, packageId, closedAt }).from(alerts).where(unread).groupBy(packageId),
      db.update(alerts).set({ readAt: now }).where(unread),
    ]),
  )
  return { read: marked.meta.changes, touched }
}

export async function dismissAlert(env: Env, id: string, now: number): Promise<void> {
  await fromD1('dismiss alert', () => database(env).update(alerts).set({ dismissedAt: now }).where(eq(alerts.id, id)))
}
