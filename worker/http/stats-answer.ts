import type * as z from 'zod'
import type { Counts } from '../../durable/projection/rows.ts'
import { invalidAt } from '../contract/problem.ts'
import type { StatsQuery, StatsView } from '../contract/watching.ts'
import { instantOf } from '../contract/wire.ts'
import { readStats } from '../db/stats.ts'
import type { Env } from '../env.ts'
import type { Caller } from './caller.ts'
import type { Refusal } from './reply.ts'

const HOUR = 3_600_000
const STEPS = { '5m': 300_000, '1h': HOUR } as const
/** 5-minute counts are kept this long, then rolled up into hours (api.md). */
const FINE = 48 * HOUR
const LONGEST = 100 * 24 * HOUR

/** Totals and an unbroken series: a slot in which nothing happened is a zero, not a gap. */
export async function statsAnswer(
  ask: { env: Env; caller: Caller; now: number },
  query: z.output<typeof StatsQuery>,
): Promise<z.input<typeof StatsView> | Refusal> {
  const to = query.to === undefined ? ask.now : Date.parse(query.to)
  const from = query.from === undefined ? Math.max(0, to - 24 * HOUR) : Date.parse(query.from)
  if (to <= 0) return { problem: invalidAt('to', 'must lie after 1970-01-01') }
  if (from >= to) return { problem: invalidAt('from', 'must lie before to') }
  if (from < 0) return { problem: invalidAt('from', 'must not lie before 1970-01-01') }
  if (to - from > LONGEST) return { problem: invalidAt('from', 'at most 100 days at once') }
  const fineFrom = ask.now - FINE - STEPS['5m']
  if (query.step === '5m' && from < fineFrom)
    return { problem: invalidAt('step', '5-minute steps reach back 48 hours: use 1h') }
  const step = query.step ?? (from >= fineFrom ? '5m' : '1h')
  const stepMs = STEPS[step]
  const first = from - (from % stepMs)
  const slots = await readStats(ask.env, {
    from: first,
    to,
    stepMs,
    packageId: query.packageId ?? null,
    profileId: query.profileId ?? null,
    visible: ask.caller.packageIds,
  })
  const totals: Counts = { accepted: 0, sent: 0, delivered: 0, read: 0, failed: 0, received: 0 }
  const series: z.input<typeof StatsView>['series'] = []
  for (let at = first; at < to; at += stepMs) {
    const counts = slots.get(at) ?? { accepted: 0, sent: 0, delivered: 0, read: 0, failed: 0, received: 0 }
    series.push({ at: instantOf(at), ...counts })
    totals.accepted += counts.accepted
    totals.sent += counts.sent
    totals.delivered += counts.delivered
    totals.read += counts.read
    totals.failed += counts.failed
    totals.received += counts.received
  }
  return { from: instantOf(first), to: instantOf(to), step, totals, series }
}
