import { readSetting, readSettings } from '../db/settings.ts'
import { fromD1 } from '../db/unavailable.ts'
import type { Env } from '../env.ts'

const DAY_MS = 86_400_000
const MEDIA_DAYS = 35
/** Rows per statement and statements per table and run: what is left comes in the next hour. */
const CHUNK = 500
const ROUNDS = 40
const CURSOR = 'pruned-content'

/** Forgets by retention (architecture.md, Projection): texts, rows, audit, counts, raw webhooks. */
export async function prune(env: Env, now: number): Promise<void> {
  const { contentDays, messageDays, auditDays } = (await readSettings(env)).retention
  await pruneContent(env, now - contentDays * DAY_MS, now)
  // what has not ended stays, however old: a message may be scheduled for next year
  await remove(
    env,
    `DELETE FROM messages WHERE id IN (
       SELECT id FROM messages WHERE accepted_at < ?1 AND (direction = 'in' OR status IN
         ('sent', 'delivered', 'read', 'failed', 'unresolved', 'cancelled', 'expired'))
       ORDER BY accepted_at, id LIMIT ?2)`,
    now - messageDays * DAY_MS,
  )
  await remove(
    env,
    'DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ?1 ORDER BY at, id LIMIT ?2)',
    now - auditDays * DAY_MS,
  )
  await remove(
    env,
    'DELETE FROM alerts WHERE id IN (SELECT id FROM alerts WHERE first_at < ?1 AND last_at < ?1 ORDER BY first_at, id LIMIT ?2)',
    now - auditDays * DAY_MS,
  )
  await remove(
    env,
    'DELETE FROM stats WHERE (at, owner) IN (SELECT at, owner FROM stats WHERE at < ?1 ORDER BY at, owner LIMIT ?2)',
    now - auditDays * DAY_MS,
  )
  await remove(
    env,
    'DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < ?1 ORDER BY id LIMIT ?2)',
    now,
  )
  // Meta keeps a file for 30 days; rows lie in the order in which they came
  await remove(
    env,
    'DELETE FROM media WHERE rowid IN (SELECT rowid FROM media ORDER BY rowid LIMIT ?2) AND created_at < ?1',
    now - MEDIA_DAYS * DAY_MS,
  )
  // a raw body may hold texts: it lives as long as a text does. Its id follows its time, so the oldest are the first.
  await remove(
    env,
    'DELETE FROM raw_webhooks WHERE id IN (SELECT id FROM raw_webhooks ORDER BY id LIMIT ?2) AND at < ?1',
    now - contentDays * DAY_MS,
  )
}

/** `query` takes ?1 = the oldest time that stays (ms) and ?2 = the most rows. */
async function remove(env: Env, query: string, before: number): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const done = await fromD1('prune', () => env.DB.prepare(query).bind(before, CHUNK).run())
    if (done.meta.changes === 0) return
  }
}

/**
 * Takes the texts out of rows older than `before`. A cursor over (accepted_at, id) keeps each run from reading again
 * what earlier ones have done: rows without text look like any other in the index.
 */
async function pruneContent(env: Env, before: number, now: number): Promise<void> {
  const stored = await readSetting(env, CURSOR)
  let cursor: { at: number; id: string } = stored === undefined ? { at: 0, id: '' } : JSON.parse(stored)
  // a longer retention set later must not leave a gap behind the cursor
  if (cursor.at >= before) return
  for (let round = 0; round < ROUNDS; round++) {
    const next = await fromD1('texts to prune', () =>
      env.DB.prepare(
        `SELECT accepted_at AS at, id FROM messages WHERE (accepted_at, id) > (?1, ?2) AND accepted_at < ?3
         ORDER BY accepted_at, id LIMIT ?4`,
      )
        .bind(cursor.at, cursor.id, before, CHUNK)
        .all<{ at: number; id: string }>(),
    )
    const last = next.results.at(-1)
    if (last === undefined) return
    await fromD1('prune texts', () =>
      env.DB.batch([
        env.DB.prepare(
          'UPDATE messages SET content = NULL WHERE content IS NOT NULL AND id IN (SELECT value FROM json_each(?1))',
        ).bind(JSON.stringify(next.results.map((row) => row.id))),
        env.DB.prepare(
          `INSERT INTO settings (key, value, version, updated_at) VALUES (?1, ?2, 1, ?3)
           ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = version + 1, updated_at = excluded.updated_at`,
        ).bind(CURSOR, JSON.stringify(last), now),
      ]),
    )
    cursor = last
    if (next.results.length < CHUNK) return
  }
}
