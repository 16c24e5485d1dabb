import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { media, profiles } from '../../migrations/schema.ts'
import type { Env } from '../env.ts'
import { Cached } from './cached.ts'
import { among, database } from './client.ts'
import { fromD1 } from './unavailable.ts'

/** A media id never moves to another number: what is known stays so. */
const known = new Cached<string>()

/** The number that a file belongs to, as far as it came through us or in a webhook. */
export async function numberOfMedia(env: Env, id: string, now: number): Promise<string | null> {
  return await known.get(id, now, async () => {
    const found = await fromD1('number of media', () =>
      database(env).select({ profileId: media.profileId }).from(media).where(eq(media.id, id)),
    )
    return found[0]?.profileId ?? null
  })
}

/** The same for several at once; those that are not known are left out. */
export async function numbersOfMedia(env: Env, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await fromD1('numbers of media', () =>
    database(env).select({ id: media.id, profileId: media.profileId }).from(media).where(among(media.id, ids)),
  )
  return new Map(rows.map((row) => [row.id, row.profileId]))
}

/** Known here at once, also when D1 is away: then other isolates have to ask Meta. */
export async function tieMedia(env: Env, id: string, profileId: string, now: number): Promise<void> {
  known.set(id, profileId, now)
  await fromD1('tie media', () =>
    database(env).insert(media).values({ id, profileId, createdAt: now }).onConflictDoNothing(),
  )
}

/** The files of a webhook, each id with the number that Meta says they came to, in one statement. */
export async function tieReceived(env: Env, files: ReadonlyMap<string, string>, now: number): Promise<void> {
  if (files.size === 0) return
  for (const [id, profileId] of files) known.set(id, profileId, now)
  await fromD1('tie received media', () =>
    env.DB.prepare('INSERT OR IGNORE INTO media (id, profile_id, created_at) SELECT key, value, ?2 FROM json_each(?1)')
      .bind(JSON.stringify(Object.fromEntries(files)), now)
      .run(),
  )
}

export async function forgetMedia(env: Env, id: string): Promise<void> {
  known.drop(id)
  await fromD1('forget media', () => database(env).delete(media).where(eq(media.id, id)))
}

/** A living number of each business account, at most `most`: any of an account may look at its files. */
export async function numberPerAccount(env: Env, most: number): Promise<string[]> {
  const rows = await fromD1('number per account', () =>
    database(env)
      .select({ id: sql<string>`min(${profiles.id})` })
      .from(profiles)
      .where(isNull(profiles.deletedAt))
      .groupBy(profiles.wabaId)
      .orderBy(asc(profiles.wabaId))
      .limit(most),
  )
  return rows.map((row) => row.id)
}

/** The living numbers of these packages, at most `most`. */
export async function numbersOfPackages(env: Env, packageIds: ReadonlySet<string>, most: number): Promise<string[]> {
  const rows = await fromD1('numbers of packages', () =>
    database(env)
      .select({ id: profiles.id })
      .from(profiles)
      .where(and(isNull(profiles.deletedAt), among(profiles.packageId, packageIds)))
      .orderBy(asc(profiles.id))
      .limit(most),
  )
  return rows.map((row) => row.id)
}
