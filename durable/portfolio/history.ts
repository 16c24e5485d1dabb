import { scopeOf, wordInForce } from '../domain/consent.ts'
import type { AlertRow, AuditRow, OptOutRow, ProjectionBatch, TemplateRow } from '../projection/rows.ts'
import type { Room } from './room.ts'
import { DEPLOYMENT } from './rpc.ts'
import type { TemplateRecord } from './store-holds.ts'

const ENTRIES = 200
const MINUTE_MS = 60_000
const ALERTS_KEPT_MS = 400 * 86_400_000

/** Brings D1 up to the portfolio's present truth: opt-outs, templates, alerts, audit, and when it means to wake next. */
export class History {
  readonly #room: Room
  readonly #nextWake: () => number | null
  /** the wake time that D1 has, undefined = not known */
  #told: number | null | undefined

  constructor(room: Room, nextWake: () => number | null) {
    this.#room = room
    this.#nextWake = nextWake
    this.#told = room.born ? null : undefined
  }

  /**
   * Whether D1 expects us too late, or not at all, or has a time that is over, for which the sweep would wake us every
   * minute. One that is merely too early is put right with other rows, or when it is over. A wake that is due already
   * tells D1 nothing: the alarm fires now, and what comes after it is told then (told again and again it would never stop).
   */
  wakeIsWrong(): boolean {
    const next = this.#nextWake()
    // after a restart D1 is taken to know: a row at each start would be a row for nothing, and the sweep says if not
    if (this.#told === undefined) return false
    if (this.#told === null || next === null) return this.#told !== next && (next !== null || this.#over(this.#told))
    if (next <= this.#room.host.now()) return false
    return next < this.#told - MINUTE_MS || this.#over(this.#told)
  }

  /** The sweep read it in D1: one in the past, or where there is nothing to wait for, is wrong too. */
  toldIs(told: number | null): void {
    this.#told = told
  }

  #over(told: number | null): boolean {
    return told !== null && told <= this.#room.host.now()
  }

  async drain(): Promise<void> {
    const { outbox, host } = this.#room
    let audited = 0
    for (
      let pending = outbox.pending('history', ENTRIES);
      pending !== null;
      pending = outbox.pending('history', ENTRIES)
    ) {
      const { batch, rows } = this.#batch(pending.entries)
      if (rows > 0) await this.#project(batch)
      outbox.acknowledge('history', pending.upTo)
      for (const entry of pending.entries)
        if (entry.startsWith('audit:')) audited = Math.max(audited, Number(entry.slice(6)))
    }
    if (this.wakeIsWrong()) await this.#project({})
    if (audited === 0) return
    host.transaction(() => this.#room.journal.prune(audited, host.now() - ALERTS_KEPT_MS))
  }

  async #project(batch: ProjectionBatch): Promise<void> {
    const nextAt = this.#nextWake()
    const actor = `portfolio:${this.#room.name}`
    await this.#room.host.project({ ...batch, wakes: [{ actor, nextAt, rev: this.#room.host.now() }] })
    this.#told = nextAt
  }

  #batch(entries: readonly string[]): { batch: ProjectionBatch; rows: number } {
    const optOuts: OptOutRow[] = []
    const templates: TemplateRow[] = []
    const alerts: AlertRow[] = []
    const audit: AuditRow[] = []
    for (const entry of entries) {
      const kind = entry.slice(0, entry.indexOf(':'))
      const key = entry.slice(kind.length + 1)
      if (kind === 'opt' || kind === 'unopt') add(optOuts, this.#optOut(key, kind === 'unopt'))
      else if (kind === 'template') add(templates, this.#template(this.#room.holds.template(key)))
      else if (kind === 'alert') add(alerts, this.#room.journal.alertRow(Number(key)))
      else if (kind === 'audit') add(audit, this.#room.journal.auditRow(Number(key)))
    }
    const rows = optOuts.length + templates.length + alerts.length + audit.length
    return { batch: { optOuts, templates, alerts, audit }, rows }
  }

  /**
   * DEPLOYMENT's own copy is no portfolio's list. A key that another has taken over is lifted in D1 under its old name;
   * one that was erased has no row any more and must not come back there.
   */
  #optOut(userKey: string, replaced: boolean): OptOutRow | undefined {
    const { users, name, usersRev } = this.#room
    if (name === DEPLOYMENT) return undefined
    const base = { id: `${name}/${userKey}`, portfolioId: name, userKey }
    const row = users.consent(userKey)
    if (row !== undefined) {
      const { at, source } = wordInForce(row)
      return { ...base, scope: scopeOf(row), source, at, rev: row.rev }
    }
    if (!replaced || !users.hasAlias(userKey)) return undefined
    return { ...base, scope: null, source: 'joined', at: this.#room.host.now(), rev: usersRev }
  }

  #template(record: TemplateRecord | undefined): TemplateRow | undefined {
    if (record === undefined) return undefined
    const { template } = record
    return {
      id: record.id,
      portfolioId: this.#room.name,
      wabaId: template.wabaId,
      name: template.name,
      language: template.language,
      category: template.category,
      status: template.status,
      metaId: template.metaId,
      parameters: template.parameters === null ? null : JSON.stringify(template.parameters),
      gone: Number(record.gone),
      rev: record.rev,
    }
  }
}

function add<Row>(rows: Row[], row: Row | undefined): void {
  if (row !== undefined) rows.push(row)
}
