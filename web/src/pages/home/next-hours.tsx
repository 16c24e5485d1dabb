import { For, type JSX } from 'solid-js'
import { api } from '../../data/api.ts'
import { createNow } from '../../data/clock.ts'
import { nameOf } from '../../data/fleet.ts'
import { createCalm } from '../../data/fleet-figures.ts'
import type { FleetNumber } from '../../data/fleet-number.ts'
import { type FleetPackage, fleet } from '../../data/fleet-store.ts'
import { createQuery } from '../../data/query.ts'
import type { MessageSummary, Page } from '../../data/wire.ts'
import { AsyncView, Empty } from '../../parts/async-view.tsx'
import { shortClock } from '../../words/time.ts'
import { soonOf } from './soon.ts'
import './next-hours.css'

const AHEAD_MS = 3 * 3_600_000
const SHOWN = 8

type Props = { readonly numbers: readonly FleetNumber[]; readonly packages: readonly FleetPackage[] }

/** What is known to come: scheduled messages, and stops that end by themselves. */
export const NextHours = (props: Props): JSX.Element => {
  const now = createNow(15_000)
  const scheduled = createQuery(
    // a package's count of what is scheduled tells when the list has changed
    () => props.packages.map(({ id, scheduled: many }) => `${id} ${many}`).join(),
    (_, signal) => api.get<Page<MessageSummary>>('/scheduled', { limit: 200 }, signal),
    { every: 60_000, keep: true },
  )
  const facts = () => ({ now: now(), to: now() + AHEAD_MS, scheduled: scheduled.data()?.items ?? [] })
  const packageOf = (id: string): string => fleet.packages[id]?.name ?? id
  const soon = createCalm(() => soonOf({ numbers: props.numbers, nameOf, packageOf, ...facts() }), facts)
  const more = () => soon().length > SHOWN || scheduled.data()?.nextCursor != null
  return (
    <section class="panel" aria-labelledby="next-hours">
      <header>
        <h2 id="next-hours">Next 3 hours</h2>
      </header>
      <AsyncView
        of={scheduled}
        what="scheduled messages"
        empty={{
          when: () => soon().length === 0,
          view: (
            <Empty title="Nothing is planned">
              Messages with a time of their own (sendAt) appear here, and numbers whose stop ends by itself.
            </Empty>
          ),
        }}
      >
        {() => (
          <ul class="rows next-hours">
            <For each={soon().slice(0, SHOWN)}>
              {(one) => (
                <li>
                  <time>{shortClock(one.at)}</time>
                  <span>{one.text}</span>
                </li>
              )}
            </For>
            {more() ? <li class="muted">And more after these.</li> : null}
          </ul>
        )}
      </AsyncView>
    </section>
  )
}
