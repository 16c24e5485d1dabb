/** What stops sends: a number, a whole account, or a token, from a moment on. */
export type Stop = {
  kind: 'number' | 'waba' | 'token'
  key: string
  since: number
  until: number | null
  /** `told` by the test, or the code that the sandbox itself answered. */
  source: string
}

export type OptOut = {
  user: string
  scope: 'marketing' | 'all'
  since: number
  until: number | null
  /** `meta` = Meta would know it (its preference webhook, or 131050); `told` = only the test does. */
  source: string
}

export type WindowOpening = { phone_number_id: string; user: string; at: number }
export type Policy = 'at_most_once' | 'reconcile'

/** All SQL on what the judge weighs sends against: windows, stops, opt-outs, policies, expected orders. */
export class Evidence {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  openWindow(phoneNumberId: string, user: string, at: number): void {
    this.#sql.exec(
      'INSERT OR IGNORE INTO windows (phone_number_id, user, at) VALUES (?, ?, ?)',
      phoneNumberId,
      user,
      at,
    )
  }

  /** Latest message of the user to the number at or before `at`, or null. */
  lastInbound(phoneNumberId: string, user: string, at: number): number | null {
    return this.#sql
      .exec<{ at: number | null }>(
        'SELECT max(at) AS at FROM windows WHERE phone_number_id = ? AND user = ? AND at <= ?',
        phoneNumberId,
        user,
        at,
      )
      .one().at
  }

  windows(): WindowOpening[] {
    return this.#sql
      .exec<WindowOpening>('SELECT phone_number_id, user, at FROM windows ORDER BY phone_number_id, user, at')
      .toArray()
  }

  addStop(stop: Stop): void {
    this.#sql.exec(
      'INSERT INTO stops (kind, key, since, until, source) VALUES (?, ?, ?, ?, ?)',
      stop.kind,
      stop.key,
      stop.since,
      stop.until,
      stop.source,
    )
  }

  hasOpenStop(kind: Stop['kind'], key: string): boolean {
    return (
      this.#sql
        .exec('SELECT 1 AS x FROM stops WHERE kind = ? AND key = ? AND until IS NULL LIMIT 1', kind, key)
        .toArray().length > 0
    )
  }

  lift(kind: Stop['kind'], key: string, at: number): void {
    this.#sql.exec('UPDATE stops SET until = ? WHERE kind = ? AND key = ? AND until IS NULL', at, kind, key)
  }

  stops(): Stop[] {
    return this.#sql.exec<Stop>('SELECT kind, key, since, until, source FROM stops ORDER BY id').toArray()
  }

  addOptOut(one: OptOut): void {
    this.#sql.exec(
      'INSERT INTO opt_outs (user, scope, since, until, source) VALUES (?, ?, ?, ?, ?)',
      one.user,
      one.scope,
      one.since,
      one.until,
      one.source,
    )
  }

  /** Ends opt-outs of a user; `marketing` leaves an `all` in force. */
  liftOptOut(user: string, scope: OptOut['scope'], at: number): void {
    this.#sql.exec(
      "UPDATE opt_outs SET until = ? WHERE user = ? AND until IS NULL AND (scope = 'marketing' OR ? = 'all')",
      at,
      user,
      scope,
    )
  }

  /** Whether Meta itself would refuse marketing to this user now. */
  metaOptOut(user: string): boolean {
    return (
      this.#sql
        .exec("SELECT 1 AS x FROM opt_outs WHERE user = ? AND source = 'meta' AND until IS NULL LIMIT 1", user)
        .toArray().length > 0
    )
  }

  optOuts(): OptOut[] {
    return this.#sql.exec<OptOut>('SELECT user, scope, since, until, source FROM opt_outs ORDER BY id').toArray()
  }

  setPolicies(entries: [messageId: string, policy: Policy][]): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO policies (message_id, policy)
       SELECT value ->> 0, value ->> 1 FROM json_each(?)`,
      JSON.stringify(entries),
    )
  }

  policies(): Map<string, Policy> {
    const found = new Map<string, Policy>()
    for (const row of this.#sql.exec<{ message_id: string; policy: Policy }>(
      'SELECT message_id, policy FROM policies',
    )) {
      found.set(row.message_id, row.policy)
    }
    return found
  }

  setOrder(user: string, messageIds: string[]): void {
    this.#sql.exec('DELETE FROM orders WHERE user = ?', user)
    this.#sql.exec(
      'INSERT INTO orders (user, pos, message_id) SELECT ?, key, value FROM json_each(?)',
      user,
      JSON.stringify(messageIds),
    )
  }

  orders(): Map<string, string[]> {
    const found = new Map<string, string[]>()
    for (const row of this.#sql.exec<{ user: string; message_id: string }>(
      'SELECT user, message_id FROM orders ORDER BY user, pos',
    )) {
      const list = found.get(row.user)
      if (list === undefined) found.set(row.user, [row.message_id])
      else list.push(row.message_id)
    }
    return found
  }

  /** Forgets everything that was told, and keeps what the sandbox saw for itself. */
  forgetTold(): void {
    this.#sql.exec("DELETE FROM stops WHERE source = 'told'")
    this.#sql.exec("DELETE FROM opt_outs WHERE source = 'told'")
    this.#sql.exec('DELETE FROM policies')
    this.#sql.exec('DELETE FROM orders')
  }
}
