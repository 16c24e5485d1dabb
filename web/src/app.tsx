import { Navigate, Route, Router } from '@solidjs/router'
import { createEffect, createSignal, For, type JSX, Match, on, onCleanup, onMount, Show, Switch } from 'solid-js'
import { askSession, session, sessionState } from './data/session.ts'
import { forgetReader } from './frame/forget.ts'
import { Frame } from './frame/frame.tsx'
import { SignIn } from './frame/sign-in.tsx'
import { mayOpen, PAGES, type PageEntry, railPages } from './pages.ts'
import { Empty } from './parts/async-view.tsx'
import { Page } from './parts/page.tsx'
import { PageLink } from './parts/page-link.tsx'
import { dropToasts } from './parts/toast.tsx'

const Refused = (props: { readonly page: PageEntry }): JSX.Element => (
  <Page name={props.page.name}>
    <div class="panel">
      <Empty title="Your token may not open this page">
        {railPages().length === 0
          ? 'It may only send messages. An admin can make a key with another role.'
          : 'An admin can give it another role or more packages.'}
      </Empty>
    </div>
  </Page>
)

/** Who just comes, without a page in mind, is led to the first that they may open. */
const Guarded = (props: { readonly page: PageEntry }): JSX.Element => (
  <Show
    when={mayOpen(props.page)}
    fallback={
      <Show when={props.page.path === '/' ? railPages()[0] : undefined} fallback={<Refused page={props.page} />}>
        {(first) => <Navigate href={first().path} />}
      </Show>
    }
  >
    <props.page.component />
  </Show>
)

const Nowhere = (): JSX.Element => (
  <Page name="No such page">
    <div class="panel">
      <Empty title="There is no page at this address">
        It may have moved.{' '}
        <PageLink to="home" fallback="">
          Go to Home
        </PageLink>
      </Empty>
    </div>
  </Page>
)

/** Shown once the answer takes its time: most come at once, and what only flashes is noise. */
const PATIENCE_MS = 300

/** The guard is being asked who is signed in. */
const Asking = (): JSX.Element => {
  const [late, setLate] = createSignal(false)
  const timer = window.setTimeout(() => setLate(true), PATIENCE_MS)
  onCleanup(() => window.clearTimeout(timer))
  return (
    <Show when={late()}>
      <main class="asking">
        <div class="skeleton" role="status">
          <span class="unseen">Asking who is signed in</span>
        </div>
      </main>
    </Show>
  )
}

/** Who is not signed in sees the sign-in, on any path; all others their page in the frame. */
export const App = (): JSX.Element => {
  onMount(() => void askSession())
  // However a session ends: by its reader, its time or an admin. What ends badly after it has no reader either.
  createEffect(
    on(
      () => session() === undefined,
      (gone) => (gone ? forgetReader() : dropToasts()),
      { defer: true },
    ),
  )
  return (
    <Switch>
      <Match when={sessionState().kind === 'asking'}>
        <Asking />
      </Match>
      <Match when={sessionState().kind === 'in'}>
        <Router root={Frame}>
          <For each={PAGES}>{(page) => <Route path={page.path} component={() => <Guarded page={page} />} />}</For>
          <Route path="*" component={Nowhere} />
        </Router>
      </Match>
      <Match when={sessionState().kind === 'out' || sessionState().kind === 'away'}>
        <SignIn />
      </Match>
    </Switch>
  )
}
