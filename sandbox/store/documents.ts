/** Small JSON documents by (kind, id), read through a cache: numbers, WABAs, templates, tokens, users, settings. */
export class Documents {
  readonly #sql: SqlStorage
  readonly #cache = new Map<string, Map<string, string>>()

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** @returns the stored text, or null */
  get(kind: string, id: string): string | null {
    return this.#of(kind).get(id) ?? null
  }

  put(kind: string, id: string, body: string): void {
    const known = this.#of(kind)
    if (known.get(id) === body) return
    this.#sql.exec('INSERT OR REPLACE INTO documents (kind, id, body) VALUES (?, ?, ?)', kind, id, body)
    known.set(id, body)
  }

  delete(kind: string, id: string): void {
    this.#sql.exec('DELETE FROM documents WHERE kind = ? AND id = ?', kind, id)
    this.#of(kind).delete(id)
  }

  all(kind: string): ReadonlyMap<string, string> {
    return this.#of(kind)
  }

  /** Forgets the cache after the tables were emptied or a transaction was rolled back. */
  forget(): void {
    this.#cache.clear()
  }

  #of(kind: string): Map<string, string> {
    const known = this.#cache.get(kind)
    if (known !== undefined) return known
    const read = new Map<string, string>()
    for (const row of this.#sql.exec<{ id: string; body: string }>(
      'SELECT id, body FROM documents WHERE kind = ?',
      kind,
    )) {
      read.set(row.id, row.body)
    }
    this.#cache.set(kind, read)
    return read
  }
}
