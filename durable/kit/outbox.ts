import type { Host } from './host.ts'

/** DDL of the outbox, to be put into an actor's first migration step. */
export const OUTBOX_DDL = `
CREATE TABLE outbox (n INTEGER PRIMARY KEY, entries TEXT NOT NULL) STRICT;
CREATE TABLE outbox_reader (reader TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`

export interface Pending {
  /** highest row read: what to acknowledge once all entries are applied */
  upTo: number
  /** distinct entries, oldest first */
  entries: string[]
}

/**
 * What changed, for durable readers (history in D1, the package, the portfolio). An entry is a wake-up signal
 * `kind:key`; a reader loads the present truth for it, so a repeated or late entry does no harm. One row per commit,
 * however many entries: a batch of 1,000 costs one row.
 */
export class Outbox {
  readonly #host: Host
  readonly #readers: readonly string[]
  readonly #cursors = new Map<string, number>()
  #last = 0
  #noted: Set<string> = new Set()

  constructor(host: Host, readers: readonly string[]) {
    this.#host = host
    this.#readers = readers
  }

  /** After migrate(): loads the cursors. */
  load(): void {
    const rows = this.#host.sql.all<{ reader: string; n: number }>('SELECT reader, n FROM outbox_reader')
    for (const { reader, n } of rows) this.#cursors.set(reader, n)
    const written = this.#host.sql.get<{ n: number | null }>('SELECT MAX(n) AS n FROM outbox')?.n ?? 0
    this.#last = Math.max(written, ...this.#cursors.values())
  }

  /** Notes a change; written by flush() in the same transaction. */
  note(entry: string): void {
    this.#noted.add(entry)
  }

  /** The last act inside each transaction: one row for all that was noted. */
  flush(): void {
    if (this.#noted.size === 0) return
    this.#host.sql.run(
      'INSERT INTO outbox (n, entries) VALUES (?, ?)',
      this.#last + 1,
      JSON.stringify([...this.#noted]),
    )
  }

  /** After a commit (true) or a rollback (false). */
  settle(committed: boolean): void {
    if (committed && this.#noted.size > 0) this.#last += 1
    this.#noted = new Set()
  }

  hasPending(reader: string): boolean {
    return this.#last > this.#place(reader)
  }

  /** How many commits the reader has not acknowledged. */
  behind(reader: string): number {
    return Math.max(0, this.#last - this.#place(reader))
  }

  /** Up to `rows` commits that the reader has not acknowledged. */
  pending(reader: string, rows: number): Pending | null {
    const from = this.#place(reader)
    if (this.#last <= from) return null
    const found = this.#host.sql.all<{ n: number; entries: string }>(
      'SELECT n, entries FROM outbox WHERE n > ? ORDER BY n LIMIT ?',
      from,
      rows,
    )
    const last = found.at(-1)
    if (last === undefined) return null
    const entries = new Set<string>()
    for (const row of found) for (const entry of JSON.parse(row.entries) as string[]) entries.add(entry)
    return { upTo: last.n, entries: [...entries] }
  }

  /**
   * Takes what names one of these out of the rows that the reader, the only one it is for, has passed: they may lie there
   * for long. Inside a transaction.
   */
  forget(reader: string, names: readonly string[]): void {
    const rows = this.#host.sql.all<{ n: number; entries: string }>(
      'SELECT n, entries FROM outbox WHERE n <= ?',
      this.#place(reader),
    )
    for (const row of rows) {
      const entries = JSON.parse(row.entries) as string[]
      const kept = entries.filter((entry) => !names.some((name) => entry.includes(name)))
      if (kept.length < entries.length)
        this.#host.sql.run('UPDATE outbox SET entries = ? WHERE n = ?', JSON.stringify(kept), row.n)
    }
  }

  /** The reader has applied everything up to `n`. Rows that all readers have passed are deleted. Safe to run twice. */
  acknowledge(reader: string, n: number): void {
    if (n <= this.#place(reader)) return
    const others = this.#readers.filter((name) => name !== reader).map((name) => this.#place(name))
    this.#host.transaction(() => {
      this.#host.sql.run(
        'INSERT INTO outbox_reader (reader, n) VALUES (?, ?) ON CONFLICT (reader) DO UPDATE SET n = excluded.n',
        reader,
        n,
      )
      this.#host.sql.run('DELETE FROM outbox WHERE n <= ?', Math.min(n, ...others))
    })
    this.#cursors.set(reader, n)
  }

  /** The last commit that the reader has acknowledged. */
  #place(reader: string): number {
    return this.#cursors.get(reader) ?? 0
  }
}

/** Commits `body` and what it noted in the outbox as one transaction. What it throws undoes both. */
export function commit<T>(host: Host, outbox: Outbox, body: () => T): T {
  let committed = false
  try {
    const result = host.transaction(() => {
      const value = body()
      outbox.flush()
      return value
    })
    committed = true
    return result
  } finally {
    outbox.settle(committed)
  }
}
