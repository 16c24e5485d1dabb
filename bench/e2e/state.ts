import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** A message as one store holds it. */
export interface StoredMessage {
  status: string
  rev: number
  profileId: string | null
}

const SPAN = 2 ** 32

function databases(stateDir: string): DatabaseSync[] {
  return readdirSync(join(stateDir, 'api'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.sqlite'))
    .map((file) => new DatabaseSync(join(stateDir, 'api', file), { readOnly: true }))
}

function hasColumn(db: DatabaseSync, table: string, column: string): boolean {
  return db.prepare('SELECT 1 FROM pragma_table_info(?) WHERE name = ?').get(table, column) !== undefined
}

/** Outbound messages of D1, read from its file: the product must have stopped. */
export function historyMessages(stateDir: string): Map<string, StoredMessage> {
  const found = new Map<string, StoredMessage>()
  for (const db of databases(stateDir)) {
    if (hasColumn(db, 'messages', 'package_id'))
      for (const row of db
        .prepare("SELECT id, status, rev, profile_id AS profileId FROM messages WHERE direction = 'out'")
        .all() as unknown as (StoredMessage & { id: string })[])
        found.set(row.id, { status: row.status, rev: row.rev, profileId: row.profileId })
    db.close()
  }
  return found
}

/** Outbound messages of all actors, read from their files: of several rows of one message the highest rev is right. */
export function actorMessages(stateDir: string): Map<string, StoredMessage> {
  const found = new Map<string, StoredMessage>()
  const add = (id: string, row: StoredMessage): void => {
    if (row.rev > (found.get(id)?.rev ?? -1)) found.set(id, row)
  }
  for (const db of databases(stateDir)) {
    if (hasColumn(db, 'messages', 'idem_key'))
      for (const row of db
        .prepare('SELECT id, status, epoch, n, profile_id AS profileId FROM messages')
        .all() as unknown as {
        id: string
        status: string
        epoch: number
        n: number
        profileId: string | null
      }[])
        add(row.id, { status: row.status, rev: (row.epoch - (row.epoch % 2)) * SPAN + row.n, profileId: row.profileId })
    if (hasColumn(db, 'message', 'seek')) {
      const name = JSON.parse(
        String(db.prepare("SELECT value FROM state WHERE key = 'name'").get()?.['value']),
      ) as string
      for (const row of db.prepare('SELECT id, body FROM message').all() as unknown as { id: string; body: string }[]) {
        const body = JSON.parse(row.body) as { state: string; status: string; epoch: number; n: number }
        if (body.state !== 'gone')
          add(row.id, { status: body.status, rev: body.epoch * SPAN + body.n, profileId: name })
      }
    }
    db.close()
  }
  return found
}
