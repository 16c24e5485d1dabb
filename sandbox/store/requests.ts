import type { Call, Outcome } from '../types.ts'
import type { PlannedStatus } from '../webhooks/plan.ts'

/** One request as it is entered. Members that do not apply are null. */
export type RequestRow = {
  n: number
  at: number
  late_ms: number
  method: string
  path: string
  edge: string
  subject: string
  waba_id: string | null
  to_text: string | null
  user: string | null
  type: string | null
  category: string | null
  token_hash: string | null
  opaque: string | null
  message_id: string | null
  outcome: Outcome
  code: number | null
  http: number
  wamid: string | null
  answered_at: number | null
  delivered_at: number | null
  failed_code: number | null
  confirmed_at: number | null
}

export type NewRequest = Pick<Call, 'at' | 'lateMs' | 'method' | 'path' | 'edge'> & {
  n: number
  subject: string
  wabaId: string | null
  to: string | null
  user: string | null
  type: string | null
  category: string | null
  tokenHash: string | null
  opaque: string | null
  outcome: Outcome
  code: number | null
  http: number
  wamid: string | null
  answeredAt: number | null
  plan: PlannedStatus[]
}

export type DueRequest = {
  n: number
  phoneNumberId: string
  wabaId: string
  user: string
  category: string
  wamid: string
  opaque: string | null
  plan: PlannedStatus[]
  pos: number
}

const COLUMNS = `n, at, late_ms, method, path, edge, subject, waba_id, to_text, user, type, category, token_hash, opaque, message_id,
  outcome, code, http, wamid, answered_at, delivered_at, failed_code, confirmed_at`
const INSERT = `INSERT INTO requests (n, at, late_ms, method, path, edge, subject, waba_id, to_text, user, type, category, token_hash,
  opaque, message_id, outcome, code, http, wamid, answered_at, plan, next_due, delivered_at, failed_code)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const PAGE = `SELECT ${COLUMNS} FROM requests WHERE n > ? ORDER BY n LIMIT ?`
const ONE = `SELECT ${COLUMNS} FROM requests WHERE n = ?`
const OF_MESSAGES = `SELECT ${COLUMNS} FROM requests WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY n`
const SENDS = `SELECT ${COLUMNS} FROM requests WHERE edge = 'messages' AND type IS NOT NULL AND type <> 'read' ORDER BY at, n`

/** The guard's opaque is `<messageId>.<attempt>.<mac>`: the message id is what stands before the last two dots. */
export function messageIdOf(opaque: string | null): string | null {
  return opaque === null ? null : (/^(.+)\.[^.]*\.[^.]*$/.exec(opaque)?.[1] ?? null)
}

/** All SQL on `requests`: entering, paging, and the statuses that are due. */
export class Requests {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  lastN(): number {
    return this.#sql.exec<{ n: number }>('SELECT coalesce(max(n), 0) AS n FROM requests').one().n
  }

  insert(row: NewRequest): void {
    const delivered = row.plan.find((one) => one.status === 'delivered')
    const failed = row.plan.find((one) => one.status === 'failed')
    const due = row.plan.find((one) => !one.lost)?.due ?? null
    this.#sql.exec(
      INSERT,
      row.n,
      row.at,
      row.lateMs,
      row.method,
      row.path,
      row.edge,
      row.subject,
      row.wabaId,
      row.to,
      row.user,
      row.type,
      row.category,
      row.tokenHash,
      row.opaque,
      messageIdOf(row.opaque),
      row.outcome,
      row.code,
      row.http,
      row.wamid,
      row.answeredAt,
      row.plan.length === 0 ? null : JSON.stringify(row.plan),
      due,
      delivered?.at ?? null,
      failed?.code ?? null,
    )
  }

  page(since: number, limit: number): RequestRow[] {
    return this.#sql.exec<RequestRow>(PAGE, since, limit).toArray()
  }

  one(n: number): RequestRow | null {
    return this.#sql.exec<RequestRow>(ONE, n).toArray()[0] ?? null
  }

  planOf(n: number): PlannedStatus[] {
    const row = this.#sql.exec<{ plan: string | null }>('SELECT plan FROM requests WHERE n = ?', n).toArray()[0]
    return parsePlan(row?.plan ?? null)
  }

  /** Every send (mark-as-read is none) in order of arrival, for the judge. */
  sends(): RequestRow[] {
    return this.#sql.exec<RequestRow>(SENDS).toArray()
  }

  countOf(phoneNumberId: string, category: string, since: number): number {
    return this.#sql
      .exec<{ c: number }>(
        "SELECT count(*) AS c FROM requests WHERE subject = ? AND category = ? AND at >= ? AND outcome IN ('accepted', 'lost')",
        phoneNumberId,
        category,
        since,
      )
      .one().c
  }

  /** Accepted messages with statuses still to come. */
  planned(): number {
    return this.#sql.exec<{ c: number }>('SELECT count(*) AS c FROM requests WHERE next_due IS NOT NULL').one().c
  }

  /** Every request that carried one of these message ids, in order of arrival. */
  ofMessages(messageIds: string[]): RequestRow[] {
    return this.#sql.exec<RequestRow>(OF_MESSAGES, JSON.stringify(messageIds)).toArray()
  }

  nextDue(): number | null {
    return this.#sql
      .exec<{ due: number | null }>('SELECT min(next_due) AS due FROM requests WHERE next_due IS NOT NULL')
      .one().due
  }

  due(now: number, limit: number): DueRequest[] {
    const found: DueRequest[] = []
    for (const row of this.#sql.exec<{
      n: number
      subject: string
      waba_id: string
      user: string
      category: string
      wamid: string
      opaque: string | null
      plan: string
      pos: number
    }>(
      `SELECT n, subject, waba_id, user, category, wamid, opaque, plan, pos FROM requests
       WHERE next_due IS NOT NULL AND next_due <= ? ORDER BY next_due LIMIT ?`,
      now,
      limit,
    )) {
      found.push({
        n: row.n,
        phoneNumberId: row.subject,
        wabaId: row.waba_id,
        user: row.user,
        category: row.category,
        wamid: row.wamid,
        opaque: row.opaque,
        plan: parsePlan(row.plan),
        pos: row.pos,
      })
    }
    return found
  }

  /** Moves the place in the plan after a batch was written. */
  advance(moves: { n: number; pos: number; due: number | null }[]): void {
    this.#sql.exec(
      `UPDATE requests SET pos = m.value ->> 'pos', next_due = m.value ->> 'due'
       FROM json_each(?) AS m WHERE requests.n = m.value ->> 'n'`,
      JSON.stringify(moves),
    )
  }

  /** A webhook naming these requests was answered 200; the first such moment counts. */
  confirm(numbers: string, at: number): void {
    this.#sql.exec(
      'UPDATE requests SET confirmed_at = ? WHERE confirmed_at IS NULL AND n IN (SELECT value FROM json_each(?))',
      at,
      numbers,
    )
  }
}

function parsePlan(text: string | null): PlannedStatus[] {
  return text === null ? [] : (JSON.parse(text) as PlannedStatus[])
}
