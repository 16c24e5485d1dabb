import { eq, sql } from 'drizzle-orm'
import { audit, messages, optOuts, portfolios, rawWebhooks } from '../../migrations/schema.ts'
import type { Env } from '../env.ts'
import { among, database } from './client.ts'
import { fromD1 } from './unavailable.ts'

/** Rows per statement: an erasure must not hold the database for long. */
const CHUNK = 500
/** Chunks per request; a caller is told when some are left. */
const ROUNDS = 40

/** What the actors write in place of an erased address. */
export function erasedAddress(hash: string): string {
  return `hash:${hash}`
}

/**
 * Takes an address and its texts out of the history; opt-outs stay under the hash. Answers how many rows were touched
 * and whether all are done. Safe to repeat.
 */
export async function eraseHistory(
  env: Env,
  address: string,
  hash: string,
): Promise<{ erased: number; complete: boolean }> {
  const db = database(env)
  // messages hold the address as sent; an inbound one may lack the plus that Meta leaves out
  const forms = [address, address.replace(/^\+/, '')]
  const digits = address.replace(/^\+/, '')
  let erased = 0
  for (let round = 0; round < ROUNDS; round++) {
    const [texts, raw, trail] = await fromD1('erase history', () =>
      db.batch([
        db
          .update(messages)
          .set({
            recipient: erasedAddress(hash),
            content: null,
            reference: null,
            timeline: sql`(SELECT json_group_array(json_remove(value, '$.data')) FROM json_each(${messages.timeline}))`,
          })
          .where(
            sql`${messages.id} IN (SELECT id FROM messages WHERE ${among(messages.recipient, forms)} LIMIT ${CHUNK})`,
          ),
        db
          .delete(rawWebhooks)
          .where(
            sql`${rawWebhooks.id} IN (SELECT id FROM raw_webhooks WHERE instr(body, ${digits}) > 0 LIMIT ${CHUNK})`,
          ),
        db
          .update(audit)
          .set({ subjectId: erasedAddress(hash) })
          .where(
            sql`${audit.id} IN (SELECT id FROM audit WHERE subject_kind = 'route' AND subject_id = ${address} LIMIT ${CHUNK})`,
          ),
      ]),
    )
    const changes = [texts, raw, trail].map((one) => one.meta.changes)
    erased += changes.reduce((sum, n) => sum + n, 0)
    if (changes.every((n) => n < CHUNK)) {
      erased += await eraseOptOuts(env, address, hash)
      return { erased, complete: true }
    }
  }
  return { erased, complete: false }
}

async function eraseOptOuts(env: Env, address: string, hash: string): Promise<number> {
  const db = database(env)
  const old = sql`${optOuts.id} IN (SELECT id || '/' || ${address} FROM ${portfolios})`
  const rows = await fromD1('read opt-outs', () => db.select().from(optOuts).where(old))
  for (const row of rows)
    await fromD1('erase opt-out', () =>
      db.batch([
        db
          .insert(optOuts)
          .values({ ...row, id: `${row.portfolioId}/${erasedAddress(hash)}`, userKey: erasedAddress(hash) })
          .onConflictDoNothing(),
        db.delete(optOuts).where(eq(optOuts.id, row.id)),
      ]),
    )
  return rows.length
}
