import { For, type JSX, Show } from 'solid-js'
import { api } from '../../data/api.ts'
import { createNow } from '../../data/clock.ts'
import { follow, listQuery } from '../../data/follow.ts'
import { createPages } from '../../data/pages.ts'
import type { Alert, Page } from '../../data/wire.ts'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { More } from '../../parts/more.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { SeverityBadge } from '../../parts/state-badge.tsx'
import { Steady } from '../../parts/steady.tsx'
import { count } from '../../words/count.ts'
import { plain } from '../../words/plain.ts'
import { sentence } from '../../words/sentence.ts'
import { moment } from '../../words/time.ts'
import { concerns } from './number-data.ts'
import './history.css'

const PAGE = 25

/** Alerts about the number, the newest first, over or not. */
export const NumberAlerts = (props: { readonly id: string }): JSX.Element => {
  const now = createNow(60_000)
  const id = () => props.id
  const alerts = follow(
    createPages(
      id,
      (profileId, cursor, signal) => api.get<Page<Alert>>('/alerts', { profileId, limit: PAGE, cursor }, signal),
      (alert) => alert.id,
    ),
    concerns(id),
  )
  return (
    <AsyncView
      of={listQuery(alerts)}
      what="alerts"
      lines={4}
      empty={{
        when: (items) => items.length === 0,
        view: (
          <Empty title="No alerts about this number">
            One is raised when Meta stops or warns of it, or when its webhooks stay away.
          </Empty>
        ),
      }}
    >
      {(items) => (
        <Steady of={alerts} what="alerts">
          <ul class="rows history">
            <For each={items()}>
              {(alert) => (
                <li>
                  <time>{moment(alert.firstAt, now())}</time>
                  <SeverityBadge severity={alert.severity} />
                  <div>
                    <h3>
                      <PageLink to="alerts" query={{ alert: alert.id }} class="history-link">
                        {plain(alert.title)}
                      </PageLink>
                      <span class="muted">
                        {alert.closedAt === null ? ', still open' : `, over since ${moment(alert.closedAt, now())}`}
                        {alert.count > 1 ? `, seen ${count(alert.count)} times` : ''}
                      </span>
                    </h3>
                    <p>{sentence(alert.detail)}</p>
                    <Show when={alert.closedAt === null && alert.guidance !== alert.detail}>
                      <p>{sentence(alert.guidance)}</p>
                    </Show>
                  </div>
                </li>
              )}
            </For>
          </ul>
          <More of={alerts} what="alerts" />
        </Steady>
      )}
    </AsyncView>
  )
}
