import { type Accessor, createMemo } from 'solid-js'
import { ALERTS_AGAIN } from '../../data/alerts.ts'
import { api } from '../../data/api.ts'
import { createQuery, type Query } from '../../data/query.ts'
import { createStill, type Still } from '../../data/still.ts'
import type { Alert, AlertCount, Page } from '../../data/wire.ts'
import { type Filter, queryOf } from './filter.ts'

/** What the page of alerts asks for. Events tell when to ask again; now and then it asks by itself, since they may be lost. */

export const STEP = 50
/** More than this nobody reads: the filters find what is older. */
export const MOST = 1_000
const PAGE = 200

type Listed = { readonly of: Filter; readonly items: readonly Alert[]; readonly more: boolean }

/**
 * The newest alerts of a filter, as many as asked for, each time as a whole: an alert that has ended since leaves a list
 * of open ones. What is `still` is the list as it is shown: no row of it moves while it is read.
 *
 * @param most how many; up to `MOST`
 */
export const createAlertList = (
  filter: Accessor<Filter>,
  most: Accessor<number>,
): { readonly query: Query<Listed>; readonly still: Still<Alert> } => {
  const source = createMemo(() => ({ filter: filter(), most: most() }))
  const query = createQuery(
    source,
    async (asked, signal): Promise<Listed> => {
      const items: Alert[] = []
      let cursor: string | undefined
      do {
        const limit = Math.min(PAGE, asked.most - items.length)
        const page = await api.get<Page<Alert>>('/alerts', { ...queryOf(asked.filter), limit, cursor }, signal)
        items.push(...page.items)
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined && items.length < asked.most)
      return { of: asked.filter, items, more: cursor !== undefined }
    },
    ALERTS_AGAIN,
  )
  const still = createStill(
    () => query.data()?.items,
    'id',
    () => query.data()?.of,
  )
  return { query, still }
}

export type Counts = {
  /** of the filter without its severity */
  readonly severities: AlertCount
  /** of the filter without its state: how many in all, and how many of them hold still */
  readonly states: AlertCount
  readonly open: number
  /** of the filter as it is */
  readonly shown: AlertCount
}

export const createCounts = (filter: Accessor<Filter>): Query<Counts> =>
  createQuery(
    filter,
    async (asked, signal): Promise<Counts> => {
      const ask = (of: Filter) => api.get<AlertCount>('/alerts/count', queryOf(of), signal)
      const [severities, states, open, shown] = await Promise.all([
        ask({ ...asked, severity: 'all' }),
        ask({ ...asked, state: 'all' }),
        ask({ ...asked, state: 'open' }),
        ask(asked),
      ])
      return { severities, states, open: open.total, shown }
    },
    ALERTS_AGAIN,
  )

/** One alert by its id; the API has no such question, so the lists are looked through, `null` = not among the newest 2,000. */
export const findAlert = async (id: string, signal: AbortSignal): Promise<Alert | null> => {
  let cursor: string | undefined
  let seen = 0
  do {
    const page: Page<Alert> = await api.get<Page<Alert>>('/alerts', { limit: PAGE, cursor }, signal)
    const found = page.items.find((alert) => alert.id === id)
    if (found !== undefined) return found
    seen += page.items.length
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined && seen < 2_000)
  return null
}
