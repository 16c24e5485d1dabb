import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { api } from '../../data/api.ts'
import { createNow } from '../../data/clock.ts'
import { nameOf } from '../../data/fleet.ts'
import { listQuery } from '../../data/follow.ts'
import { createPages, type Pages } from '../../data/pages.ts'
import { pollHead } from '../../data/poll-head.ts'
import { may } from '../../data/session.ts'
import type { Page, Route } from '../../data/wire.ts'
import { AsyncView } from '../../parts/async-view.tsx'
import { confirm } from '../../parts/confirm-dialog.tsx'
import { FindUser } from '../../parts/find-user.tsx'
import { More } from '../../parts/more.tsx'
import { PageLink } from '../../parts/page-link.tsx'
import { Steady } from '../../parts/steady.tsx'
import { toast } from '../../parts/toast.tsx'
import { counted } from '../../words/count.ts'
import { phone } from '../../words/phone.ts'
import { plain } from '../../words/plain.ts'
import { moment } from '../../words/time.ts'
import { SetRoute } from './set-route.tsx'
import './routes-panel.css'

const FIRST = 8
const MORE = 50
/** No live event tells of a route. */
const EVERY_MS = 15_000

type Props = { readonly packageId: string; readonly days: number; readonly numbers: readonly string[] }

const askToForget = (packageId: string, route: Route, routes: Pages<Route>): void =>
  confirm({
    title: `Forget the route of ${phone(plain(route.recipient))}?`,
    text: `The next message to this recipient may go to any number of the package. What is with ${nameOf(route.profileId)} already stays there, and so does an open service window.`,
    verb: 'Forget the route',
    run: async () => {
      await api.delete(`/packages/${encodeURIComponent(packageId)}/routes`, { recipient: route.recipient })
      toast({ text: 'The route is forgotten.' })
      routes.reload()
    },
  })

/** Which number a recipient belongs to. */
export const RoutesPanel = (props: Props): JSX.Element => {
  const [setting, setSetting] = createSignal(false)
  const [asked, setAsked] = createSignal('')
  const filter = createMemo(() => ({ id: props.packageId, recipient: asked() }), undefined, {
    equals: (a, b) => a.id === b.id && a.recipient === b.recipient,
  })
  const now = createNow(60_000)
  const routes = pollHead(
    createPages(
      filter,
      ({ id, recipient }, cursor, signal) =>
        api.get<Page<Route>>(
          `/packages/${encodeURIComponent(id)}/routes`,
          { limit: cursor === undefined ? FIRST : MORE, cursor, recipient: recipient || undefined },
          signal,
        ),
      (route) => route.recipient,
    ),
    EVERY_MS,
    undefined,
    true,
  )
  return (
    <section class="panel" aria-labelledby="routes">
      <header>
        <h2 id="routes">Routes</h2>
        <span class="end">
          <Show when={may('operate') && props.numbers.length > 0}>
            <button class="button small" type="button" onClick={() => setSetting(true)}>
              Set a route
            </button>
          </Show>
        </span>
      </header>
      <FindUser
        label="Find a route by the whole number or user id"
        asked={asked()}
        onFind={setAsked}
        class="routes-find"
      />
      <AsyncView
        of={listQuery(routes)}
        what="routes"
        lines={6}
        empty={{
          when: (items) => items.length === 0,
          view: (
            <p class="routes-none muted small">
              <Show
                when={asked() === ''}
                fallback={
                  <>No route is known for {phone(plain(asked()))}: the whole number or user id is looked for.</>
                }
              >
                A recipient stays with the number that wrote to them last or that they answered, for{' '}
                {counted(props.days, 'day')} after the last message. Each appears here with the first message that Meta
                takes.
              </Show>
            </p>
          ),
        }}
      >
        {(items) => (
          <Steady of={routes} what="routes">
            <ul class="rows routes">
              <For each={items()}>
                {(route) => (
                  <li>
                    <span class="routes-who">{phone(plain(route.recipient))}</span>
                    <span class="routes-number cut">
                      <PageLink to="number" id={route.profileId} class="routes-link">
                        {nameOf(route.profileId)}
                      </PageLink>
                    </span>
                    <span class="muted small routes-until">
                      <Show
                        when={
                          route.windowUntil !== null && Date.parse(route.windowUntil) > now()
                            ? route.windowUntil
                            : undefined
                        }
                        fallback={<>until {moment(route.expiresAt, now())}</>}
                      >
                        {(until) => (
                          <>
                            service window open until {moment(until(), now())}
                            {route.windowProfileId !== null && route.windowProfileId !== route.profileId
                              ? ` at ${nameOf(route.windowProfileId)}`
                              : ''}
                          </>
                        )}
                      </Show>
                    </span>
                    <Show when={may('operate')}>
                      <button
                        class="button small routes-forget"
                        type="button"
                        aria-label={`Forget the route of ${phone(plain(route.recipient))}`}
                        onClick={() => askToForget(props.packageId, route, routes)}
                      >
                        Forget
                      </button>
                    </Show>
                  </li>
                )}
              </For>
            </ul>
            <More of={routes} what="routes" />
          </Steady>
        )}
      </AsyncView>
      <Show when={setting()}>
        <SetRoute
          packageId={props.packageId}
          numbers={props.numbers}
          onSet={() => routes.reload()}
          onClose={() => setSetting(false)}
        />
      </Show>
    </section>
  )
}
