import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { packages } from '../../migrations/schema.ts'
import type { Env } from '../env.ts'
import { after, among, database, pageOfRows } from './client.ts'
import { type Cursor, encodeCursor } from './cursor.ts'
import { fromD1 } from './unavailable.ts'

export type PackageRow = typeof packages.$inferSelect

export async function insertPackage(
  env: Env,
  row: { id: string; name: string; config: string; now: number },
): Promise<PackageRow | null> {
  const found = await fromD1('insert package', () =>
    database(env)
      .insert(packages)
      .values({ id: row.id, name: row.name, config: row.config, version: 1, createdAt: row.now, updatedAt: row.now })
      .onConflictDoNothing()
      .returning(),
  )
  return found[0] ?? null
}

/** Deleted ones included: their actor may still have work. */
export async function readPackage(env: Env, id: string): Promise<PackageRow | null> {
  const found = await fromD1('read package', () => database(env).select().from(packages).where(eq(packages.id, id)))
  return found[0] ?? null
}

/** Oldest first, without deleted ones; `visible` null = all. */
export async function listPackages(
  env: Env,
  options: { limit: number; cursor: Cursor | null; visible: ReadonlySet<string> | null },
): Promise<{ rows: PackageRow[]; nextCursor: string | null }> {
  const rows = await fromD1('list packages', () =>
    database(env)
      .select()
      .from(packages)
      .where(
        and(
          isNull(packages.deletedAt),
          options.visible === null ? undefined : among(packages.id, options.visible),
          options.cursor === null ? undefined : after(packages.createdAt, packages.id, options.cursor),
        ),
      )
      .orderBy(asc(packages.createdAt), asc(packages.id))
      .limit(options.limit + 1),
  )
  return pageOfRows(rows, options.limit, (row) => encodeCursor(row.createdAt, row.id))
}

/** Writes name and settings when nobody else did since `version` was read; null = somebody did, or it is gone. */
export async function updatePackage(
  env: Env,
  id: string,
  version: number,
  values: { name: string; config: string; now: number },
): Promise<PackageRow | null> {
  const found = await fromD1('update package', () =>
    database(env)
      .update(packages)
      .set({ name: values.name, config: values.config, version: version + 1, updatedAt: values.now })
      .where(and(eq(packages.id, id), eq(packages.version, version), isNull(packages.deletedAt)))
      .returning(),
  )
  return found[0] ?? null
}

/** A new version without a change of its own: its members or a global setting changed. */
export async function touchPackage(env: Env, id: string, now: number): Promise<void> {
  await fromD1('touch package', () =>
    database(env)
      .update(packages)
      .set({ version: sql`${packages.version} + 1`, updatedAt: now })
      .where(eq(packages.id, id)),
  )
}

export async function deletePackage(env: Env, id: string, now: number): Promise<PackageRow | null> {
  const found = await fromD1('delete package', () =>
    database(env)
      .update(packages)
      .set({ version: sql`${packages.version} + 1`, updatedAt: now, deletedAt: now })
      .where(and(eq(packages.id, id), isNull(packages.deletedAt)))
      .returning(),
  )
  return found[0] ?? null
}

/** The actor runs this version now. */
export async function packageApplied(env: Env, id: string, version: number): Promise<void> {
  await fromD1('package applied', () =>
    database(env)
      .update(packages)
      .set({ appliedVersion: sql`max(${packages.appliedVersion}, ${version})` })
      .where(eq(packages.id, id)),
  )
}

/** Ids of all living packages that `visible` allows (null = all), oldest first. */
export async function livingPackages(env: Env, visible: ReadonlySet<string> | null): Promise<string[]> {
  const rows = await fromD1('living packages', () =>
    database(env)
      .select({ id: packages.id })
      .from(packages)
      .where(and(isNull(packages.deletedAt), visible === null ? undefined : among(packages.id, visible)))
      .orderBy(asc(packages.createdAt), asc(packages.id)),
  )
  return rows.map((row) => row.id)
}

/** Every package that ever was: a deleted one's actor may still hold texts. */
export async function allPackageIds(env: Env): Promise<string[]> {
  const rows = await fromD1('all packages', () => database(env).select({ id: packages.id }).from(packages))
  return rows.map((row) => row.id)
}

/** How many packages do not run their configuration yet. */
export async function packagesBehind(env: Env): Promise<number> {
  const rows = await fromD1('packages behind', () =>
    database(env)
      .select({ n: sql<number>`count(*)` })
      .from(packages)
      .where(sql`${packages.appliedVersion} < ${packages.version}`),
  )
  return rows[0]?.n ?? 0
}
