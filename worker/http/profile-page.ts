import type * as z from 'zod'
import type { ProfileView } from '../contract/profile.ts'
import { decodeCursor } from '../db/cursor.ts'
import { type PackageRow, readPackage } from '../db/packages.ts'
import { listProfiles, type ProfileRow } from '../db/profiles.ts'
import { cachedSettings } from '../db/settings.ts'
import type { Env } from '../env.ts'
import { actors, orNull } from './actors.ts'
import type { Caller } from './caller.ts'
import { isRefusal, type Refusal } from './reply.ts'
import { profileView } from './views/profile-view.ts'

interface Asking {
  env: Env
  caller: Caller
  now: number
}

/** A page of numbers, of one package or of all that the caller sees. */
export async function profilePage(
  ask: Asking,
  query: { limit: number; cursor?: string | undefined },
  packageId: string | undefined,
): Promise<{ items: z.infer<typeof ProfileView>[]; nextCursor: string | null } | Refusal> {
  const cursor = decodeCursor(query.cursor, 'number')
  if (cursor !== null && isRefusal(cursor)) return cursor
  const page = await listProfiles(ask.env, {
    limit: query.limit,
    cursor,
    visible: ask.caller.packageIds,
    ...(packageId === undefined ? {} : { packageId }),
  })
  const ids = [...new Set(page.rows.map((row) => row.packageId))]
  const packages = new Map(await Promise.all(ids.map(async (id) => [id, await readPackage(ask.env, id)] as const)))
  const items = await Promise.all(page.rows.map((row) => liveProfile(ask, row, packages.get(row.packageId) ?? null)))
  return { items, nextCursor: page.nextCursor }
}

/** A number with what its actor says now. */
export async function liveProfile(
  ask: { env: Env; now: number },
  row: ProfileRow,
  ofPackage: PackageRow | null,
  applied?: boolean,
): Promise<z.infer<typeof ProfileView>> {
  const [settings, status] = await Promise.all([
    cachedSettings(ask.env, ask.now),
    orNull(actors.profile(ask.env, row.id).status()),
  ])
  return profileView(row, ofPackage, settings.reconcileWindowSeconds * 1000, status, applied)
}
