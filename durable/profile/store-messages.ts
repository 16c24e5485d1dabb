import { aggregate } from '../kit/aggregate.ts'
import type { Host } from '../kit/host.ts'
import type { MessageRecord } from './record.ts'
import { RecordCache } from './record-cache.ts'

interface Row {
  content: string
  body: string
}

/** All SQL on messages and on the promises never to take one again. */
export class MessageStore {
  readonly #host: Host
  readonly #cache = new RecordCache()
  /** there was a row when it was asked last; false = not known */
  #some = false
  /** whether there is a promise at all; null = not known */
  #promises: boolean | null = null

  constructor(host: Host) {
    this.#host = host
  }

  /**
   * Inserts or replaces. `seek`: see schema.ts; a message that is gone is found by its id only. A statement that names an
   * indexed column rewrites its index even with the same value, and each is a billed row: so it is named only to change.
   * `fresh`: it is not known here, so that nothing is looked for.
   */
  put(record: MessageRecord, fresh = false): void {
    const { content, ...facts } = record
    const seek = seekOf(record)
    const body = JSON.stringify(facts)
    const before = this.#cache.peek(record.id)
    const other = fresh || (before !== undefined && seekOf(before) !== seek)
    this.#cache.put(record)
    const same = other
      ? 0
      : this.#host.sql.run(
          'UPDATE message SET user_key = ?, ended_at = ?, content = ?, body = ? WHERE id = ? AND seek IS ?',
          record.userKey,
          record.endedAt,
          content,
          body,
          record.id,
          seek,
        )
    if (same > 0) return
    this.#host.sql.run(
      'INSERT INTO message (id, seek, user_key, ended_at, content, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET seek = excluded.seek, user_key = excluded.user_key, ended_at = excluded.ended_at, content = excluded.content, body = excluded.body',
      record.id,
      seek,
      record.userKey,
      record.endedAt,
      content,
      body,
    )
  }

  /** After a transaction that failed: what was written in it never was. */
  forget(): void {
    this.#cache.clear()
    this.#promises = null
  }

  get(id: string): MessageRecord | undefined {
    const known = this.#cache.get(id)
    if (known !== undefined) return known
    const row = this.#host.sql.get<Row>('SELECT content, body FROM message WHERE id = ?', id)
    return row === undefined ? undefined : parse(row)
  }

  byWamid(wamid: string): MessageRecord | undefined {
    const known = this.#cache.byWamid(wamid)
    if (known !== undefined) return known
    const row = this.#host.sql.get<Row>('SELECT content, body FROM message WHERE seek = ? LIMIT 1', wamid)
    if (row === undefined) return undefined
    const record = parse(row)
    // a status is looked for twice: before its transaction and in it
    this.#cache.put(record)
    return record
  }

  /** Everything that is open, without its text: what the queue in memory is built from. */
  open(): MessageRecord[] {
    return this.#host.sql.all<Row>("SELECT '' AS content, body FROM message WHERE seek = 'open'").map(parse)
  }

  /** Attempts begun since, without their texts. A scan: asked only when Meta limits the portfolio's reach anew. */
  startedSince(after: number): MessageRecord[] {
    return this.#host.sql
      .all<Row>("SELECT '' AS content, body FROM message WHERE body ->> 'startedAt' > ?", after)
      .map(parse)
  }

  /** Those of these that are here, in no order. */
  many(ids: string[]): MessageRecord[] {
    const known = ids.flatMap((id) => this.#cache.get(id) ?? [])
    if (known.length === ids.length) return known
    const others = ids.filter((id) => this.#cache.peek(id) === undefined)
    const rows = this.#host.sql.all<Row>(
      'SELECT content, body FROM message WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify(others),
    )
    return [...known, ...rows.map(parse)]
  }

  /** Their end is in D1: the text goes. One row each, only where there was a text left. */
  clearText(ids: string[]): void {
    for (const id of ids) this.#cache.clearText(id)
    this.#host.sql.run(
      "UPDATE message SET content = '' WHERE content <> '' AND seek IS NOT 'open' AND id IN (SELECT value FROM json_each(?))",
      JSON.stringify(ids),
    )
  }

  /** Deletes what ended before `before`, at most `limit` rows after `after` in id order (ids begin with their time). */
  prune(after: string, before: number, limit: number): { next: string | null; deleted: number } {
    const rows = this.#host.sql.all<{ id: string; ended_at: number; seek: string | null }>(
      'SELECT id, COALESCE(ended_at, 0) AS ended_at, seek FROM message WHERE id > ? ORDER BY id LIMIT ? + 0',
      after,
      limit,
    )
    this.#some = false
    const old = rows.filter((row) => row.seek !== 'open' && row.ended_at < before).map((row) => row.id)
    for (const id of old) this.#cache.drop(id)
    this.#host.sql.run('DELETE FROM message WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(old))
    return { next: rows[limit - 1]?.id ?? null, deleted: old.length }
  }

  /** Rows of one user, for erasing: no index earns its rows for this, so it scans. */
  ofUser(keys: string[]): MessageRecord[] {
    return this.#host.sql
      .all<Row>(
        'SELECT content, body FROM message WHERE user_key IN (SELECT value FROM json_each(?))',
        JSON.stringify(keys),
      )
      .map(parse)
  }

  /** A promise never to take this epoch, nor an older one, of the message again; kept for a day. */
  promise(id: string, epoch: number, at: number): void {
    this.#promises = true
    this.#host.sql.run(
      'INSERT INTO never (id, epoch, at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET epoch = max(epoch, excluded.epoch), at = excluded.at',
      id,
      epoch,
      at,
    )
  }

  promised(id: string): number {
    this.#promises ??= this.#host.sql.get('SELECT 1 FROM never LIMIT 1') !== undefined
    if (!this.#promises) return -1
    return this.#host.sql.get<{ epoch: number }>('SELECT epoch FROM never WHERE id = ?', id)?.epoch ?? -1
  }

  prunePromises(before: number): void {
    this.#promises = null
    this.#host.sql.run('DELETE FROM never WHERE at < ?', before)
  }

  /** Asked at every turn: once there is a row, only pruning takes the last. */
  isEmpty(): boolean {
    this.#some ||= this.#host.sql.get<{ id: string }>('SELECT id FROM message LIMIT 1') !== undefined
    return !this.#some
  }

  count(): number {
    return aggregate<{ n: number }>(this.#host.sql, 'SELECT COUNT(*) AS n FROM message').n
  }
}

/** See schema.ts. */
function seekOf(record: Pick<MessageRecord, 'state' | 'wamid'>): string | null {
  return record.state === 'open' ? 'open' : record.state === 'ended' ? record.wamid : null
}

function parse(row: Row): MessageRecord {
  return { ...(JSON.parse(row.body) as Omit<MessageRecord, 'content'>), content: row.content }
}
