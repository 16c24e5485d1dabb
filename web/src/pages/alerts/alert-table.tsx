import { type JSX, Show } from 'solid-js'
import { createNow } from '../../data/clock.ts'
import type { ApiError } from '../../data/problem.ts'
import type { Alert } from '../../data/wire.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { SeverityBadge } from '../../parts/state-badge.tsx'
import { count } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { moment } from '../../words/time.ts'
import { whereOf } from './subject.tsx'
import './alert-table.css'

type Props = {
  readonly alerts: readonly Alert[]
  readonly current: string | undefined
  readonly more: boolean
  readonly loading: boolean
  readonly error: ApiError | undefined
  readonly onOpen: (alert: Alert) => void
  readonly onMore: () => void
}

/** Whether it still holds, and how often it was seen: `open · 3 times`. */
const standing = ({ closedAt, count: times }: Alert): string =>
  `${closedAt === null ? 'open' : 'over'}${times > 1 ? ` · ${count(times)} times` : ''}`

/** Alerts in rows, the newest first; a row opens its alert. */
export const AlertTable = (props: Props): JSX.Element => {
  const now = createNow(60_000)
  const columns: readonly Column<Alert>[] = [
    {
      id: 'severity',
      name: 'Severity',
      width: '116px',
      wideOnly: true,
      cell: (alert) => (
        <span class="alert-severity">
          <Show when={alert.readAt === null}>
            <i title="Unread">
              <span class="unseen">Unread</span>
            </i>
          </Show>
          <SeverityBadge severity={alert.severity} />
        </span>
      ),
    },
    {
      id: 'what',
      name: 'What happened',
      cell: (alert) => (
        <>
          <span class="alert-what" classList={{ unread: alert.readAt === null }}>
            {plain(alert.title)}
          </span>
          <span class="alert-below">{whereOf(alert)}</span>
          <span class="alert-narrow">
            <SeverityBadge severity={alert.severity} />
            <Show when={alert.readAt === null}> · unread</Show>
          </span>
        </>
      ),
    },
    {
      id: 'when',
      name: 'First seen',
      width: '136px',
      cell: (alert) => (
        <>
          <span class="alert-when">{moment(alert.firstAt, now())}</span>
          <span class="alert-below">{standing(alert)}</span>
        </>
      ),
    },
  ]
  return (
    <DataTable
      label="Alerts"
      rows={props.alerts}
      idOf={(alert) => alert.id}
      columns={columns}
      rowHeight={window.matchMedia('(max-width: 760px)').matches ? 76 : 56}
      current={props.current}
      onOpen={props.onOpen}
      more={props.more}
      loading={props.loading}
      error={props.error}
      onMore={props.onMore}
    />
  )
}
