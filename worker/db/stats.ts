import { and, eq, gte, lt, sql } from 'drizzle-orm'
import type { Counts } from '../../durable/projection/rows.ts'
import { stats } from '../../migrations/schema.ts'
import type { Env } from '../env.ts'
import { among, database } from './client.ts'
import { fromD1 } from './unavailable.ts'

/** Counts by slot of `stepMs`, only slots that have any. Actors project absolute counts of 5-minute slots. */
export async function readStats(
  env: Env,
  query: {
    from: number
    to: number
    stepMs: number
    packageId: string | null
    profileId: string | null
    visible: ReadonlySet<string> | null
  },
): Promise<Map<number, Counts>> {
  const slot = sql<number>`(${stats.at} - ${stats.at} % ${query.stepMs})`
  const sum = (column: 'accepted' | 'sent' | 'delivered' | 'read' | 'failed' | 'received') =>
    sql<number>`coalesce(sum(${stats[column]}), 0)`
  const rows = await fromD1('read stats', () =>
    database(env)
      .select({
        slot,
        accepted: sum('accepted'),
        sent: sum('sent'),
        delivered: sum('delivered'),
        read: sum('read'),
        failed: sum('failed'),
        received: sum('received'),
      })
      .from(stats)
      .where(
        and(
          gte(stats.at, query.from),
          lt(stats.at, query.to),
          query.packageId === null ? undefined : eq(stats.packageId, query.packageId),
          query.profileId === null ? undefined : eq(stats.profileId, query.profileId),
          query.visible === null ? undefined : among(stats.packageId, query.visible),
        ),
      )
      .groupBy(sql`1`),
  )
  return new Map(rows.map(({ slot: at, ...counts }) => [at, counts]))
}
