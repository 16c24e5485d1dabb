import { DEPLOYMENT } from '../../durable/portfolio/rpc.ts'
import { invalidAt } from '../contract/problem.ts'
import { allPortfolios } from '../db/wabas.ts'
import type { Env } from '../env.ts'
import type { Refusal } from './reply.ts'

/**
 * The portfolios that an operator's word on a recipient goes to: the one named, or all. Without any yet it is kept by
 * the one that knows all, which tells each that comes.
 */
export async function portfoliosConcerned(env: Env, named: string | undefined): Promise<string[] | Refusal> {
  const all = await allPortfolios(env)
  if (named === undefined) return all.length === 0 ? [DEPLOYMENT] : all
  return all.includes(named) ? [named] : { problem: invalidAt('portfolioId', 'is no portfolio here') }
}
