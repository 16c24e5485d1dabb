import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** What a killed process left half done. */
export interface Remains {
  /** Messages whose hand-over to a number had begun and was not answered. */
  handedOver: number
  /** Attempts whose intent was written and whose outcome was not. */
  intents: number
}

/** Copying more than this would take longer than the new process needs to begin writing. */
const MOST_BYTES = 48 * 1024 * 1024

/**
 * `since`: the present process's first answer, ms; an older intent is one that the kill before cut off and no actor has
 * woken for. Reads the actors' files between the death of one process and the first write of the next: from copies, since a reader of
 * the files themselves could be in the new process's way. Must be called at once after the kill.
 *
 * @returns null when the files have grown too large for that
 */
export function autopsy(stateDir: string, since: number): Remains | null {
  const root = join(stateDir, 'api', 'do')
  const files = ['whats-guard-PackageActor', 'whats-guard-ProfileActor'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')
      .map((name) => join(root, folder, name)),
  )
  const parts = files.flatMap((file) => [file, `${file}-wal`]).filter((file) => existsSync(file))
  if (parts.reduce((sum, file) => sum + statSync(file).size, 0) > MOST_BYTES) return null
  const copies = mkdtempSync(join(tmpdir(), 'whats-guard-autopsy-'))
  try {
    const remains = { handedOver: 0, intents: 0 }
    const copied = files.map((file, n) => {
      const copy = join(copies, `${n}.sqlite`)
      for (const end of ['', '-wal']) if (existsSync(`${file}${end}`)) copyFileSync(`${file}${end}`, `${copy}${end}`)
      return copy
    })
    for (const copy of copied) {
      const db = new DatabaseSync(copy)
      const count = (sql: string, ...params: number[]): number => Number(db.prepare(sql).get(...params)?.['n'] ?? 0)
      const has = (table: string): boolean =>
        db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(table) !== undefined
      if (has('offers'))
        remains.handedOver += count('SELECT coalesce(sum(json_array_length(seqs)), 0) AS n FROM offers')
      if (has('minute'))
        remains.intents += count(
          `SELECT count(*) AS n FROM message
           WHERE seek = 'open' AND body ->> 'status' = 'sending' AND body ->> 'startedAt' >= ?`,
          since,
        )
      db.close()
    }
    return remains
  } finally {
    rmSync(copies, { recursive: true, force: true })
  }
}
