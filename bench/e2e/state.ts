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
      for (const row of db.prepare("SELECT id, status, rev, profile_id FROM messages WHERE direction = 'out'").all())
        found.set(String(row['id']), {
          status: String(row['status']),
          rev: Number(row['rev']),
          profileId: text(row['profile_id']),
        })
    db.close()
  }
  return found
}

/** Meta's ids of the inbound messages in D1, read from its file. */
export function inboundWamids(stateDir: string): Set<string> {
  const found = new Set<string>()
  for (const db of databases(stateDir)) {
    if (hasColumn(db, 'messages', 'package_id'))
      for (const row of db.prepare("SELECT wamid FROM messages WHERE direction = 'in'").all())
        found.add(String(row['wamid']))
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
      for (const row of db.prepare('SELECT id, status, epoch, n, profile_id FROM messages').all()) {
        const epoch = Number(row['epoch'])
        const rev = (epoch - (epoch % 2)) * SPAN + Number(row['n'])
        add(String(row['id']), { status: String(row['status']), rev, profileId: text(row['profile_id']) })
      }
    if (hasColumn(db, 'message', 'seek')) {
      const name: string = JSON.parse(
        String(db.prepare("SELECT value FROM state WHERE key = 'name'").get()?.['value'] ?? 'null'),
      )
      for (const row of db.prepare('SELECT id, body FROM message').all()) {
        const body: { state: string; status: string; epoch: number; n: number } = JSON.parse(String(row['body']))
        if (body.state !== 'gone')
          add(String(row['id']), { status: body.status, rev: body.epoch * SPAN + body.n, profileId: name })
      }
    }
    db.close()
  }
  return found
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
