import { A } from '@solidjs/router'
import { For, type JSX } from 'solid-js'
import { railPages } from '../pages.ts'
import { Icon } from '../parts/icon.tsx'
import { leave } from './leave.ts'
import { RailLink, Who } from './rail.tsx'
import './tab-bar.css'

/** What an operator with a phone opens first; the rest is behind More. */
const FIRST = new Set(['home', 'live', 'packages', 'messages'])

/** The rail on a phone: a bar at the thumb, and a sheet with everything. */
export const TabBar = (): JSX.Element => {
  let sheet: HTMLDialogElement | undefined
  return (
    <>
      <nav class="tab-bar" aria-label="Main">
        <For each={railPages().filter((page) => FIRST.has(page.id))}>
          {(page) => (
            <A href={page.path} end={page.path === '/'}>
              <Icon of={page.icon} />
              {page.name}
            </A>
          )}
        </For>
        <button type="button" onClick={() => sheet?.showModal()}>
          <Icon of="more" />
          More
        </button>
      </nav>
      <dialog
        class="tab-sheet"
        aria-label="All pages"
        ref={sheet}
        onClick={(event) => event.target === sheet && sheet?.close()}
        onKeyDown={(event) => event.key === 'Escape' && sheet?.close()}
      >
        <nav aria-label="All pages">
          <For each={railPages()}>{(page) => <RailLink page={page} onOpen={() => sheet?.close()} />}</For>
        </nav>
        <Who />
        <button class="rail-link" type="button" onClick={() => void leave()}>
          <Icon of="signOut" />
          <span class="rail-name">Sign out</span>
        </button>
        <button class="rail-link" type="button" onClick={() => sheet?.close()}>
          <Icon of="close" />
          <span class="rail-name">Close</span>
        </button>
      </dialog>
    </>
  )
}
