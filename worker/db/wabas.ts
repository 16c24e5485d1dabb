import { eq } from 'drizzle-orm'
import { portfolios, wabas } from '../../migrations/schema.ts'
import type { Env } from '../env.ts'
import { database } from './client.ts'
import { fromD1 } from './unavailable.ts'

/** The portfolio of a WABA, or null when the WABA is new here. */
export async function portfolioOfWaba(env: Env, wabaId: string): Promise<string | null> {
  const found = await fromD1('portfolio of waba', () =>
    database(env).select({ portfolioId: wabas.portfolioId }).from(wabas).where(eq(wabas.id, wabaId)),
  )
  return found[0]?.portfolioId ?? null
}

/** Ties a WABA to a portfolio once and for all; answers the one that holds, also when another request was faster. */
export async function tieWaba(env: Env, wabaId: string, portfolioId: string, now: number): Promise<string> {
  const db = database(env)
  await fromD1('tie waba', () =>
    db.batch([
      db.insert(portfolios).values({ id: portfolioId, createdAt: now }).onConflictDoNothing(),
      db.insert(wabas).values({ id: wabaId, portfolioId, createdAt: now }).onConflictDoNothing(),
    ]),
  )
  return (await portfolioOfWaba(env, wabaId)) ?? portfolioId
}

export async function allPortfolios(env: Env): Promise<string[]> {
  const rows = await fromD1('portfolios', () => database(env).select({ id: portfolios.id }).from(portfolios))
  return rows.map((row) => row.id)
}
