import * as z from 'zod'
import type { Documents } from './documents.ts'

const CHUNK = 1_000_000

const mediaState = z.strictObject({
  id: z.string(),
  /** The number it was uploaded to, or that a user sent it to: no other may use it. */
  phoneNumberId: z.string(),
  /** Of the token that uploaded it; null for what a user sent. */
  tokenHash: z.string().nullable(),
  mimeType: z.string(),
  sha256: z.string(),
  size: z.number().int(),
  /** Part of the URL that nobody can guess. */
  secret: z.string(),
})
export type MediaState = z.output<typeof mediaState>

/** Files by media id; their bytes in pieces, since a value of the object's storage may have 2 MB. */
export class Media {
  readonly #sql: SqlStorage
  readonly #docs: Documents

  constructor(sql: SqlStorage, docs: Documents) {
    this.#sql = sql
    this.#docs = docs
  }

  get(id: string): MediaState | null {
    const text = this.#docs.get('media', id)
    return text === null ? null : mediaState.parse(JSON.parse(text))
  }

  put(state: MediaState, bytes: Uint8Array): void {
    this.#docs.put('media', state.id, JSON.stringify(state))
    for (let n = 0; n * CHUNK < bytes.length; n++)
      this.#sql.exec(
        'INSERT INTO media_bytes (id, n, bytes) VALUES (?, ?, ?)',
        state.id,
        n,
        new Uint8Array(bytes.subarray(n * CHUNK, (n + 1) * CHUNK)).buffer,
      )
  }

  bytes(id: string): Uint8Array {
    const rows = [
      ...this.#sql.exec<{ bytes: ArrayBuffer }>('SELECT bytes FROM media_bytes WHERE id = ? ORDER BY n', id),
    ]
    const whole = new Uint8Array(rows.reduce((sum, row) => sum + row.bytes.byteLength, 0))
    let at = 0
    for (const row of rows) {
      whole.set(new Uint8Array(row.bytes), at)
      at += row.bytes.byteLength
    }
    return whole
  }

  delete(id: string): void {
    this.#docs.delete('media', id)
    this.#sql.exec('DELETE FROM media_bytes WHERE id = ?', id)
  }
}
