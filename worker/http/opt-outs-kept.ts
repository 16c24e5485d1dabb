import { DEPLOYMENT } from '../../durable/portfolio/rpc.ts'
import { type Cursor, encodeCursor, wrongCursor } from '../db/cursor.ts'
import type { Env } from '../env.ts'
import { actors } from './actors.ts'
import type { Refusal } from './reply.ts'

/** Deltas asked for at a time. */
const PORTION = 500
/** The sort key of these cursors: the id is the users rev of the last item. */
const KEY = 'rev'

export interface KeptOptOut {
  userKey: string
  portfolioId: string
  scope: string | null
  source: string
  /** ms */
  at: number
}

/**
 * Opt-outs that wait for the first portfolio (portfolios-concerned.ts), in the order of their last change. Who keeps them
 * brings none to D1: they are there under each portfolio as soon as there is one.
 */
export async function optOutsKept(
  env: Env,
  recipient: string | undefined,
  { limit, cursor }: { limit: number; cursor: Cursor | null },
): Promise<{ rows: KeptOptOut[]; nextCursor: string | null } | Refusal> {
  if (cursor !== null && (cursor[0] !== KEY || !/^\d{1,15}$/.test(cursor[1]))) return wrongCursor()
  const rows: KeptOptOut[] = []
  let seen = cursor === null ? 0 : Number(cursor[1])
  for (let more = true; more; ) {
    const { deltas, rev } = await actors.portfolio(env, DEPLOYMENT).usersSince(seen, PORTION)
    for (const delta of deltas) {
      const listed = delta.kind === 'opt' && delta.scope !== null && (recipient ?? delta.userKey) === delta.userKey
      if (listed && rows.length === limit) return { rows, nextCursor: encodeCursor(KEY, String(seen)) }
      if (listed) rows.push({ ...delta, portfolioId: DEPLOYMENT })
      seen = delta.rev
    }
    more = deltas.length > 0 && seen < rev
  }
  return { rows, nextCursor: null }
}
