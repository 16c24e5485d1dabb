import { type Accessor, createMemo } from 'solid-js'
import { api } from '../../data/api.ts'
import { createNow, guardNow } from '../../data/clock.ts'
import type { Query } from '../../data/query.ts'
import { createQuery } from '../../data/query.ts'
import { createStats } from '../../data/stats.ts'
import type { Stats } from '../../data/wire.ts'
import { startOfDay } from '../../words/time.ts'
import { merged } from './today.ts'

const MINUTE_MS = 60_000
/** As far back as 5-minute counts are kept. */
const REACH_MS = 48 * 60 * MINUTE_MS
const AGAIN_MS = 10 * MINUTE_MS

export type MessageCounts = Pick<Query<Stats>, 'error' | 'loading' | 'at' | 'refetch'> & {
  /** 5-minute counts of today and yesterday */
  readonly data: Accessor<Stats['series'] | undefined>
  readonly midnight: Accessor<number>
  readonly midnightBefore: Accessor<number>
}

/** Today's and yesterday's counts: two days are read seldom, the last minutes whenever messages move. */
export const createMessageCounts = (): MessageCounts => {
  const now = createNow(MINUTE_MS)
  const midnight = createMemo(() => startOfDay(now()))
  const midnightBefore = createMemo(() => startOfDay(now(), 1))
  const base = createQuery(
    midnightBefore,
    (from, signal) => {
      // On the day of a clock change two days are longer than the counts reach.
      const since = Math.max(from, guardNow() - REACH_MS)
      return api.get<Stats>('/stats', { from: new Date(since).toISOString(), step: '5m' }, signal)
    },
    { every: AGAIN_MS, keep: true },
  )
  const recent = createStats(() => ({ from: () => guardNow() - 3 * 5 * MINUTE_MS, step: '5m' }))
  const series = createMemo(() => {
    const all = base.data()?.series
    return all === undefined ? undefined : merged(all, recent.data()?.series ?? [])
  })
  return {
    data: series,
    error: base.error,
    loading: base.loading,
    at: base.at,
    refetch: base.refetch,
    midnight,
    midnightBefore,
  }
}
