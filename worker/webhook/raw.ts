import { fromD1 } from '../db/unavailable.ts'
import type { Env } from '../env.ts'
import type { RawRow } from './routing.ts'

/** Characters of one piece: 1 MB of a parameter's room even where each takes three bytes. */
const PIECE = 300_000
const ROWS_PER_STATEMENT_BYTES = 900_000

/** Keeps what no actor took, in D1: durable when it resolves. A body larger than a parameter may be lies in pieces. */
export async function keepRaw(env: Pick<Env, 'DB'>, rows: readonly RawRow[], now: number): Promise<void> {
  const pieces = rows.flatMap((row) => piecesOf(row.body).map((body) => JSON.stringify({ ...row, body })))
  if (pieces.length === 0) return
  const insert = env.DB.prepare(
    `INSERT INTO raw_webhooks (at, waba_id, phone_number_id, field, reason, body)
     SELECT ?2, value ->> 'wabaId', value ->> 'phoneNumberId', value ->> 'field', value ->> 'reason', value ->> 'body'
     FROM json_each(?1)`,
  )
  await fromD1('keep raw webhook', () => env.DB.batch(lists(pieces).map((list) => insert.bind(list, now))))
}

function piecesOf(body: string): string[] {
  const pieces: string[] = []
  for (let at = 0; at === 0 || at < body.length; at += PIECE) pieces.push(body.slice(at, at + PIECE))
  return pieces
}

function lists(rows: readonly string[]): string[] {
  const made: string[] = []
  let open: string[] = []
  let size = 0
  for (const row of rows) {
    if (open.length > 0 && size + 3 * row.length > ROWS_PER_STATEMENT_BYTES) {
      made.push(`[${open.join()}]`)
      open = []
      size = 0
    }
    open.push(row)
    size += 3 * row.length
  }
  return open.length > 0 ? [...made, `[${open.join()}]`] : made
}
