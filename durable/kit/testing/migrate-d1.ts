/// <reference types="@cloudflare/vitest-plugin/types" />
import { applyD1Migrations } from 'cloudflare:test'

declare global {
  interface ImportMeta {
    /** The bundler's: reads files at build time. */
    glob<T>(pattern: string, options: { query: string; import: string; eager: true }): Record<string, T>
  }
}

/** Every migration that ships, as text: the bundler reads the folder, workerd has no files. */
const files = import.meta.glob<string>('../../../migrations/sql/*.sql', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** Brings a test's D1 to the schema that ships. Safe to run in each file's setup. */
export async function migrateD1(db: D1Database): Promise<void> {
  await applyD1Migrations(
    db,
    Object.entries(files)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, text]) => ({
        name: path.slice(path.lastIndexOf('/') + 1),
        queries: text.split('--> statement-breakpoint').map((query) => query.trim()),
      })),
  )
}
