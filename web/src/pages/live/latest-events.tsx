import { For, type JSX, Match, Show, Switch } from 'solid-js'
import { nameOf } from '../../data/fleet.ts'
import type { Message } from '../../data/wire.ts'
import { Empty } from '../../parts/async-view.tsx'
import { CopyId } from '../../parts/copy-id.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { isReading } from '../../parts/reading.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { describeMessage } from '../../words/message.ts'
import { plain } from '../../words/plain.ts'
import { reasonOf } from '../../words/reason.ts'
import { clock } from '../../words/time.ts'
import { createLatest, type Happened } from './latest.ts'
import './latest-events.css'

type OfMessage = Extract<Happened, { kind: 'message' }>
type OfNumber = Extract<Happened, { kind: 'number' }>

const About = (props: { readonly event: OfMessage; readonly message: Message | undefined }): JSX.Element => (
  <Show when={props.message} fallback={<CopyId id={props.event.id} />}>
    {(message) => (
      <PageLink to="message" id={props.event.id} class="latest-link">
        {describeMessage(message())}
        <Show when={props.event.status === 'failed' ? message().error : null}>
          {(error) => (
            <>
              : {error().code === null ? '' : `${error().code}, `}
              {plain(error().title)}
            </>
          )}
        </Show>
      </PageLink>
    )}
  </Show>
)

/** What has happened while this page was open, the newest first. */
export const LatestEvents = (): JSX.Element => {
  const latest = createLatest()
  let box: HTMLElement | undefined
  latest.holdWhile(() => isReading(box))
  return (
    <section class="panel latest" aria-labelledby="latest" ref={box}>
      <header>
        <h2 id="latest">Latest events</h2>
        <PageLink to="messages" class="link end" fallback={<span />}>
          All messages
        </PageLink>
      </header>
      <Show
        when={latest.events().length > 0}
        fallback={
          <Empty title="Nothing has happened since you opened this page">
            Messages appear here as they are accepted, sent, delivered and read, and numbers as they change their state.
          </Empty>
        }
      >
        <ul class="rows">
          <For each={latest.events()}>
            {(event) => (
              <li>
                <time>{clock(event.at)}</time>
                <span class="cut">{event.profileId === null ? 'No number yet' : nameOf(event.profileId)}</span>
                <Switch>
                  <Match when={event.kind === 'message' ? (event as OfMessage) : undefined}>
                    {(one) => (
                      <>
                        <StatusBadge status={one().status} />
                        <span class="latest-what cut">
                          <About event={one()} message={latest.known[one().id]} />
                        </span>
                      </>
                    )}
                  </Match>
                  <Match when={event.kind === 'number' ? (event as OfNumber) : undefined}>
                    {(one) => (
                      <>
                        <StateBadge state={one().state} />
                        <span class="latest-what cut">{reasonOf(one().reason ?? '').text}</span>
                      </>
                    )}
                  </Match>
                </Switch>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  )
}
