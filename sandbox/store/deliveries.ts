/** A webhook POST that is written down before it is sent. */
export type NewDelivery = {
  wabaId: string
  field: string
  body: string
  /** Number of statuses, messages or changes in it. */
  updates: number
  /** Numbers (n) of the requests that its statuses are about. */
  requests: number[]
  /** What becomes true once it was answered 200. */
  effects: Effect[]
}

/** An opt-out or its end that the receiver knows of only after the 200. */
export type Effect = { user: string; value: 'stop' | 'resume'; scope: 'marketing' | 'all' }

export type DueDelivery = {
  id: number
  body: string
  requests: string
  effects: Effect[]
  attempts: number
  created_at: number
}

export type DeliveryRow = {
  id: number
  waba_id: string
  field: string
  updates: number
  created_at: number
  due_at: number | null
  attempts: number
  body_hash: string | null
  status_code: number | null
  delivered_at: number | null
}

const PAGE = `SELECT id, waba_id, field, updates, created_at, due_at, attempts, body_hash, status_code, delivered_at
  FROM deliveries WHERE id > ? ORDER BY id LIMIT ?`

/** All SQL on `deliveries`: what leaves, what was answered, what is tried again. */
export class Deliveries {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  insert(one: NewDelivery, now: number, due: number): number {
    return this.#sql
      .exec<{ id: number }>(
        `INSERT INTO deliveries (waba_id, field, body, updates, requests, effects, created_at, due_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
        one.wabaId,
        one.field,
        one.body,
        one.updates,
        JSON.stringify(one.requests),
        JSON.stringify(one.effects),
        now,
        due,
      )
      .one().id
  }

  nextDue(): number | null {
    return this.#sql
      .exec<{ due: number | null }>('SELECT min(due_at) AS due FROM deliveries WHERE due_at IS NOT NULL')
      .one().due
  }

  /** What is due, and at the same time put off by `leaseMs`, so that a death in mid-request only delays it. */
  lease(now: number, leaseMs: number, limit: number): DueDelivery[] {
    const found = this.#sql
      .exec<{ id: number; body: string; requests: string; effects: string; attempts: number; created_at: number }>(
        `SELECT id, body, requests, effects, attempts, created_at FROM deliveries
         WHERE due_at IS NOT NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?`,
        now,
        limit,
      )
      .toArray()
      .map((row) => ({ ...row, effects: JSON.parse(row.effects) as Effect[] }))
    if (found.length > 0) {
      this.#sql.exec(
        'UPDATE deliveries SET due_at = ? WHERE id IN (SELECT value FROM json_each(?))',
        now + leaseMs,
        JSON.stringify(found.map((one) => one.id)),
      )
    }
    return found
  }

  /** Leases die with the process that held them. */
  releaseAll(now: number): void {
    this.#sql.exec('UPDATE deliveries SET due_at = ? WHERE due_at > ? AND attempts = 0', now, now)
  }

  /**
   * Result of one attempt.
   * @param statusCode what the receiver answered; 0 when there was no answer
   * @param due when to try again, or null when it is over
   * @returns false when a reset forgot the delivery meanwhile
   */
  settle(id: number, statusCode: number, bodyHash: string, due: number | null, deliveredAt: number | null): boolean {
    return (
      this.#sql
        .exec(
          `UPDATE deliveries SET attempts = attempts + 1, status_code = ?, body_hash = ?, due_at = ?, delivered_at = ?
           WHERE id = ? RETURNING id`,
          statusCode,
          bodyHash,
          due,
          deliveredAt,
          id,
        )
        .toArray().length > 0
    )
  }

  page(since: number, limit: number): DeliveryRow[] {
    return this.#sql.exec<DeliveryRow>(PAGE, since, limit).toArray()
  }

  bodyOf(id: number): string | null {
    const row = this.#sql.exec<{ body: string }>('SELECT body FROM deliveries WHERE id = ?', id).toArray()[0]
    return row?.body ?? null
  }

  pending(): number {
    return this.#sql.exec<{ c: number }>('SELECT count(*) AS c FROM deliveries WHERE due_at IS NOT NULL').one().c
  }
}
