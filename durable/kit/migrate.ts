import type { Host } from './host.ts'

/**
 * Forward-only schema of one actor: step i brings version i to i + 1. A deployed actor outlives every version, so a step
 * is never edited after its release. Runs in the constructor, before anything else.
 */
export function migrate(host: Host, steps: readonly string[]): void {
  const version = readVersion(host)
  if (version >= steps.length) return
  host.transaction(() => {
    for (const step of steps.slice(version)) {
      for (const statement of step.split(';\n').map((text) => text.trim()))
        if (statement !== '') host.sql.run(statement)
    }
    host.sql.run(
      'INSERT INTO actor_schema (id, version) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version',
      steps.length,
    )
  })
}

function readVersion(host: Host): number {
  host.sql.run(
    'CREATE TABLE IF NOT EXISTS actor_schema (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL) STRICT',
  )
  return host.sql.get<{ version: number }>('SELECT version FROM actor_schema WHERE id = 1')?.version ?? 0
}
