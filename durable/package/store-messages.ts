import type { MessageStatus } from '../domain/status.ts'
import type { Host, SqlValue } from '../kit/host.ts'
import { Conversations } from './conversations.ts'
import { Firsts } from './firsts.ts'
import type { Facts, FullRow, MessageRow } from './row.ts'
import { fromStored, type Stored } from './stored-row.ts'

const TAILS = 36 ** 4

/** The seqs that an id may have: its tail is seq modulo 36^4, so no index on the id is needed (a row written less). */
export function seqsOf(id: string, min: number, max: number): number[] {
  const tail = Number.parseInt(id.slice(-7, -3), 36)
  if (Number.isNaN(tail)) return []
  const seqs: number[] = []
  for (let seq = tail + Math.max(0, Math.ceil((min - tail) / TAILS)) * TAILS; seq <= max; seq += TAILS) seqs.push(seq)
  return seqs
}

/** The messages themselves: rows in and out, one statement per change of place. No other class writes this table. */
export class MessageStore {
  readonly #host: Host
  /** kept in step with each write of this table */
  readonly conversations: Conversations
  /** as well */
  readonly firsts = new Firsts()
  /** addresses under which nobody waits in a lane, as was found and not changed since */
  readonly #bare = new Set<string>()
  #next: number | null = null
  #oldest: number | null = null

  constructor(host: Host, conversations = new Conversations()) {
    this.#host = host
    this.conversations = conversations
  }

  /** The next place in the acceptance order: taken by insert(), given back by a rollback (forget()). */
  get nextSeq(): number {
    this.#next ??= (this.#host.sql.get<{ seq: number | null }>('SELECT MAX(seq) AS seq FROM messages')?.seq ?? 0) + 1
    return this.#next
  }

  /** After a rollback: what was counted in memory is read anew. */
  forget(): void {
    this.#next = null
    this.#oldest = null
    this.conversations.clear()
    this.firsts.clear()
    this.#bare.clear()
  }

