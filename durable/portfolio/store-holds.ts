import type { Hold, Template } from '../domain/hold.ts'
import { aggregate } from '../kit/aggregate.ts'
import type { Host } from '../kit/host.ts'

export interface TemplateRecord {
  id: string
  template: Template
  gone: boolean
  rev: number
}

interface RawTemplate {
  id: string
  body: string
  gone: number
  rev: number
}

/** Holds, the last word that lifted each, and templates. */
export class HoldStore {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  hold(key: string): Hold | undefined {
    const row = this.#host.sql.get<{ body: string }>('SELECT body FROM hold WHERE key = ?', key)
    return row === undefined ? undefined : (JSON.parse(row.body) as Hold)
  }

  holds(): Hold[] {
    return this.#host.sql
      .all<{ body: string }>('SELECT body FROM hold ORDER BY key')
      .map((row) => JSON.parse(row.body) as Hold)
  }

  putHold(hold: Hold): void {
    this.#host.sql.run(
      'INSERT INTO hold (key, until, body) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET until = excluded.until, body = excluded.body',
      hold.key,
      hold.until,
      JSON.stringify(hold),
    )
  }

  dropHold(key: string): void {
    this.#host.sql.run('DELETE FROM hold WHERE key = ?', key)
  }

  firstEnd(): number | null {
    return aggregate<{ at: number | null }>(this.#host.sql, 'SELECT MIN(until) AS at FROM hold').at
  }

  /** When the hold of this key was last lifted: an older word that comes late does not bring it back. */
  liftedAt(key: string): number {
    return this.#host.sql.get<{ at: number }>('SELECT at FROM word WHERE key = ?', key)?.at ?? 0
  }

  putWord(key: string, at: number): void {
    this.#host.sql.run(
      'INSERT INTO word (key, at) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET at = MAX(at, excluded.at)',
      key,
      at,
    )
  }

  pruneWords(before: number): void {
    this.#host.sql.run('DELETE FROM word WHERE at < ?', before)
  }

  template(id: string): TemplateRecord | undefined {
    const row = this.#host.sql.get<RawTemplate>('SELECT id, body, gone, rev FROM template WHERE id = ?', id)
    return row === undefined ? undefined : parse(row)
  }

  templates(): TemplateRecord[] {
    return this.#host.sql.all<RawTemplate>('SELECT id, body, gone, rev FROM template ORDER BY id').map(parse)
  }

  putTemplate(record: TemplateRecord): void {
    this.#host.sql.run(
      'INSERT INTO template (id, waba_id, body, gone, rev) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body, gone = excluded.gone, rev = excluded.rev',
      record.id,
      record.template.wabaId,
      JSON.stringify(record.template),
      Number(record.gone),
      record.rev,
    )
  }
}

function parse(row: RawTemplate): TemplateRecord {
  return { id: row.id, template: JSON.parse(row.body) as Template, gone: row.gone === 1, rev: row.rev }
}
