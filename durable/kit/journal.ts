import type { Actor, Json } from '../domain/reason.ts'
import type { AlertRow, AuditRow } from '../projection/rows.ts'
import type { Host } from './host.ts'
import type { Outbox } from './outbox.ts'

/** DDL of the journal, to be put into an actor's first migration step. */
export const JOURNAL_DDL = `
CREATE TABLE alert (
  n INTEGER PRIMARY KEY, rule TEXT NOT NULL, subject TEXT NOT NULL, severity TEXT NOT NULL, package_id TEXT,
  title TEXT NOT NULL, detail TEXT NOT NULL, evidence TEXT NOT NULL, guidance TEXT NOT NULL, count INTEGER NOT NULL,
  first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, closed_at INTEGER, rev INTEGER NOT NULL) STRICT;
CREATE INDEX alert_key ON alert (rule, subject);
CREATE TABLE audit (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
`

/** The same rule and subject within this time is counted, not repeated (guard-rules.md, Alerts). */
export const ALERT_WINDOW_MS = 600_000

export interface AlertInput {
  rule: string
  subject: { kind: string; id: string }
  severity: 'info' | 'warning' | 'critical'
  packageId: string | null
  title: string
  detail: string
  evidence: { [key: string]: Json }
  guidance: string
}

interface StoredAlert {
  n: number
  rule: string
  subject: string
  severity: string
  package_id: string | null
  title: string
  detail: string
  evidence: string
  guidance: string
  count: number
  first_at: number
  last_at: number
  closed_at: number | null
  rev: number
}

/** Alerts and audit entries of one actor, insert-once by actor and n; D1 follows through the outbox (`alert:n`, `audit:n`). */
export class Journal {
  readonly #host: Host
  readonly #outbox: Outbox
  readonly #owner: string
  /** An alert has opened or ended since the history was last told: somebody may look, so it does not wait its usual turn. */
  news = false

  /** `owner` names the actor, for example `profile:1055500001`. */
  constructor(host: Host, outbox: Outbox, owner: string) {
    this.#host = host
    this.#outbox = outbox
    this.#owner = owner
  }

  /** Raises or counts an alert. Inside a transaction. True when it is new. */
  raise(alert: AlertInput): boolean {
    const now = this.#host.now()
    const subject = JSON.stringify(alert.subject)
    const open = this.#latest(alert.rule, subject)
    if (open !== undefined && open.closed_at === null && now - open.last_at < ALERT_WINDOW_MS) {
      this.#host.sql.run(
        'UPDATE alert SET count = count + 1, last_at = ?, severity = ?, detail = ?, evidence = ?, rev = rev + 1 WHERE n = ?',
        now,
        alert.severity,
        alert.detail,
        JSON.stringify(alert.evidence),
        open.n,
      )
      this.#outbox.note(`alert:${open.n}`)
      return false
    }
    const n = this.#next('alert')
    this.#host.sql.run(
      'INSERT INTO alert (n, rule, subject, severity, package_id, title, detail, evidence, guidance, count, first_at, last_at, closed_at, rev) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, NULL, 1)',
      n,
      alert.rule,
      subject,
      alert.severity,
      alert.packageId,
      alert.title,
      alert.detail,
      JSON.stringify(alert.evidence),
      alert.guidance,
      now,
      now,
    )
    this.#outbox.note(`alert:${n}`)
    this.news = true
    return true
  }

  /** Closes the rule's open alerts on the subject: its condition is gone. Inside a transaction. */
  close(rule: string, subject: { kind: string; id: string }): void {
    const open = this.#latest(rule, JSON.stringify(subject))
    if (open === undefined || open.closed_at !== null) return
    this.#host.sql.run('UPDATE alert SET closed_at = ?, rev = rev + 1 WHERE n = ?', this.#host.now(), open.n)
    this.#outbox.note(`alert:${open.n}`)
    this.news = true
  }

  /** When the rule's open alert on the subject was last raised or counted, ms; null = none is open. */
  raisedAt(rule: string, subject: { kind: string; id: string }): number | null {
    const open = this.#latest(rule, JSON.stringify(subject))
    return open === undefined || open.closed_at !== null ? null : open.last_at
  }

  /** Writes an audit entry. Inside a transaction. */
  audit(
    action: string,
    by: Actor,
    subject: { kind: string; id: string },
    packageId: string | null,
    detail: { [key: string]: Json },
  ): void {
    const n = this.#next('audit')
    this.#host.sql.run(
      'INSERT INTO audit (n, at, body) VALUES (?, ?, ?)',
      n,
      this.#host.now(),
      JSON.stringify({ action, by, subject, packageId, detail }),
    )
    this.#outbox.note(`audit:${n}`)
  }

  /** The projected row of entry `alert:n`. */
  alertRow(n: number): AlertRow | undefined {
    const row = this.#host.sql.get<StoredAlert>('SELECT * FROM alert WHERE n = ?', n)
    if (row === undefined) return undefined
    return {
      id: `${this.#owner}:${row.n}`,
      rule: row.rule,
      severity: row.severity,
      subject: row.subject,
      packageId: row.package_id,
      title: row.title,
      detail: row.detail,
      evidence: row.evidence,
      guidance: row.guidance,
      count: row.count,
      firstAt: row.first_at,
      lastAt: row.last_at,
      closedAt: row.closed_at,
      rev: row.rev,
    }
  }

  /** The projected row of entry `audit:n`. */
  auditRow(n: number): AuditRow | undefined {
    const row = this.#host.sql.get<{ n: number; at: number; body: string }>(
      'SELECT n, at, body FROM audit WHERE n = ?',
      n,
    )
    if (row === undefined) return undefined
    const body = JSON.parse(row.body) as {
      action: string
      by: Actor
      subject: { kind: string; id: string }
      packageId: string | null
      detail: { [key: string]: Json }
    }
    return {
      id: `${this.#owner}:${row.n}`,
      at: row.at,
      action: body.action,
      actor: JSON.stringify(body.by),
      subjectKind: body.subject.kind,
      subjectId: body.subject.id,
      packageId: body.packageId,
      detail: JSON.stringify(body.detail),
    }
  }

  /** Audit entries about one of these subjects are about `erased` from now on. Inside a transaction. */
  rename(subjects: readonly string[], erased: string): void {
    this.#host.sql.run(
      "UPDATE audit SET body = json_set(body, '$.subject.id', ?) WHERE body ->> '$.subject.id' IN (SELECT value FROM json_each(?))",
      erased,
      JSON.stringify(subjects),
    )
  }

  /** Forgets what D1 has and nobody counts any more: audit below `auditN`, alerts closed or silent since `before`. */
  prune(auditUpTo: number, before: number): void {
    this.#host.sql.run('DELETE FROM audit WHERE n <= ? AND n < (SELECT MAX(n) FROM audit)', auditUpTo)
    this.#host.sql.run('DELETE FROM alert WHERE last_at < ? AND n < (SELECT MAX(n) FROM alert)', before)
  }

  #latest(rule: string, subject: string): StoredAlert | undefined {
    return this.#host.sql.get<StoredAlert>(
      'SELECT * FROM alert WHERE rule = ? AND subject = ? ORDER BY n DESC LIMIT 1',
      rule,
      subject,
    )
  }

  #next(table: 'alert' | 'audit'): number {
    const query = table === 'alert' ? 'SELECT MAX(n) AS n FROM alert' : 'SELECT MAX(n) AS n FROM audit'
    return (this.#host.sql.get<{ n: number | null }>(query)?.n ?? 0) + 1
  }
}
