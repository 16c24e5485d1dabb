import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { D1Database } from '@cloudflare/workers-types'

/** One statement per element; drizzle-kit marks the borders itself, so no SQL needs to be parsed here. */
const statements = (sql: string): readonly string[] =>
  sql
    .split('--> statement-breakpoint')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** The generated migrations in their order (file names begin with their number). */
export const migrationFiles = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .sort()
  } catch {
    return []
  }
}

/**
 * Applies what is missing, each file in one batch with its own record, so that a kill in between leaves a file either
 * whole or absent. The table is wrangler's (`d1_migrations`): `wrangler d1 migrations list` agrees with it.
 *
 * @returns how many files were applied
 */
export const migrate = async (database: D1Database, folder: string): Promise<number> => {
  await database
    .prepare(
      'CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)',
    )
    .run()
  const { results } = await database.prepare('SELECT name FROM d1_migrations').all<{ name: string }>()
  const applied = new Set(results.map(({ name }) => name))
  const missing = migrationFiles(folder).filter((name) => !applied.has(name))
  for (const name of missing) {
    const parts = statements(readFileSync(join(folder, name), 'utf8')).map((sql) => database.prepare(sql))
    await database.batch([...parts, database.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name)])
  }
  return missing.length
}
