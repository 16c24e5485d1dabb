import { globSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const DAY_MS = 86_400_000

/** The file of D1 under a state directory. The product must have stopped. */
function openHistory(stateDir: string): DatabaseSync {
  for (const file of globSync(join(stateDir, 'api', '**', '*.sqlite'))) {
    const db = new DatabaseSync(file)
    const found = db.prepare("SELECT 1 FROM pragma_table_info('messages') WHERE name = 'package_id'").get()
    if (found !== undefined) return db
    db.close()
  }
  throw new Error('the state has no history')
}

/** Adds messages that were read long ago, over the last 30 days, to `total` rows; straight into D1's file. */
export function growHistory(stateDir: string, packageId: string, profileIds: readonly string[], total: number): void {
  const db = openHistory(stateDir)
  const before = Number(db.prepare('SELECT count(*) AS n FROM messages').get()?.['n'] ?? 0)
  db.exec('PRAGMA synchronous = OFF')
  db.exec('BEGIN')
  db.prepare(
    `WITH RECURSIVE series (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM series WHERE i + 1 < ?2)
     INSERT INTO messages (id, package_id, profile_id, direction, status, recipient, type, category, reference, wamid,
       not_before, accepted_at, updated_at, expires_at, attempts, duplicate_confirmed, error, content, rev, timeline)
     SELECT printf('wgold%021d', i), ?3, ?4 ->> (i % json_array_length(?4)), 'out',
       iif(i % 50 = 0, 'failed', 'read'), printf('+57311%07d', i % 250000), 'template', 'utility', NULL,
       printf('wamid.old%d', i), NULL, ?5 - (?2 - i) * ?6, ?5 - (?2 - i) * ?6 + 5000, NULL, 1, 0, NULL,
       '{"template":{"name":"hello_world","language":{"code":"en_US"}},"type":"template"}', 8589934600,
       '[{"k":[0,1],"at":0,"event":"accepted","reasons":[]},{"k":[2,1],"at":0,"event":"read","reasons":[]}]'
     FROM series WHERE i < ?2`,
  ).run(before, total, packageId, JSON.stringify(profileIds), Date.now() - DAY_MS, (30 * DAY_MS) / total)
  db.exec('COMMIT')
  db.close()
}
