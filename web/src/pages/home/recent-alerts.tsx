import { For, type JSX, Show } from 'solid-js'
import { alertCount } from '../../data/alerts.ts'
import { createNow } from '../../data/clock.ts'
import { nameOf } from '../../data/fleet.ts'
import { fleet } from '../../data/fleet-store.ts'
import type { Query } from '../../data/query.ts'
import type { Alert, Page } from '../../data/wire.ts'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { SeverityBadge } from '../../parts/state-badge.tsx'
import { count } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { moment } from '../../words/time.ts'
import './recent-alerts.css'

const subjectOf = ({ subject }: Alert): string => {
  if (subject.kind === 'profile') return nameOf(subject.id)
  return subject.kind === 'package' ? (fleet.packages[subject.id]?.name ?? subject.id) : subject.id
}

/** The newest alerts, read and unread. */
export const RecentAlerts = (props: { readonly alerts: Query<Page<Alert>> }): JSX.Element => {
  const now = createNow(60_000)
  return (
    <section class="panel" id="recent-alerts" aria-labelledby="recent" tabindex="-1">
      <header>
        <h2 id="recent">Recent alerts</h2>
        <Show when={alertCount.data()}>
          {(counts) => <span class="muted small">{count(counts().unread)} unread</span>}
        </Show>
        <PageLink to="alerts" class="link end" fallback={<span />}>
          All alerts
        </PageLink>
      </header>
      <AsyncView
        of={props.alerts}
        what="alerts"
        lines={6}
        empty={{
          when: ({ items }) => items.length === 0,
          view: (
            <Empty title="No alerts so far">
              An alert is raised when a number is stopped or warned of by Meta, when webhooks stay away, or when a queue
              is full.
            </Empty>
          ),
        }}
      >
        {(alerts) => (
          <table class="recent">
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Severity</th>
                <th scope="col">Subject</th>
                <th scope="col" class="recent-wide">
                  What happened
                </th>
                <th scope="col" class="number recent-wide">
                  Times
                </th>
              </tr>
            </thead>
            <tbody>
              <For each={alerts().items}>
                {(alert) => (
                  <tr>
                    <td class="recent-time">
                      <Show when={alert.readAt === null}>
                        <i title="Unread">
                          <span class="unseen">Unread</span>
                        </i>
                      </Show>
                      {moment(alert.firstAt, now())}
                    </td>
                    <td>
                      <SeverityBadge severity={alert.severity} />
                    </td>
                    <td class="recent-subject">
                      {subjectOf(alert)}
                      <span class="recent-small">
                        <PageLink to="alerts" query={{ alert: alert.id }} class="recent-link">
                          {plain(alert.title)}
                        </PageLink>
                      </span>
                    </td>
                    <td class="recent-what recent-wide">
                      <PageLink to="alerts" query={{ alert: alert.id }} class="recent-link">
                        {plain(alert.title)}
                      </PageLink>
                      <Show when={alert.closedAt !== null}>, over</Show>
                    </td>
                    <td class="number recent-wide">{count(alert.count)}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        )}
      </AsyncView>
    </section>
  )
}
