import { type Accessor, For, type JSX, Show } from 'solid-js'
import { api } from '../../data/api.ts'
import { createNow } from '../../data/clock.ts'
import type { FleetNumber } from '../../data/fleet-number.ts'
import { createQuery } from '../../data/query.ts'
import type { MessageSummary, Package, Page } from '../../data/wire.ts'
import { AsyncView } from '../../parts/async-view.tsx'
import { KeyValues, type Line } from '../../parts/kv.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { count } from '../../words/count.ts'
import { kindOf } from '../../words/message.ts'
import { phone } from '../../words/phone.ts'
import { plain } from '../../words/plain.ts'
import { moment, roughly } from '../../words/time.ts'
import { GROUPS } from '../messages/filter.ts'
import './queue-panel.css'

const NEXT = 6
/** as the filter of Messages calls them */
const WAITING = GROUPS.filter(({ value }) => value === 'waiting')
  .flatMap(({ statuses }) => statuses)
  .join()

type Props = { readonly of: Package; readonly numbers: readonly FleetNumber[] }

const createNext = (id: Accessor<string>) =>
  createQuery(
    id,
    (one, signal) =>
      api.get<Page<MessageSummary>>(`/packages/${encodeURIComponent(one)}/queue`, { limit: NEXT }, signal),
    { every: 30_000, on: (event) => event.type === 'package' && event.id === id(), gap: 3_000 },
  )

/** What waits in the package and with its numbers, and what is next. */
export const QueuePanel = (props: Props): JSX.Element => {
  const next = createNext(() => props.of.id)
  const now = createNow(10_000)
  const backlog = () => props.of.live?.backlog
  const held = () => props.numbers.reduce((sum, one) => sum + Math.max(0, one.queue - one.inFlight), 0)
  const flying = () => props.numbers.reduce((sum, one) => sum + one.inFlight, 0)
  const lines = (): readonly Line[] => {
    const known = backlog()
    if (known === undefined) return []
    const free = Math.max(0, props.of.backlogCap - known.total - known.scheduled)
    return [
      { name: 'Not with a number yet', value: count(known.total) },
      { name: 'With a number, waiting there', value: count(held()) },
      { name: 'Waiting', value: count(known.total + held()), sum: true },
      { name: 'On their way to Meta', value: count(flying()) },
      {
        name: 'Priority high / normal / low',
        note: 'of those without a number',
        value: [known.high, known.normal, known.low].map(count).join(' / '),
      },
      { name: 'Scheduled for later', value: count(known.scheduled) },
      { name: `Free of the ${count(props.of.backlogCap)} places`, value: count(free) },
    ]
  }
  return (
    <section class="panel" aria-labelledby="queue">
      <header>
        <h2 id="queue">Queue</h2>
        <PageLink
          to="messages"
          query={{ packageId: props.of.id, status: WAITING }}
          class="link end"
          fallback={<span />}
        >
          Open what waits
        </PageLink>
      </header>
      <Show
        when={backlog()}
        fallback={<p class="queue-silent muted small">The package does not answer now; its queue is not known.</p>}
      >
        <KeyValues of={lines()} />
        <h3 class="queue-next">Next in the package's queue</h3>
        <AsyncView
          of={next}
          what="queue"
          lines={3}
          empty={{
            when: (page) => page.items.length === 0,
            view: (
              <p class="queue-silent muted small">
                Nothing waits for a number. Messages stand here while no number has a place for them.
              </p>
            ),
          }}
        >
          {(page) => (
            <ul class="rows queue-rows">
              <For each={page().items}>
                {(message) => (
                  <li>
                    <PageLink to="message" id={message.id} class="queue-link">
                      {kindOf(message)}
                    </PageLink>
                    <span class="muted" title={`Accepted at ${moment(message.acceptedAt, now())}`}>
                      waits {roughly(Math.max(5_000, now() - Date.parse(message.acceptedAt)))}
                    </span>
                    <span class="muted small cut">to {phone(plain(message.recipient))}</span>
                  </li>
                )}
              </For>
            </ul>
          )}
        </AsyncView>
      </Show>
    </section>
  )
}
