import { useNavigate } from '@solidjs/router'
import { createMemo, ErrorBoundary, For, type JSX, lazy, Show, Suspense } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import { nameOf } from '../../data/fleet.ts'
import type { Alert } from '../../data/wire.ts'
import { SPAN_MS, SPAN_WORDS, type Span } from '../../frame/spans.ts'
import { pathTo } from '../../pages.ts'
import { AsyncView } from '../../parts/async-view.tsx'
import { Fault } from '../../parts/fault.tsx'
import { plain } from '../../words/plain.ts'
import { shortClock } from '../../words/time.ts'
import { SLOT_OPENS, slotQuery } from '../messages/slot.ts'
import type { MessageCounts } from './message-counts.ts'
import './messages-chart.css'

// The chart's library is the largest thing there is: the page does not wait for it.
const Chart = lazy(async () => ({ default: (await import('../../parts/chart.tsx')).Chart }))

const SLOT_MS = 300_000
const DAY_MS = 24 * 3_600_000
const MARKS = 6

type Props = { readonly counts: MessageCounts; readonly alerts: readonly Alert[]; readonly span: Span }

const subjectOf = ({ subject, title }: Alert): string =>
  subject.kind === 'profile' ? `${nameOf(subject.id)}: ${plain(title)}` : plain(title)

/** Sent and failed per 5 minutes, yesterday's behind them, and the alerts of that time. */
export const MessagesChart = (props: Props): JSX.Element => {
  const go = useNavigate()
  const now = createNow(60_000)
  const to = createMemo(() => Math.floor(now() / SLOT_MS) * SLOT_MS + SLOT_MS)
  const from = () => to() - SPAN_MS[props.span]
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
  const open = (slot: number): void => {
    const href = pathTo('messages', { query: slotQuery(slot, SLOT_MS) })
    if (href !== undefined) go(href)
  }
  return (
    <section class="panel messages-chart" aria-labelledby="per-slot">
      <header>
        <h2 id="per-slot">Messages per 5 minutes</h2>
        <span class="end muted">
          {shortClock(from())} to {shortClock(to())}
        </span>
      </header>
      <div class="messages-chart-body">
        <AsyncView of={props.counts} what="counts" lines={8}>
          {() => (
            <ErrorBoundary fallback={(error, again) => <Fault what="chart" error={error} onRetry={again} />}>
              <Suspense fallback={<div class="messages-chart-wait" />}>
                <Chart
                  label={`Messages sent and failed per 5 minutes, the last ${SPAN_WORDS[props.span]}`}
                  at={at()}
                  series={series()}
                  marks={marks()}
                  sync="time"
                  pick={{ opens: SLOT_OPENS, go: open }}
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
