import { and, asc, eq, inArray } from 'drizzle-orm'
import { profiles, templates } from '../../migrations/schema.ts'
import type { Env } from '../env.ts'
import { database } from './client.ts'
import { fromD1 } from './unavailable.ts'

export type TemplateRow = typeof templates.$inferSelect

/** Templates of the WABAs that a package's numbers belong to; a WABA has some hundreds at most. */
export async function templatesOfPackage(env: Env, packageId: string): Promise<TemplateRow[]> {
  const db = database(env)
  const wabas = db.select({ id: profiles.wabaId }).from(profiles).where(eq(profiles.packageId, packageId))
  return await fromD1('templates', () =>
    db
      .select()
      .from(templates)
      .where(and(eq(templates.gone, 0), inArray(templates.wabaId, wabas)))
      .orderBy(asc(templates.name), asc(templates.language), asc(templates.wabaId)),
  )
}
