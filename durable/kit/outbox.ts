import type { Host } from './host.ts'

/** DDL of the first outbox, part of each actor's first migration step: never edited after its release. */
export const OUTBOX_DDL = `
CREATE TABLE outbox (n INTEGER PRIMARY KEY, entries TEXT NOT NULL) STRICT;
CREATE TABLE outbox_reader (reader TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`

/** The step that brings it to pages. What some reader had passed already is told once more: that changes nothing. */
export const OUTBOX_PAGES = `
CREATE TABLE page (n INTEGER PRIMARY KEY, entries TEXT NOT NULL, carried TEXT NOT NULL) STRICT;
INSERT INTO page (n, entries, carried) SELECT n, entries, '' FROM outbox;
DROP TABLE outbox;
DROP TABLE outbox_reader;
`

/** Entries after which a page is left as it is and the next one is begun. */
const FULL = 200

export interface Pending {
  /** what to acknowledge once all entries are applied */
  upTo: number
  /** distinct entries, oldest first */
  entries: string[]
}

interface Noted {
  n: number
  entry: string
  reader: string
}

/** A page that is full: read again from storage by whom it concerns. */
interface Sealed {
  page: number
  /** the last number in it */
  upTo: number
  /** of all readers */
  entries: number
  readers: ReadonlySet<string>
}

interface Staged {
  page: number
  open: Noted[]
  sealed: Sealed | null
}

/**
 * What changed, for durable readers (history in D1, the package, the portfolio), each entry for one of them. An entry is a
 * wake-up signal `kind:key`; a reader loads the present truth for it, so a repeated or late entry does no harm.
 *
 * One row, the open page, is written anew with each commit: what no reader has taken yet, and what was noted now. So an
 * acknowledgement costs nothing; a new incarnation tells once more what was taken since the last commit, and then says so. The actor's own few
 * figures that change with each commit travel in the same row (`carry`).
 */
export class Outbox {
  readonly #host: Host
  readonly #readers: readonly string[]
  readonly #readerOf: (entry: string) => string
  /** by reader: the last number that it has acknowledged, and the last that is for it */
  readonly #done = new Map<string, number>()
  readonly #lastOf = new Map<string, number>()
  /** by reader: when it last took something, or when something came that it had nothing before; ms */
  readonly #waitsSince = new Map<string, number>()
  #sealed: Sealed[] = []
  #page = 1
  #open: Noted[] = []
  #last = 0
  /** once all up to here is taken, that is written: what an earlier incarnation left, or what is to be forgotten; 0 = nothing */
  #tidyAt = 0
  #carried = ''
  // of the transaction that runs
  #noted: Set<string> = new Set()
  #carry: string | null = null
  #rewrite = false
  #forgetting = false
  #staged: Staged | null = null

  /** `readerOf` names the one reader of an entry. */
  constructor(host: Host, readers: readonly string[], readerOf: (entry: string) => string = () => readers[0] ?? '') {
    this.#host = host
    this.#readers = readers
    this.#readerOf = readerOf
  }

