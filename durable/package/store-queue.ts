import type { MessageStatus } from '../domain/status.ts'
import type { Host } from '../kit/host.ts'
import { LONGEST, type Neighbour } from './conversations.ts'
import type { Facts, FullRow, State } from './row.ts'
import type { MessageStore } from './store-messages.ts'

interface StoredNeighbour {
  seq: number
  state: State
  status: MessageStatus
  told: MessageStatus | null
  target: string
  profile_id: string | null
  facts: string
  ord: 0 | 1
}

/** Before the first place of an address. */
const START = { lane: -1, seq: -1 }

/**
 * The waiting messages and their conversations: every read goes by a partial index and is bounded by its LIMIT, whatever
 * the size of the backlog (queue-load.test.ts holds the plans to it).
 */
export class QueueStore {
  readonly #host: Host
  readonly #messages: MessageStore

  constructor(host: Host, messages: MessageStore) {
    this.#host = host
    this.#messages = messages
  }

  /** The first waiting messages of one address and lane, in order of acceptance. */
  head(target: string, lane: number, limit: number): FullRow[] {
    return this.#messages.head(target, lane, limit)
  }

  /** Whether somebody of this address waits in a lane that leaves before or with `lane`. */
  ahead(target: string, lane: number): boolean {
    const first = this.#messages.firsts.lane(target, () =>
      this.#host.sql.get<{ seq: number; at: number }>(
        "SELECT seq, lane AS at FROM messages WHERE state = 'parked' AND target = ? ORDER BY lane, seq LIMIT 1",
        target,
      ),
    )
    return first !== null && first <= lane
  }

  /** A walk over one address, by (lane, seq) after the given place. */
  walk(target: string, after: { lane: number; seq: number }, limit: number): FullRow[] {
    return this.#messages.select(
      "SELECT * FROM messages WHERE state = 'parked' AND target = ? AND (lane, seq) > (?, ?) ORDER BY lane, seq LIMIT ? + 0",
      ...[target, after.lane, after.seq, limit],
    )
  }

  /** A walk over all addresses that begin with a mark, for example '~', after the given place. */
  walkMarked(mark: string, after: { target: string; lane: number; seq: number } | null, limit: number): FullRow[] {
    const from = after ?? { target: mark, ...START }
    return this.#messages.select(
      "SELECT * FROM messages WHERE state = 'parked' AND (target, lane, seq) > (?, ?, ?) AND target < ? ORDER BY target, lane, seq LIMIT ? + 0",
      ...[from.target, from.lane, from.seq, `${mark}\uffff`, limit],
    )
  }

  /** The whole backlog in order of address, lane and acceptance, for the list. */
  list(after: { target: string; lane: number; seq: number } | null, limit: number): FullRow[] {
    const from = after ?? { target: '', ...START }
    return this.#messages.select(
      "SELECT * FROM messages WHERE state = 'parked' AND (target, lane, seq) > (?, ?, ?) ORDER BY target, lane, seq LIMIT ? + 0",
      ...[from.target, from.lane, from.seq, limit],
    )
  }

  /** The addresses under which messages wait: as many steps in the index as there are addresses. */
  addresses(): string[] {
    const found: string[] = []
    for (let last: string | undefined; ; ) {
      const next = this.#host.sql.get<{ target: string }>(
        "SELECT target FROM messages WHERE state = 'parked' AND target > ? ORDER BY target LIMIT 1",
        last ?? '',
      )
      if (next === undefined) return found
      last = next.target
      found.push(last)
    }
  }

  /** Waiting messages whose life is over. */
  expired(now: number, limit: number): FullRow[] {
    return this.#messages.select(
      "SELECT * FROM messages WHERE state = 'parked' AND expires_at <= ? ORDER BY expires_at LIMIT ? + 0",
      ...[now, limit],
    )
  }

  firstExpiry(): number | null {
    return this.#messages.firsts.expiry(() =>
      this.#host.sql.get<{ seq: number; at: number }>(
        "SELECT seq, expires_at AS at FROM messages WHERE state = 'parked' ORDER BY expires_at LIMIT 1",
      ),
    )
  }

  /** Timed messages that are due. */
  due(now: number, limit: number): FullRow[] {
    return this.#messages.select(
      "SELECT * FROM messages WHERE state = 'timed' AND due_at <= ? ORDER BY due_at, seq LIMIT ? + 0",
      ...[now, limit],
    )
  }

  firstDue(): number | null {
    return this.#messages.firsts.due(() =>
      this.#host.sql.get<{ seq: number; at: number }>(
        "SELECT seq, due_at AS at FROM messages WHERE state = 'timed' ORDER BY due_at, seq LIMIT 1",
      ),
    )
  }

  /** Timed messages in order of their time, after the given place. */
  timed(after: { dueAt: number; seq: number } | null, limit: number): FullRow[] {
    return this.#messages.select(
      "SELECT * FROM messages WHERE state = 'timed' AND (due_at, seq) > (?, ?) ORDER BY due_at, seq LIMIT ? + 0",
      ...[after?.dueAt ?? -1, after?.seq ?? -1, limit],
    )
  }

  /** The nearest earlier message of order `kept` in a conversation; held ones have stepped out. */
  predecessor(userKey: string, seq: number): Neighbour | undefined {
    const known = this.#known(userKey)
    if (known !== null) return known.findLast((one) => one.ord === 0 && one.seq < seq && one.told !== 'held')
    return this.#neighbours(
      `SELECT seq, state, status, told, target, profile_id, facts, ord FROM messages
       WHERE conv = 1 AND user_key = ? AND ord = 0 AND seq < ? AND told IS NOT 'held' ORDER BY seq DESC LIMIT 1`,
      ...[userKey, seq],
    )[0]
  }

  /** Earlier messages of order `kept` that are with another number than this, or with none; at most 50. */
  elsewhere(userKey: string, seq: number, profileId: string | null): readonly Neighbour[] {
    const known = this.#known(userKey)
    if (known !== null)
      return known
        .filter((one) => one.ord === 0 && one.seq < seq && one.told !== 'held')
        .filter((one) => one.state !== 'bound' || one.profileId !== profileId)
    return this.#neighbours(
      `SELECT seq, state, status, told, target, profile_id, facts, ord FROM messages
       WHERE conv = 1 AND user_key = ? AND ord = 0 AND seq < ? AND (state <> 'bound' OR profile_id IS NOT ?)
         AND told IS NOT 'held' ORDER BY seq LIMIT 50`,
      ...[userKey, seq, profileId],
    )
  }

  /** Both ends of a conversation, in each order mode: where its open messages are. At most four rows. */
  ends(userKey: string, except: number): readonly Neighbour[] {
    const known = this.#known(userKey)
    if (known !== null)
      return ([0, 1] as const).flatMap((ord) => {
        const others = known.filter((one) => one.ord === ord && one.seq !== except)
        return [others.at(0) ?? [], others.at(-1) ?? []].flat()
      })
    return this.#neighbours(
      `SELECT * FROM (SELECT seq, state, status, told, target, profile_id, facts, ord FROM messages
         WHERE conv = 1 AND user_key = ? AND ord = 0 AND seq <> ? ORDER BY seq LIMIT 1)
       UNION ALL SELECT * FROM (SELECT seq, state, status, told, target, profile_id, facts, ord FROM messages
         WHERE conv = 1 AND user_key = ? AND ord = 0 AND seq <> ? ORDER BY seq DESC LIMIT 1)
       UNION ALL SELECT * FROM (SELECT seq, state, status, told, target, profile_id, facts, ord FROM messages
         WHERE conv = 1 AND user_key = ? AND ord = 1 AND seq <> ? ORDER BY seq LIMIT 1)
       UNION ALL SELECT * FROM (SELECT seq, state, status, told, target, profile_id, facts, ord FROM messages
         WHERE conv = 1 AND user_key = ? AND ord = 1 AND seq <> ? ORDER BY seq DESC LIMIT 1)`,
      ...[userKey, except, userKey, except, userKey, except, userKey, except],
    )
  }

  /** Looks many users up at once, before the conversation of each is asked for: most have none open. */
  sift(userKeys: readonly string[]): void {
    this.#messages.conversations.sift(userKeys, (keys) =>
      this.#host.sql
        .all<{ key: string }>(
          'SELECT value AS key FROM json_each(?) WHERE EXISTS (SELECT 1 FROM messages WHERE conv = 1 AND user_key = value)',
          JSON.stringify(keys),
        )
        .map(({ key }) => key),
    )
  }

  /** Open messages of a conversation in order of acceptance. */
  conversation(userKey: string, limit: number): readonly Neighbour[] {
    const known = this.#known(userKey)
    return known === null ? this.#read(userKey, limit) : known.slice(0, limit)
  }

  /** Of the `limit` nearest earlier messages of a conversation those that wait: they leave first, whatever their lane. */
  parkedBefore(userKey: string, seq: number, limit: number): FullRow[] {
    const known = this.#known(userKey)
    if (known !== null) {
      const nearest = known.filter((one) => one.ord === 0 && one.seq < seq).slice(-limit)
      const parked = nearest.filter((one) => one.state === 'parked').map((one) => one.seq)
      return this.#messages.bySeqs(parked)
    }
    return this.#messages
      .select(
        'SELECT * FROM messages WHERE conv = 1 AND user_key = ? AND ord = 0 AND seq < ? ORDER BY seq DESC LIMIT ? + 0',
        ...[userKey, seq, limit],
      )
      .filter((row) => row.state === 'parked')
      .reverse()
  }

  /** Bound messages, by conversation, after the given place: for taking them back in portions. */
  boundAfter(after: { userKey: string; order: number; seq: number } | null, limit: number): FullRow[] {
    return this.#messages.select(
      `SELECT * FROM messages WHERE conv = 1 AND (user_key, ord, seq) > (?, ?, ?) ORDER BY user_key, ord, seq LIMIT ? + 0`,
      ...[after?.userKey ?? '', after?.order ?? -1, after?.seq ?? -1, limit],
    )
  }

  /** Open conversation members: the whole index is counted, once in an object's life and never on the way of a message. */
  countConversations(): number {
    return this.#host.sql.get<{ n: number }>('SELECT COUNT(*) AS n FROM messages WHERE conv = 1')?.n ?? 0
  }

  /** Null = it is too long to be kept: asked by statements that read only what they need. */
  #known(userKey: string): readonly Neighbour[] | null {
    return this.#messages.conversations.of(userKey, () => this.#read(userKey, LONGEST + 1))
  }

  #read(userKey: string, limit: number): Neighbour[] {
    return this.#neighbours(
      `SELECT seq, state, status, told, target, profile_id, facts, ord FROM messages WHERE conv = 1 AND user_key = ? ORDER BY ord, seq LIMIT ? + 0`,
      ...[userKey, limit],
    )
  }

  #neighbours(query: string, ...params: (string | number | null)[]): Neighbour[] {
    return this.#host.sql.all<StoredNeighbour>(query, ...params).map((row) => ({
      seq: row.seq,
      state: row.state,
      status: row.status,
      told: row.told,
      target: row.target,
      profileId: row.profile_id,
      policy: (JSON.parse(row.facts) as Facts).policy,
      ord: row.ord,
    }))
  }
}
