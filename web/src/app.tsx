import { Route, Router } from '@solidjs/router'
import { For, type JSX, Match, onMount, Show, Switch } from 'solid-js'
import { askSession, sessionState } from './data/session.ts'
import { Frame } from './frame/frame.tsx'
import { SignIn } from './frame/sign-in.tsx'
import { mayOpen, PAGES, type PageEntry, railPages } from './pages.ts'
import { Empty } from './parts/async-view.tsx'
import { Page } from './parts/page.tsx'
import { PageLink } from './parts/page-link.tsx'

const Guarded = (props: { readonly page: PageEntry }): JSX.Element => (
  <Show
    when={mayOpen(props.page)}
    fallback={
      <Page name={props.page.name}>
        <div class="panel">
          <Empty title="Your token may not open this page">
            {railPages().length === 0
              ? 'It may only send messages. An admin can make a key with another role.'
              : 'An admin can give it another role or more packages.'}
          </Empty>
        </div>
      </Page>
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

/** Who is not signed in sees the sign-in, on any path; all others their page in the frame. */
export const App = (): JSX.Element => {
  onMount(() => void askSession())
  return (
    <Switch>
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
