import { For, type JSX, Show } from 'solid-js'
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
import { type Planned, plannedOf, soonOf } from './soon.ts'
import './next-hours.css'

const AHEAD_MS = 3 * 3_600_000
const SHOWN = 8

/** Packages with something scheduled that are asked; with more the list says that it is not whole. */
const MOST_PACKAGES = 20

type Props = {
  readonly numbers: readonly FleetNumber[]
  /** undefined = not here yet */
  readonly packages: readonly FleetPackage[] | undefined
}

/** Each by itself: in one list over all of them the far plans of one would hide the next hour of another. */
const readPlanned = async (ids: readonly string[], signal: AbortSignal): Promise<Planned> => {
  const asked = ids.slice(0, MOST_PACKAGES)
  const page = (packageId: string) => api.get<Page<MessageSummary>>('/scheduled', { packageId, limit: 200 }, signal)
  return plannedOf(await Promise.all(asked.map(page)), ids.length > asked.length)
}

/** What is known to come: scheduled messages, and stops that end by themselves. */
export const NextHours = (props: Props): JSX.Element => {
  const now = createNow(15_000)
  const withPlans = () => props.packages?.filter((one) => one.scheduled !== 0)
  const scheduled = createQuery(
    // a package's count of what is scheduled tells when the list has changed
    () =>
      withPlans()
        ?.map(({ id, scheduled: many }) => `${id} ${many}`)
        .join(),
    (_, signal) =>
      readPlanned(
        (withPlans() ?? []).map(({ id }) => id),
        signal,
      ),
    { every: 60_000, keep: true },
  )
  const facts = () => ({ now: now(), to: now() + AHEAD_MS, scheduled: scheduled.data()?.items ?? [] })
  const packageOf = (id: string): string => fleet.packages[id]?.name ?? id
  const soon = createCalm(() => soonOf({ numbers: props.numbers, nameOf, packageOf, ...facts() }), facts)
  const cut = () => (scheduled.data()?.whole ?? 0) < facts().to
  return (
    <section class="panel" aria-labelledby="next-hours">
      <header>
        <h2 id="next-hours">Next 3 hours</h2>
      </header>
      <AsyncView
        of={scheduled}
        what="scheduled messages"
        empty={{
          when: () => soon().length === 0 && !cut(),
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
            <Show when={cut()} fallback={soon().length > SHOWN && <li class="muted">And more after these.</li>}>
              <li class="muted">More messages are planned than are counted here.</li>
            </Show>
          </ul>
        )}
      </AsyncView>
    </section>
  )
}
