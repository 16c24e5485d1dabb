import { SYSTEM } from '../../durable/domain/reason.ts'
import { peersOf } from '../../durable/kit/do-host.ts'
import { fromD1 } from '../db/unavailable.ts'
import type { Env } from '../env.ts'
import { inParallel, slotOf } from './in-parallel.ts'

const HOUR_MS = 3_600_000
const EVERY_HOURS = 6
const MOST = 100

/** Templates of each account every six hours, spread over them; webhooks bring what changes in between. */
export async function syncTemplates(env: Env, now: number): Promise<void> {
  const found = await fromD1('accounts', () =>
    env.DB.prepare(
      'SELECT DISTINCT waba_id AS wabaId, portfolio_id AS portfolioId FROM profiles WHERE deleted_at IS NULL',
    ).all<{
      wabaId: string
      portfolioId: string
    }>(),
  )
  const hour = Math.floor(now / HOUR_MS) % EVERY_HOURS
  const due = found.results.filter((row) => slotOf(row.wabaId, EVERY_HOURS) === hour).slice(0, MOST)
  await inParallel('sync templates', due, 5, ({ wabaId, portfolioId }) =>
    peersOf(env).portfolio(portfolioId).syncTemplates(wabaId, SYSTEM),
  )
}
