import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { profiles } from '../../migrations/schema.ts'
import type { Env } from '../env.ts'
import { after, among, database, pageOfRows } from './client.ts'
import { type Cursor, encodeCursor } from './cursor.ts'
import { fromD1 } from './unavailable.ts'

export type ProfileRow = typeof profiles.$inferSelect

type NewProfile = Omit<
  typeof profiles.$inferInsert,
  'version' | 'appliedVersion' | 'createdAt' | 'updatedAt' | 'deletedAt'
>

/**
 * A number enters a package: a new row, or the row of a deleted profile with the next version, so that its actor takes
 * the configuration and goes on from what it remembers. null = the number belongs to a package already.
 */
export async function insertProfile(env: Env, row: NewProfile, now: number): Promise<ProfileRow | null> {
  const found = await fromD1('insert profile', () =>
    database(env)
      .insert(profiles)
      .values({ ...row, version: 1, createdAt: now, updatedAt: now })
      .onConflictDoUpdate({
        target: profiles.id,
        set: { ...row, version: sql`${profiles.version} + 1`, updatedAt: now, deletedAt: null },
        setWhere: isNotNull(profiles.deletedAt),
      })
      .returning(),
  )
  return found[0] ?? null
}

/** Deleted ones included. */
export async function readProfile(env: Env, id: string): Promise<ProfileRow | null> {
  const found = await fromD1('read profile', () => database(env).select().from(profiles).where(eq(profiles.id, id)))
  return found[0] ?? null
}

/** All living numbers of a package; a package has few (200 at most are expected in a deployment). */
export async function profilesOfPackage(env: Env, packageId: string): Promise<ProfileRow[]> {
  return await fromD1('profiles of package', () =>
    database(env)
      .select()
      .from(profiles)
      .where(and(eq(profiles.packageId, packageId), isNull(profiles.deletedAt)))
      .orderBy(asc(profiles.createdAt), asc(profiles.id)),
  )
}

export async function listProfiles(
  env: Env,
  options: { limit: number; cursor: Cursor | null; visible: ReadonlySet<string> | null; packageId?: string },
): Promise<{ rows: ProfileRow[]; nextCursor: string | null }> {
  const rows = await fromD1('list profiles', () =>
    database(env)
      .select()
      .from(profiles)
      .where(
        and(
          isNull(profiles.deletedAt),
          options.packageId === undefined ? undefined : eq(profiles.packageId, options.packageId),
          options.visible === null ? undefined : among(profiles.packageId, options.visible),
          options.cursor === null ? undefined : after(profiles.createdAt, profiles.id, options.cursor),
        ),
      )
      .orderBy(asc(profiles.createdAt), asc(profiles.id))
      .limit(options.limit + 1),
  )
  return pageOfRows(rows, options.limit, (row) => encodeCursor(row.createdAt, row.id))
}

/** Ids of the living numbers by package; `visible` null = all. */
export async function membersByPackage(env: Env, visible: ReadonlySet<string> | null): Promise<Map<string, string[]>> {
  const rows = await fromD1('members', () =>
    database(env)
      .select({ id: profiles.id, packageId: profiles.packageId })
      .from(profiles)
      .where(and(isNull(profiles.deletedAt), visible === null ? undefined : among(profiles.packageId, visible)))
      .orderBy(asc(profiles.createdAt), asc(profiles.id)),
  )
  const members = new Map<string, string[]>()
  for (const row of rows) members.set(row.packageId, [...(members.get(row.packageId) ?? []), row.id])
  return members
}

/** Writes what changed when nobody else did since `version` was read; null = somebody did, or it is gone. */
export async function updateProfile(
  env: Env,
  id: string,
  version: number,
  values: Partial<Pick<ProfileRow, 'displayName' | 'config' | 'token' | 'tokenId' | 'graphUrl'>>,
  now: number,
): Promise<ProfileRow | null> {
  const found = await fromD1('update profile', () =>
    database(env)
      .update(profiles)
      .set({ ...values, version: version + 1, updatedAt: now })
      .where(and(eq(profiles.id, id), eq(profiles.version, version), isNull(profiles.deletedAt)))
      .returning(),
  )
  return found[0] ?? null
}

export async function deleteProfile(env: Env, id: string, now: number): Promise<ProfileRow | null> {
  const found = await fromD1('delete profile', () =>
    database(env)
      .update(profiles)
      .set({ version: sql`${profiles.version} + 1`, updatedAt: now, deletedAt: now })
      .where(and(eq(profiles.id, id), isNull(profiles.deletedAt)))
      .returning(),
  )
  return found[0] ?? null
}

/** New versions for a package's numbers (null: all numbers): a setting above them changed. Answers their ids. */
export async function touchProfiles(env: Env, packageId: string | null, now: number): Promise<string[]> {
  const rows = await fromD1('touch profiles', () =>
    database(env)
      .update(profiles)
      .set({ version: sql`${profiles.version} + 1`, updatedAt: now })
      .where(and(isNull(profiles.deletedAt), packageId === null ? undefined : eq(profiles.packageId, packageId)))
      .returning({ id: profiles.id }),
  )
  return rows.map((row) => row.id)
}

export async function profileApplied(env: Env, id: string, version: number): Promise<void> {
  await fromD1('profile applied', () =>
    database(env)
      .update(profiles)
      .set({ appliedVersion: sql`max(${profiles.appliedVersion}, ${version})` })
      .where(eq(profiles.id, id)),
  )
}

/** Every number that ever was here. */
export async function allProfileIds(env: Env): Promise<string[]> {
  const rows = await fromD1('all profiles', () => database(env).select({ id: profiles.id }).from(profiles))
  return rows.map((row) => row.id)
}

/** How many numbers do not run their configuration yet. */
export async function profilesBehind(env: Env): Promise<number> {
  const rows = await fromD1('profiles behind', () =>
    database(env)
      .select({ n: sql<number>`count(*)` })
      .from(profiles)
      .where(sql`${profiles.appliedVersion} < ${profiles.version}`),
  )
  return rows[0]?.n ?? 0
}
