import { useNavigate } from '@solidjs/router'
import { createMemo, ErrorBoundary, type JSX, lazy, Suspense } from 'solid-js'
import { createNow, guardNow } from '../../data/clock.ts'
import { createStats } from '../../data/stats.ts'
import { SPAN_MS, SPAN_WORDS, type Span } from '../../frame/spans.ts'
import { pathTo } from '../../pages.ts'
import { AsyncView } from '../../parts/async-view.tsx'
import { Fault } from '../../parts/fault.tsx'
import { SLOT_OPENS, slotQuery } from '../messages/slot.ts'
import './last-day.css'

// The chart's library is the largest thing there is: the page does not wait for it.
const Chart = lazy(async () => ({ default: (await import('../../parts/chart.tsx')).Chart }))

const SLOT_MS = 300_000
const DAY_MS = 24 * 3_600_000

/** What the number sent, failed and received in the last hours, at most a day, per 5 minutes. */
export const LastDay = (props: { readonly id: string; readonly span: Span }): JSX.Element => {
  const go = useNavigate()
  const counts = createStats(() => ({ from: () => guardNow() - DAY_MS, step: '5m', profileId: props.id }), false)
  const now = createNow(60_000)
  const to = createMemo(() => Math.floor(now() / SLOT_MS) * SLOT_MS + SLOT_MS)
  const back = () => SPAN_MS[props.span]
  const at = createMemo(() => Array.from({ length: back() / SLOT_MS }, (_, slot) => to() - back() + slot * SLOT_MS))
  const slots = createMemo(() => new Map((counts.data()?.series ?? []).map((slot) => [Date.parse(slot.at), slot])))
  const values = (name: 'sent' | 'failed' | 'received') => at().map((ms) => slots().get(ms)?.[name] ?? null)
  const series = createMemo(() => [
    { name: 'Sent', kind: 'bars', tone: 'bar', values: values('sent') } as const,
    { name: 'Failed', kind: 'bars', tone: 'bad', values: values('failed') } as const,
    { name: 'Received', kind: 'steps', tone: 'muted', values: values('received') } as const,
  ])
  const open = (slot: number): void => {
    const href = pathTo('messages', { query: { ...slotQuery(slot, SLOT_MS), profileId: props.id } })
    if (href !== undefined) go(href)
  }
  return (
    <section class="panel" aria-labelledby="last-day">
      <header>
        <h2 id="last-day">Last {SPAN_WORDS[props.span]}</h2>
        <span class="end muted small">messages per 5 minutes</span>
      </header>
      <AsyncView of={counts} what="counts" lines={8}>
        {() => (
          <div class="last-day">
            <ErrorBoundary fallback={(error, again) => <Fault what="chart" error={error} onRetry={again} />}>
              <Suspense fallback={<p class="last-day-wait muted">Loading the chart</p>}>
                <Chart
                  label="Messages of this number per 5 minutes"
                  at={at()}
                  series={series()}
                  height={150}
                  sync="time"
                  pick={{ opens: SLOT_OPENS, go: open }}
                />
              </Suspense>
            </ErrorBoundary>
          </div>
        )}
      </AsyncView>
    </section>
  )
}
