import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import { profiles, templates } from '../../migrations/schema.ts'
import type { Env } from '../env.ts'
import { database, pageOfRows } from './client.ts'
import { fromD1 } from './unavailable.ts'

type TemplateRow = typeof templates.$inferSelect

/** Where a template stands in the list: no name at Meta has a slash, and several accounts may have the same one. */
const PLACE = sql<string>`${templates.name} || '/' || ${templates.language} || '/' || ${templates.wabaId}`

/** Templates of the WABAs that a package's numbers belong to, by name and language; `cursor`: after that place. */
export async function templatesOfPackage(
  env: Env,
  packageId: string,
  options: { limit: number; cursor: string | null },
): Promise<{ rows: TemplateRow[]; nextCursor: string | null }> {
  const db = database(env)
  const wabas = db.select({ id: profiles.wabaId }).from(profiles).where(eq(profiles.packageId, packageId))
  const rows = await fromD1('templates', () =>
    db
      .select()
      .from(templates)
      .where(
        and(
          eq(templates.gone, 0),
          inArray(templates.wabaId, wabas),
          options.cursor === null ? undefined : gt(PLACE, options.cursor),
        ),
      )
      .orderBy(asc(PLACE))
      .limit(options.limit + 1),
  )
  return pageOfRows(rows, options.limit, (row) => `${row.name}/${row.language}/${row.wabaId}`)
}
