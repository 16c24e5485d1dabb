import { createMemo, createSignal, ErrorBoundary, For, type JSX, lazy, Show, Suspense } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import { nameOf } from '../../data/fleet.ts'
import type { Alert } from '../../data/wire.ts'
import { AsyncView } from '../../parts/async-view.tsx'
import { Fault } from '../../parts/fault.tsx'
import { FilterChips } from '../../parts/filter-chips.tsx'
import { plain } from '../../words/plain.ts'
import { shortClock } from '../../words/time.ts'
import type { MessageCounts } from './message-counts.ts'
import './messages-chart.css'

// The chart's library is the largest thing there is: the page does not wait for it.
const Chart = lazy(async () => ({ default: (await import('../../parts/chart.tsx')).Chart }))

const SLOT_MS = 300_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MARKS = 6
const HOURS = { '3': '3 h', '6': '6 h', '24': '24 h' } as const
type Hours = keyof typeof HOURS

type Props = { readonly counts: MessageCounts; readonly alerts: readonly Alert[] }

const subjectOf = ({ subject, title }: Alert): string =>
  subject.kind === 'profile' ? `${nameOf(subject.id)}: ${plain(title)}` : plain(title)

/** Sent and failed per 5 minutes, yesterday's behind them, and the alerts of that time. */
export const MessagesChart = (props: Props): JSX.Element => {
  const [hours, setHours] = createSignal<Hours>('6')
  const now = createNow(60_000)
  const to = createMemo(() => Math.floor(now() / SLOT_MS) * SLOT_MS + SLOT_MS)
  const from = () => to() - Number(hours()) * HOUR_MS
  const at = createMemo(() => Array.from({ length: (to() - from()) / SLOT_MS }, (_, slot) => from() + slot * SLOT_MS))
  const slots = createMemo(() => new Map((props.counts.data() ?? []).map((slot) => [Date.parse(slot.at), slot])))
  // A slot that was not counted is a gap, not a zero.
  const values = (name: 'sent' | 'failed', back = 0) => at().map((ms) => slots().get(ms - back)?.[name] ?? null)
  const series = createMemo(() => [
    { name: 'Sent', kind: 'bars', tone: 'bar', values: values('sent') } as const,
    { name: 'Failed', kind: 'bars', tone: 'bad', values: values('failed') } as const,
    { name: 'Sent, a day before', kind: 'steps', tone: 'muted', values: values('sent', DAY_MS) } as const,
  ])
  const marked = createMemo(() =>
    props.alerts
      .filter(({ severity, firstAt }) => severity !== 'info' && Date.parse(firstAt) >= from())
      .slice(0, MARKS)
      .toReversed(),
  )
  const marks = createMemo(() =>
    marked().map(({ firstAt }, index) => ({ at: Date.parse(firstAt), label: String(index + 1) })),
  )
  return (
    <section class="panel messages-chart" aria-labelledby="per-slot">
      <header>
        <h2 id="per-slot">Messages per 5 minutes</h2>
        <span class="end muted">
          {shortClock(from())} to {shortClock(to())}
        </span>
        <FilterChips
          label="How far back"
          chips={Object.entries(HOURS).map(([value, label]) => ({ value: value as Hours, label }))}
          value={hours()}
          onChange={setHours}
        />
      </header>
      <div class="messages-chart-body">
        <AsyncView of={props.counts} what="counts" lines={8}>
          {() => (
            <ErrorBoundary fallback={(error, again) => <Fault what="chart" error={error} onRetry={again} />}>
              <Suspense fallback={<div class="messages-chart-wait" />}>
                <Chart
                  label={`Messages sent and failed per 5 minutes, the last ${HOURS[hours()]}`}
                  at={at()}
                  series={series()}
                  marks={marks()}
                />
              </Suspense>
            </ErrorBoundary>
          )}
        </AsyncView>
      </div>
      <Show when={marked().length > 0}>
        <ol class="messages-chart-notes">
          <For each={marked()}>
            {(alert, index) => (
              <li>
                <b>{index() + 1}</b>
                <span>
                  {shortClock(alert.firstAt)} {subjectOf(alert)}
                </span>
              </li>
            )}
          </For>
        </ol>
      </Show>
    </section>
  )
}
