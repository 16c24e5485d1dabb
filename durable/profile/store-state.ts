import type { Template } from '../domain/hold.ts'
import type { Host } from '../kit/host.ts'

/** Single values of the actor, each one JSON text under its key, and the templates of its account. */
export class StateStore {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  read<T>(key: string): T | undefined {
    const row = this.#host.sql.get<{ value: string }>('SELECT value FROM state WHERE key = ?', key)
    return row === undefined ? undefined : (JSON.parse(row.value) as T)
  }

  write<T>(key: string, value: T): void {
    this.#host.sql.run(
      'INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      JSON.stringify(value),
    )
  }

  drop(key: string): void {
    this.#host.sql.run('DELETE FROM state WHERE key = ?', key)
  }

  templates(): Map<string, Template> {
    const rows = this.#host.sql.all<{ key: string; body: string }>('SELECT key, body FROM template')
    return new Map(rows.map((row) => [row.key, JSON.parse(row.body) as Template]))
  }

  putTemplate(key: string, template: Template): void {
    this.#host.sql.run(
      'INSERT INTO template (key, body) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body',
      key,
      JSON.stringify(template),
    )
  }

  dropTemplate(key: string): void {
    this.#host.sql.run('DELETE FROM template WHERE key = ?', key)
  }
}
