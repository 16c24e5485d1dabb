import { A } from '@solidjs/router'
import { For, type JSX, Show } from 'solid-js'
import { alertCount } from '../data/alerts.ts'
import { session } from '../data/session.ts'
import { GROUPS, type PageEntry, railPages } from '../pages.ts'
import { Icon } from '../parts/icon.tsx'
import { count } from '../words/count.ts'
import { plain } from '../words/plain.ts'
import { ROLE_WORDS } from '../words/states.ts'
import { zone } from '../words/time.ts'
import { leave } from './leave.ts'
import { railNarrow, toggleRail } from './rail-state.ts'
import './rail.css'

/** A page's link, with what is unread beside Alerts. */
export const RailLink = (props: { readonly page: PageEntry; readonly onOpen?: () => void }): JSX.Element => (
  <A
    href={props.page.path}
    end={props.page.path === '/'}
    class="rail-link"
    title={railNarrow() ? props.page.name : undefined}
    onClick={() => props.onOpen?.()}
  >
    <Icon of={props.page.icon} />
    <span class="rail-name">{props.page.name}</span>
    <Show when={props.page.id === 'alerts' && (alertCount.data()?.unread ?? 0)}>
      {(unread) => (
        <span class="rail-count">
          {count(unread())}
          <span class="unseen"> unread</span>
        </span>
      )}
    </Show>
  </A>
)

/** Who is signed in, as what, and in which zone times are shown. */
export const Who = (): JSX.Element => (
  <Show when={session()}>
    {(now) => (
      <div class="rail-who">
        <b title={plain(now().actor.name)}>{plain(now().actor.name)}</b>
        <span>
          {ROLE_WORDS[now().role]} · times in {zone()}
        </span>
      </div>
    )}
  </Show>
)

export const Rail = (): JSX.Element => (
  <nav class="rail" aria-label="Main">
    <A href="/" class="rail-brand" title="Whats Guard">
      <Icon of="shield" />
      <span class="rail-name">Whats Guard</span>
    </A>
    <For each={GROUPS}>
      {(group) => {
        const pages = () => railPages().filter((page) => page.group === group)
        return (
          <Show when={pages().length > 0}>
            <h2>
              <span class="rail-name">{group}</span>
            </h2>
            <For each={pages()}>{(page) => <RailLink page={page} />}</For>
          </Show>
        )
      }}
    </For>
    <div class="rail-end">
      <Who />
      <button class="rail-link" type="button" title="Sign out" onClick={() => void leave()}>
        <Icon of="signOut" />
        <span class="rail-name">Sign out</span>
      </button>
      <button
        class="rail-link"
        type="button"
        aria-expanded={!railNarrow()}
        title={railNarrow() ? 'Widen the rail' : undefined}
        onClick={toggleRail}
      >
        <Icon of="rail" />
        <span class="rail-name">{railNarrow() ? 'Widen the rail' : 'Narrow the rail'}</span>
      </button>
    </div>
  </nav>
)