  /** After migrate(). */
  load(): void {
    const pages = this.#host.sql.all<{ n: number; count: number }>(
      'SELECT n, json_array_length(entries) AS count FROM page ORDER BY n',
    )
    const open = pages.pop()
    for (const { n, count } of pages) {
      this.#last += count
      this.#sealed.push({ page: n, upTo: this.#last, entries: count, readers: new Set(this.#readers) })
      for (const reader of this.#readers) {
        this.#lastOf.set(reader, this.#last)
        this.#waitsSince.set(reader, this.#host.now())
      }
    }
    if (open === undefined) return
    const row = this.#host.sql.get<{ entries: string; carried: string }>(
      'SELECT entries, carried FROM page WHERE n = ?',
      open.n,
    )
    this.#page = open.n
    this.#carried = row?.carried ?? ''
    for (const entry of JSON.parse(row?.entries ?? '[]') as string[]) this.#add(this.#open, entry)
    this.#tidyAt = this.#last
  }

  /** What the actor last gave to carry() and committed; '' before that. */
  get carried(): string {
    return this.#carried
  }

  /** Notes a change; written by flush() in the same transaction. */
  note(entry: string): void {
    this.#noted.add(entry)
  }

  /** Keeps a text of the actor in the row that is written anyway. Inside a transaction. */
  carry(text: string): void {
    this.#carry = text
  }

  /** What its reader has taken leaves the storage now, what waits as soon as it is taken. Inside a transaction. */
  forget(): void {
    this.#rewrite = true
    this.#forgetting = true
    for (const { page, upTo } of this.#sealed) {
      const row = this.#host.sql.get<{ entries: string }>('SELECT entries FROM page WHERE n = ?', page)
      const entries = JSON.parse(row?.entries ?? '[]') as string[]
      const kept = entries.filter((entry) => this.#doneBy(this.#readerOf(entry)) < upTo)
      if (kept.length < entries.length)
        this.#host.sql.run('UPDATE page SET entries = ? WHERE n = ?', JSON.stringify(kept), page)
    }
  }

  /** The last act inside each transaction: one row for all that was noted. */
  flush(): void {
    if (this.#noted.size === 0 && this.#carry === null && !this.#rewrite) return
    const waiting = this.#open.filter(({ n, entry, reader }) => n > this.#doneBy(reader) && !this.#noted.has(entry))
    const full = waiting.length >= FULL
    const page = full ? this.#page + 1 : this.#page
    const sealed = full
      ? { page: this.#page, upTo: this.#last, entries: this.#open.length, readers: this.#readersOf(this.#open) }
      : null
    this.#staged = { page, open: full ? [] : waiting, sealed }
    const entries = this.#staged.open.map(({ entry }) => entry)
    this.#host.sql.run(
      'INSERT INTO page (n, entries, carried) VALUES (?, ?, ?) ON CONFLICT (n) DO UPDATE SET entries = excluded.entries, carried = excluded.carried',
      page,
      JSON.stringify([...entries, ...this.#noted]),
      this.#carry ?? this.#carried,
    )
  }

  /** After a commit (true) or a rollback (false). */
  settle(committed: boolean): void {
    if (committed && this.#staged !== null) {
      const { page, open, sealed } = this.#staged
      this.#page = page
      this.#open = open
      if (sealed !== null) this.#sealed.push(sealed)
      for (const entry of this.#noted) this.#add(this.#open, entry)
      this.#carried = this.#carry ?? this.#carried
      if (this.#forgetting && this.#readers.some((name) => this.hasPending(name))) this.#tidyAt = this.#last
    }
    this.#staged = null
    this.#noted = new Set()
    this.#carry = null
    this.#rewrite = false
    this.#forgetting = false
  }

  hasPending(reader: string): boolean {
    return (this.#lastOf.get(reader) ?? 0) > this.#doneBy(reader)
  }

  /** Whether a full page waits for the reader: it goes on at once, or it would never catch up with a busy actor. */
  isBehind(reader: string): boolean {
    const done = this.#doneBy(reader)
    return this.#sealed.some((one) => one.upTo > done && one.readers.has(reader))
  }

  /**
   * What the reader has not acknowledged, from memory: how many entries, those of full pages for whomever they are, and
   * for how long (ms) none of them was taken; what an earlier incarnation left counts from the start of this one.
   */
  backlog(reader: string): { entries: number; stalledMs: number } {
    const done = this.#doneBy(reader)
    const sealed = this.#sealed.filter((one) => one.upTo > done && one.readers.has(reader))
    const open = this.#open.filter((one) => one.n > done && one.reader === reader)
    const entries = sealed.reduce((sum, one) => sum + one.entries, open.length)
    const since = this.#waitsSince.get(reader)
    return { entries, stalledMs: entries === 0 || since === undefined ? 0 : Math.max(0, this.#host.now() - since) }
  }

  /** Up to `most` entries, or a whole full page, that the reader has not acknowledged. */
  pending(reader: string, most: number): Pending | null {
    while (this.hasPending(reader)) {
      const done = this.#doneBy(reader)
      const sealed = this.#sealed.find((one) => one.upTo > done && one.readers.has(reader))
      const found = sealed === undefined ? this.#ofOpen(reader, most) : this.#ofSealed(reader, sealed)
      if (found.entries.length > 0) return found
      this.acknowledge(reader, found.upTo)
    }
    return null
  }

  /** The reader has applied everything up to `upTo`. Safe to run twice. */
  acknowledge(reader: string, upTo: number): void {
    if (upTo <= this.#doneBy(reader)) return
    this.#done.set(reader, upTo)
    this.#waitsSince.set(reader, this.#host.now())
    this.#dropPassed()
    if (this.#tidyAt === 0 || this.#readers.some((name) => this.#firstFor(name) <= this.#tidyAt)) return
    // or an actor that rests would tell the same with each start
    this.#tidyAt = 0
    commit(this.#host, this, () => {
      this.#rewrite = true
    })
  }

  #dropPassed(): void {
    const passed = this.#sealed.filter((one) => [...one.readers].every((name) => this.#doneBy(name) >= one.upTo))
    if (passed.length === 0) return
    this.#sealed = this.#sealed.filter((one) => !passed.includes(one))
    this.#host.sql.run(
      'DELETE FROM page WHERE n IN (SELECT value FROM json_each(?))',
      JSON.stringify(passed.map((one) => one.page)),
    )
  }

  #ofOpen(reader: string, most: number): Pending {
    const done = this.#doneBy(reader)
    const found = this.#open.filter((one) => one.n > done && one.reader === reader).slice(0, most)
    return { upTo: found.at(-1)?.n ?? this.#last, entries: found.map(({ entry }) => entry) }
  }

  #ofSealed(reader: string, { page, upTo }: Sealed): Pending {
    const row = this.#host.sql.get<{ entries: string }>('SELECT entries FROM page WHERE n = ?', page)
    const entries = (JSON.parse(row?.entries ?? '[]') as string[]).filter((entry) => this.#readerOf(entry) === reader)
    return { upTo, entries: [...new Set(entries)] }
  }

  #add(open: Noted[], entry: string): void {
    this.#last += 1
    const reader = this.#readerOf(entry)
    if (!this.hasPending(reader)) this.#waitsSince.set(reader, this.#host.now())
    open.push({ n: this.#last, entry, reader })
    this.#lastOf.set(reader, this.#last)
  }

  #readersOf(open: readonly Noted[]): Set<string> {
    return new Set(open.map(({ reader }) => reader))
  }

  /** The first number that the reader has not acknowledged; Infinity = there is none. */
  #firstFor(reader: string): number {
    return this.hasPending(reader) ? this.#doneBy(reader) + 1 : Number.POSITIVE_INFINITY
  }

  #doneBy(reader: string): number {
    return this.#done.get(reader) ?? 0
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
