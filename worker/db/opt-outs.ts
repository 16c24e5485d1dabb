import { and, asc, eq, gte, isNotNull, lt, type SQL, sql } from 'drizzle-orm'
import { optOuts } from '../../migrations/schema.ts'
import type { Env } from '../env.ts'
import { database, pageOfRows } from './client.ts'
import { type Cursor, encodeCursor } from './cursor.ts'
import { fromD1 } from './unavailable.ts'

export type OptOutRow = typeof optOuts.$inferSelect

/** A range of ids, which begin with the portfolio and a slash: '0' follows on '/'. */
function ofPortfolio(id: string): SQL | undefined {
  return and(gte(optOuts.id, `${id}/`), lt(optOuts.id, `${id}0`), eq(optOuts.portfolioId, id))
}

/** By id, without lifted ones. */
export async function listOptOuts(
  env: Env,
  filter: { userKeys?: readonly string[] | undefined; portfolioId?: string | undefined },
  options: { limit: number; cursor: Cursor | null },
): Promise<{ rows: OptOutRow[]; nextCursor: string | null }> {
  const rows = await fromD1('list opt-outs', () =>
    database(env)
      .select()
      .from(optOuts)
      .where(
        and(
          isNotNull(optOuts.scope),
          // ids are `portfolio/user`: with a user given they are looked up, not searched
          filter.userKeys === undefined
            ? undefined
            : sql`${optOuts.id} IN (SELECT p.id || '/' || u.value FROM portfolios AS p, json_each(${JSON.stringify(filter.userKeys)}) AS u)`,
          filter.portfolioId === undefined ? undefined : ofPortfolio(filter.portfolioId),
          options.cursor === null ? undefined : sql`${optOuts.id} > ${options.cursor[1]}`,
        ),
      )
      .orderBy(asc(optOuts.id))
      .limit(options.limit + 1),
  )
  return pageOfRows(rows, options.limit, (row) => encodeCursor('id', row.id))
}