  insert(row: FullRow): void {
    this.#host.sql.run(
      `INSERT INTO messages (seq, id, state, status, told, conv, target, lane, due_at, expires_at, user_key, ord, movable,
         tied_to, profile_id, epoch, n, attempts, accepted_at, send_at, not_before, updated_at, ended_at, bytes, idem_key,
         body_hash, facts, content, timeline, answer)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[row.seq, row.id, row.state, row.status, row.told, row.conv, row.target, row.lane, row.dueAt, row.expiresAt],
      ...[row.userKey, row.order === 'free' ? 1 : 0, row.movable ? 1 : 0, row.tiedTo, row.profileId, row.epoch, row.n],
      ...[row.attempts, row.acceptedAt, row.sendAt, row.notBefore, row.updatedAt, row.endedAt, row.bytes, row.key],
      ...[row.bodyHash, JSON.stringify(row.facts), row.content, JSON.stringify(row.timeline), row.answer],
    )
    this.#next = row.seq + 1
    this.#stored(row)
  }

  /** A change of place: everything that may have changed with it. `conv` and the user's key only when they did. */
  move(row: MessageRow): void {
    this.#host.sql.run(
      `UPDATE messages SET state = ?, status = ?, told = ?, target = ?, due_at = ?, expires_at = ?, tied_to = ?,
         profile_id = ?, epoch = ?, n = ?, attempts = ?, not_before = ?, updated_at = ?, timeline = ? WHERE seq = ?`,
      ...[row.state, row.status, row.told, row.target, row.dueAt, row.expiresAt, row.tiedTo, row.profileId, row.epoch],
      ...[row.n, row.attempts, row.notBefore, row.updatedAt, JSON.stringify(row.timeline), row.seq],
    )
    this.#stored(row)
  }

  /** It joins, leaves or changes its conversation: apart from move(), since this touches the conversation's index. */
  setConversation(row: MessageRow, conv: 0 | 1, userKey: string): void {
    this.#host.sql.run('UPDATE messages SET conv = ?, user_key = ? WHERE seq = ?', conv, userKey, row.seq)
    this.conversations.drop(row.userKey)
    row.conv = conv
    row.userKey = userKey
    this.conversations.drop(userKey)
  }

  /** The profile's word on a message that it holds. */
  setTold(row: MessageRow, told: MessageStatus): void {
    this.#host.sql.run('UPDATE messages SET told = ? WHERE seq = ?', told, row.seq)
    row.told = told
    this.conversations.put(row)
  }

  /** The end, as its profile told it: the text goes, (id, status) stay; the profile's view stands in D1. */
  endTold(row: MessageRow, told: MessageStatus, at: number): void {
    this.#host.sql.run(
      "UPDATE messages SET state = 'ended', conv = 0, told = ?, ended_at = ?, content = '' WHERE seq = ?",
      told,
      at,
      row.seq,
    )
    row.state = 'ended'
    row.told = told
    row.conv = 0
    this.#stored(row)
  }

  /** An end by the package's own word: its text stays until it was projected (erase()). */
  endHere(row: MessageRow, at: number): void {
    this.#host.sql.run('UPDATE messages SET conv = 0, ended_at = ? WHERE seq = ?', at, row.seq)
    this.move(row)
  }

  /** Ended by the package's own word and projected: the text goes. */
  erase(seqs: readonly number[]): void {
    this.#host.sql.run(
      "UPDATE messages SET content = '' WHERE seq IN (SELECT value FROM json_each(?)) AND state = 'ended' AND content <> ''",
      JSON.stringify(seqs),
    )
  }

  /** New content (an edit), with what depends on it. */
  setContent(row: FullRow): void {
    this.#host.sql.run(
      'UPDATE messages SET content = ?, bytes = ?, facts = ?, movable = ?, send_at = ?, body_hash = ? WHERE seq = ?',
      ...[row.content, row.bytes, JSON.stringify(row.facts), row.movable ? 1 : 0, row.sendAt, row.bodyHash, row.seq],
    )
    this.conversations.drop(row.userKey)
  }

  clearKey(seq: number): void {
    this.#host.sql.run('UPDATE messages SET idem_key = NULL WHERE seq = ?', seq)
  }

  byKey(key: string): FullRow | undefined {
    return this.#one('SELECT * FROM messages WHERE idem_key = ?', key)
  }

  bySeq(seq: number): FullRow | undefined {
    return this.#one('SELECT * FROM messages WHERE seq = ?', seq)
  }

  bySeqs(seqs: readonly number[]): FullRow[] {
    const [seq] = seqs
    if (seq === undefined) return []
    // one is what is asked for most of the time: by its key, three times as fast
    if (seqs.length === 1) return [this.bySeq(seq) ?? []].flat()
    return this.#many(
      'SELECT * FROM messages WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq',
      JSON.stringify(seqs),
    )
  }

  byId(id: string): FullRow | undefined {
    return this.byIds([id])[0]
  }

  /** Rows of the ids that exist, in the order of acceptance. */
  byIds(ids: readonly string[]): FullRow[] {
    this.#oldest ??= this.#host.sql.get<{ seq: number | null }>('SELECT MIN(seq) AS seq FROM messages')?.seq ?? 1
    const max = this.nextSeq - 1
    const oldest = this.#oldest
    const wanted = new Set(ids)
    return this.bySeqs(ids.flatMap((id) => seqsOf(id, oldest, max))).filter((row) => wanted.has(row.id))
  }

  /** Ended before `before`, walking from `from` by seq: at most `limit` rows are looked at. Answers where it stopped. */
  prune(from: number, limit: number, before: number): number | null {
    const walked = this.#host.sql.all<{ seq: number }>(
      'SELECT seq FROM messages WHERE seq > ? ORDER BY seq LIMIT ? + 0',
      from,
      limit,
    )
    const last = walked.at(-1)?.seq
    if (last === undefined) return null
    this.#host.sql.run(
      "DELETE FROM messages WHERE seq > ? AND seq <= ? AND state = 'ended' AND ended_at < ? AND seq < (SELECT MAX(seq) FROM messages)",
      ...[from, last, before],
    )
    return walked.length < limit ? null : last
  }

  /** Ended messages of one recipient, looked for from `from` in a portion of the table: there is no index on recipients. */
  endedTo(to: readonly string[], from: number, limit: number): { seqs: number[]; next: number | null } {
    const rows = this.#host.sql.all<{ seq: number; found: number }>(
      `SELECT seq, state = 'ended' AND (facts ->> 'to' IN (SELECT value FROM json_each(?))
         OR user_key IN (SELECT value FROM json_each(?))) AS found
       FROM messages WHERE seq > ? ORDER BY seq LIMIT ? + 0`,
      ...[JSON.stringify(to), JSON.stringify(to), from, limit],
    )
    const last = rows.at(-1)
    return {
      seqs: rows.filter((row) => row.found === 1).map((row) => row.seq),
      next: last === undefined || rows.length < limit ? null : last.seq,
    }
  }

  /** Of the next `limit` scheduled messages after (due, seq) those of any of these users: their index has no users. */
  timedOf(
    userKeys: readonly string[],
    after: { dueAt: number; seq: number },
    limit: number,
  ): { ids: string[]; next: { dueAt: number; seq: number } | null } {
    const rows = this.#host.sql.all<{ seq: number; id: string; due_at: number; user_key: string }>(
      `SELECT seq, id, due_at, user_key FROM messages WHERE state = 'timed' AND (due_at, seq) > (?, ?)
       ORDER BY due_at, seq LIMIT ? + 0`,
      ...[after.dueAt, after.seq, limit],
    )
    const last = rows.at(-1)
    return {
      ids: rows.filter((row) => userKeys.includes(row.user_key)).map((row) => row.id),
      next: last === undefined || rows.length < limit ? null : { dueAt: last.due_at, seq: last.seq },
    }
  }

  /** Text, address, reference and digest go; id and status stay. `to` = what stands in the address's place (`hash:<hex>`). */
  anonymise(seqs: readonly number[], to: string): void {
    this.#host.sql.run(
      `UPDATE messages SET content = '', user_key = '', facts = json_set(facts, '$.to', ?, '$.digest', 0, '$.reference', NULL)
       WHERE seq IN (SELECT value FROM json_each(?))`,
      ...[to, JSON.stringify(seqs)],
    )
    this.conversations.clear()
  }

  /** Rekeys a conversation: two addresses turned out to be one user. */
  rekey(from: string, to: string): void {
    this.#host.sql.run('UPDATE messages SET user_key = ? WHERE conv = 1 AND user_key = ?', to, from)
    this.conversations.drop(from)
    this.conversations.drop(to)
  }

  /** For the memory of recent texts after a restart: newest first, before the given place. */
  recent(before: number, limit: number): { seq: number; userKey: string; digest: number; acceptedAt: number }[] {
    return this.#host.sql
      .all<{ seq: number; user_key: string; facts: string; accepted_at: number }>(
        'SELECT seq, user_key, facts, accepted_at FROM messages WHERE seq < ? ORDER BY seq DESC LIMIT ? + 0',
        ...[before, limit],
      )
      .map((row) => ({
        seq: row.seq,
        userKey: row.user_key,
        digest: (JSON.parse(row.facts) as Facts).digest,
        acceptedAt: row.accepted_at,
      }))
  }

  /** Rows by a query of a sister store of this table. */
  select(query: string, ...params: SqlValue[]): FullRow[] {
    return this.#many(query, ...params)
  }

  /** The first that wait under an address in a lane, in order of acceptance. An address where nobody does costs nothing. */
  head(target: string, lane: number, limit: number): FullRow[] {
    const place = placeOf(target, lane)
    if (this.#bare.has(place)) return []
    const rows = this.#many(
      "SELECT * FROM messages WHERE state = 'parked' AND target = ? AND lane = ? ORDER BY seq LIMIT ? + 0",
      ...[target, lane, limit],
    )
    if (rows.length === 0 && limit > 0) this.#bare.add(place)
    return rows
  }

  #stored(row: MessageRow): void {
    if (row.state === 'parked') this.#bare.delete(placeOf(row.target, row.lane))
    this.firsts.put(row)
    this.conversations.put(row)
  }

  #one(query: string, ...params: SqlValue[]): FullRow | undefined {
    const row = this.#host.sql.get<Stored>(query, ...params)
    return row === undefined ? undefined : fromStored(row)
  }

  #many(query: string, ...params: SqlValue[]): FullRow[] {
    return this.#host.sql.all<Stored>(query, ...params).map(fromStored)
  }
}

function placeOf(target: string, lane: number): string {
  return `${lane}${target}`
}
