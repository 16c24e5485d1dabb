import { eq, sql } from 'drizzle-orm'
import type * as z from 'zod'
import { settings } from '../../migrations/schema.ts'
import { SettingsView } from '../contract/admin.ts'
import { DEFAULT_RECONCILE_MS } from '../contract/effective-policy.ts'
import type { Env } from '../env.ts'
import { Cached } from './cached.ts'
import { database } from './client.ts'
import { fromD1 } from './unavailable.ts'

export type Settings = z.infer<typeof SettingsView>

const KEY = 'settings'

/** architecture.md, Projection: content 30 days, rows 90, audit 400; no throttle unless one is set. */
export function defaultSettings(env: Pick<Env, 'RECONCILE_WINDOW_MS'>): Settings {
  const given = Number(env.RECONCILE_WINDOW_MS ?? '')
  const reconcileMs = Number.isFinite(given) && given >= 1000 ? given : DEFAULT_RECONCILE_MS
  return {
    retention: { contentDays: 30, messageDays: 90, auditDays: 400 },
    throttle: null,
    reconcileWindowSeconds: reconcileMs / 1000,
  }
}

/** One setting row as stored, or undefined. */
export async function readSetting(env: Pick<Env, 'DB'>, key: string): Promise<string | undefined> {
  const found = await fromD1('read setting', () =>
    database(env).select({ value: settings.value }).from(settings).where(eq(settings.key, key)),
  )
  return found[0]?.value
}

/** Writes a row only when the key is new; answers what holds. */
export async function firstSetting(env: Pick<Env, 'DB'>, key: string, value: string, now: number): Promise<string> {
  await fromD1('first setting', () =>
    database(env).insert(settings).values({ key, value, version: 1, updatedAt: now }).onConflictDoNothing(),
  )
  return (await readSetting(env, key)) ?? value
}

/** Settings in force: what is stored over the defaults. */
export async function readSettings(env: Pick<Env, 'DB' | 'RECONCILE_WINDOW_MS'>): Promise<Settings> {
  const stored = await readSetting(env, KEY)
  const defaults = defaultSettings(env)
  const parsed = SettingsView.partial().safeParse(stored === undefined ? {} : JSON.parse(stored))
  const own = parsed.success ? parsed.data : {}
  return {
    retention: own.retention ?? defaults.retention,
    throttle: own.throttle ?? defaults.throttle,
    reconcileWindowSeconds: own.reconcileWindowSeconds ?? defaults.reconcileWindowSeconds,
  }
}

export async function writeSettings(env: Env, value: Settings, now: number): Promise<void> {
  await fromD1('write settings', () =>
    database(env)
      .insert(settings)
      .values({ key: KEY, value: JSON.stringify(value), version: 1, updatedAt: now })
      .onConflictDoUpdate({
        target: settings.key,
        set: { value: JSON.stringify(value), version: sql`${settings.version} + 1`, updatedAt: now },
      }),
  )
  cache.set(KEY, value, now)
}

const cache = new Cached<Settings>()

/** Settings as this isolate knows them: at most 60 s old, older only while D1 fails. */
export async function cachedSettings(env: Env, now: number): Promise<Settings> {
  return (await cache.get(KEY, now, () => readSettings(env))) ?? defaultSettings(env)
}
