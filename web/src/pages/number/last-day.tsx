import { createMemo, ErrorBoundary, type JSX, lazy, Suspense } from 'solid-js'
import { createNow, guardNow } from '../../data/clock.ts'
import { createStats } from '../../data/stats.ts'
import { AsyncView } from '../../parts/async-view.tsx'
import { Fault } from '../../parts/fault.tsx'
import './last-day.css'

// The chart's library is the largest thing there is: the page does not wait for it.
const Chart = lazy(async () => ({ default: (await import('../../parts/chart.tsx')).Chart }))

const SLOT_MS = 300_000
const DAY_MS = 24 * 3_600_000

/** What the number sent, delivered and failed in the last day, per 5 minutes. */
export const LastDay = (props: { readonly id: string }): JSX.Element => {
  const counts = createStats(() => ({ from: () => guardNow() - DAY_MS, step: '5m', profileId: props.id }))
  const now = createNow(60_000)
  const to = createMemo(() => Math.floor(now() / SLOT_MS) * SLOT_MS + SLOT_MS)
  const at = createMemo(() => Array.from({ length: DAY_MS / SLOT_MS }, (_, slot) => to() - DAY_MS + slot * SLOT_MS))
  const slots = createMemo(() => new Map((counts.data()?.series ?? []).map((slot) => [Date.parse(slot.at), slot])))
  const values = (name: 'sent' | 'failed' | 'received') => at().map((ms) => slots().get(ms)?.[name] ?? null)
  const series = createMemo(() => [
    { name: 'Sent', kind: 'bars', tone: 'bar', values: values('sent') } as const,
    { name: 'Failed', kind: 'bars', tone: 'bad', values: values('failed') } as const,
    { name: 'Received', kind: 'steps', tone: 'muted', values: values('received') } as const,
  ])
  return (
    <section class="panel" aria-labelledby="last-day">
      <header>
        <h2 id="last-day">Last 24 hours</h2>
        <span class="end muted small">messages per 5 minutes</span>
      </header>
      <AsyncView of={counts} what="counts" lines={8}>
        {() => (
          <div class="last-day">
            <ErrorBoundary fallback={(error, again) => <Fault what="chart" error={error} onRetry={again} />}>
              <Suspense fallback={<p class="last-day-wait muted">Loading the chart</p>}>
                <Chart label="Messages of this number per 5 minutes" at={at()} series={series()} height={150} />
              </Suspense>
            </ErrorBoundary>
          </div>
        )}
      </AsyncView>
    </section>
  )
}
