import { A } from '@solidjs/router'
import { For, type JSX, Show } from 'solid-js'
import { alertCount } from '../data/alerts.ts'
import { may } from '../data/session.ts'
import { pathTo } from '../pages.ts'
import { Icon } from '../parts/icon.tsx'
import { count } from '../words/count.ts'
import { LiveMark } from './live-mark.tsx'
import { openPalette } from './palette-state.ts'
import { place, tools } from './place.ts'
import { setTheme, theme } from './theme.ts'
import './top-line.css'

const Bell = (): JSX.Element => {
  const unread = (): number => alertCount.data()?.unread ?? 0
  return (
    <A
      class="button icon"
      href={pathTo('alerts') ?? '/#recent-alerts'}
      aria-label={`Alerts, ${count(unread())} unread`}
      title={`${count(unread())} unread alerts`}
    >
      <Icon of="alerts" />
      <Show when={unread() > 0}>
        <span class="top-unread">{unread() > 99 ? '99+' : unread()}</span>
      </Show>
    </A>
  )
}

/** Place, search, the page's own tools, the live indicator, unread alerts, theme. */
export const TopLine = (): JSX.Element => (
  <header class="top">
    <nav class="top-place" aria-label="Place">
      <ol>
        <For each={place()}>
          {(step) => (
            <li>
              <Show when={step.href} fallback={<b class="cut">{step.name}</b>}>
                {(href) => <A href={href()}>{step.name}</A>}
              </Show>
            </li>
          )}
        </For>
      </ol>
    </nav>
    <button class="top-find" type="button" aria-keyshortcuts="Control+K Meta+K" onClick={openPalette}>
      <Icon of="search" />
      <span>Search or jump to</span>
      <kbd>ctrl k</kbd>
    </button>
    {tools()}
    <Show when={may('read')}>
      <LiveMark />
      <Bell />
    </Show>
    <button
      class="button icon"
      type="button"
      aria-label={theme() === 'dark' ? 'Use the light theme' : 'Use the dark theme'}
      onClick={() => setTheme(theme() === 'dark' ? 'light' : 'dark')}
    >
      <Icon of={theme() === 'dark' ? 'sun' : 'moon'} />
    </button>
  </header>
)
