import type { Host } from '../kit/host.ts'
import { Kept } from '../kit/kept.ts'
import { FOR_EVER } from './time.ts'

/** What this number knows of one user; times in ms, 0 = none. */
export interface UserFacts {
  /** end of the customer service window (a minute early) */
  windowUntil: number
  /** the pair may not be written to before */
  pairUntil: number
  /** how often in a row Meta answered 131056 */
  pairTries: number
  /** no marketing to this user before */
  marketingUntil: number
  /** nothing to this user before */
  holdUntil: number
  optOut: 'marketing' | 'all' | null
  optOutAt: number
}

interface Row {
  window_until: number
  pair_until: number
  pair_tries: number
  marketing_until: number
  hold_until: number
  optout: UserFacts['optOut']
  optout_at: number
}

const NOBODY: UserFacts = {
  windowUntil: 0,
  pairUntil: 0,
  pairTries: 0,
  marketingUntil: 0,
  holdUntil: 0,
  optOut: null,
  optOutAt: 0,
}

/** More than the users of what a number holds at a time. */
const KEPT = 1_000

/** Users, their aliases and inbound messages. */
export class UserStore {
  readonly #host: Host
  readonly #facts = new Kept<Readonly<UserFacts>>(KEPT)
  readonly #keys = new Kept<string>(KEPT)

  constructor(host: Host) {
    this.#host = host
  }

  /** After a transaction that failed: what was read meanwhile may never have been. */
  forget(): void {
    this.#facts.clear()
    this.#keys.clear()
  }

  get(userKey: string): Readonly<UserFacts> {
    return this.#facts.get(userKey, () => this.#read(userKey))
  }

  #read(userKey: string): UserFacts {
    const row = this.#host.sql.get<Row>('SELECT * FROM user WHERE user_key = ?', userKey)
    if (row === undefined) return NOBODY
    return {
      windowUntil: row.window_until,
      pairUntil: row.pair_until,
      pairTries: row.pair_tries,
      marketingUntil: row.marketing_until,
      holdUntil: row.hold_until,
      optOut: row.optout,
      optOutAt: row.optout_at,
    }
  }

  /** Open customer service windows, a page by key. */
  openWindows(now: number, after: string, limit: number): { userKey: string; until: number }[] {
    return this.#host.sql
      .all<{ user_key: string; window_until: number }>(
        'SELECT user_key, window_until FROM user WHERE window_until > ? AND user_key > ? ORDER BY user_key LIMIT ? + 0',
        now,
        after,
        limit,
      )
      .map((row) => ({ userKey: row.user_key, until: row.window_until }))
  }

  /** A person has put right what held these users for good, a blocked address or an identity. Answers how many there were. */
  liftHolds(): number {
    this.#facts.clear()
    return this.#host.sql.run('UPDATE user SET hold_until = 0 WHERE hold_until = ?', FOR_EVER)
  }

  change(userKey: string, change: Partial<UserFacts>): void {
    this.put(userKey, { ...this.get(userKey), ...change })
  }

  put(userKey: string, facts: UserFacts): void {
    this.#facts.drop(userKey)
    this.#host.sql.run(
      'INSERT INTO user (user_key, window_until, pair_until, pair_tries, marketing_until, hold_until, optout, optout_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (user_key) DO UPDATE SET window_until = excluded.window_until, pair_until = excluded.pair_until, pair_tries = excluded.pair_tries, marketing_until = excluded.marketing_until, hold_until = excluded.hold_until, optout = excluded.optout, optout_at = excluded.optout_at',
      userKey,
      facts.windowUntil,
      facts.pairUntil,
      facts.pairTries,
      facts.marketingUntil,
      facts.holdUntil,
      facts.optOut,
      facts.optOutAt,
    )
  }

  /** Opt-outs are events here, kept for a day: the package holds the set. */
  prune(now: number, day: number): void {
    this.#facts.clear()
    this.#host.sql.run(
      'DELETE FROM user WHERE window_until < ? AND pair_until < ? AND marketing_until < ? AND hold_until < ? AND optout_at < ?',
      now,
      now,
      now,
      now,
      now - day,
    )
  }

  /** The user that an address belongs to; an address of nobody known is its own user. */
  keyOf(address: string): string {
    return this.#keys.get(
      address,
      () =>
        this.#host.sql.get<{ user_key: string }>('SELECT user_key FROM alias WHERE address = ?', address)?.user_key ??
        address,
    )
  }

  knows(address: string): boolean {
    return this.#host.sql.get<{ one: number }>('SELECT 1 AS one FROM alias WHERE address = ?', address) !== undefined
  }

  addressesOf(userKey: string): string[] {
    return this.#host.sql
      .all<{ address: string }>('SELECT address FROM alias WHERE user_key = ?', userKey)
      .map((row) => row.address)
  }

  putAlias(address: string, userKey: string, at: number): void {
    this.#keys.drop(address)
    this.#host.sql.run(
      'INSERT INTO alias (address, user_key, at) VALUES (?, ?, ?) ON CONFLICT (address) DO UPDATE SET user_key = excluded.user_key, at = excluded.at',
      address,
      userKey,
      at,
    )
  }

  /** Two users were one: what was known of `from` is united under `to`, always to the stricter side. */
  join(from: string, to: string): void {
    const a = this.get(from)
    const b = this.get(to)
    this.put(to, {
      // the window belongs to the user, whichever address opened it
      windowUntil: Math.max(a.windowUntil, b.windowUntil),
      pairUntil: Math.max(a.pairUntil, b.pairUntil),
      pairTries: Math.max(a.pairTries, b.pairTries),
      marketingUntil: Math.max(a.marketingUntil, b.marketingUntil),
      holdUntil: Math.max(a.holdUntil, b.holdUntil),
      optOut: b.optOut === 'all' ? 'all' : (a.optOut ?? b.optOut),
      optOutAt: Math.max(a.optOutAt, b.optOutAt),
    })
    this.#facts.drop(from)
    this.#keys.clear()
    this.#host.sql.run('DELETE FROM user WHERE user_key = ?', from)
    this.#host.sql.run('UPDATE alias SET user_key = ? WHERE user_key = ?', to, from)
  }

  erase(keys: string[]): void {
    const list = JSON.stringify(keys)
    this.forget()
    this.#host.sql.run('DELETE FROM alias WHERE address IN (SELECT value FROM json_each(?))', list)
    this.#host.sql.run('DELETE FROM user WHERE user_key IN (SELECT value FROM json_each(?))', list)
  }

  pruneAliases(before: number): void {
    this.#keys.clear()
    this.#host.sql.run('DELETE FROM alias WHERE at < ?', before)
  }
}
