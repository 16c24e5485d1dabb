import { createSignal } from 'solid-js'
import { everyItem } from '../data/api.ts'
import { nameOf } from '../data/fleet.ts'
import { fleet } from '../data/fleet-store.ts'
import { may } from '../data/session.ts'
import { globalStop, stoppable } from '../data/stop.ts'
import type { Package, Profile } from '../data/wire.ts'
import { pathTo, railPages } from '../pages.ts'
import type { IconName } from '../parts/icon.tsx'
import { openSend } from '../send/send-state.ts'
import { plain } from '../words/plain.ts'
import { leave } from './leave.ts'
import { toggleRail } from './rail-state.ts'
import { askToStart, askToStop } from './stop.tsx'
import { setTheme, theme, themeChoice } from './theme.ts'

export type Command = {
  readonly kind: 'page' | 'package' | 'number' | 'action'
  readonly name: string
  /** what it is, at the end of its line */
  readonly hint: string
  /** what is searched in */
  readonly words: string
  readonly icon?: IconName
  readonly href?: string
  readonly run?: () => void
}

type Subject = { readonly kind: 'package' | 'number'; readonly id: string; readonly name: string }

const [subjects, setSubjects] = createSignal<readonly Subject[]>([])

let asking = new AbortController()

export const forgetSubjects = (): void => {
  asking.abort()
  asking = new AbortController()
  setSubjects([])
}

/** Names of packages and numbers: from the pages that were open, else asked for once the palette is opened. */
export const loadSubjects = async (): Promise<void> => {
  if (!may('read')) return
  // The names alone would be too few, where only a number's own page was open, or too many: of numbers that are gone.
  const numbers = Object.keys(fleet.numbers)
  const known = [
    ...Object.values(fleet.packages).map(({ id, name }): Subject => ({ kind: 'package', id, name })),
    ...numbers.map((id): Subject => ({ kind: 'number', id, name: nameOf(id) })),
  ]
  if (numbers.length > 0) setSubjects(known)
  else
    try {
      const { signal } = asking
      const [packages, numbers] = await Promise.all([
        everyItem<Package>('/packages', {}, signal),
        everyItem<Profile>('/profiles', {}, signal),
      ])
      if (signal.aborted) return
      setSubjects([
        ...packages.map(({ id, name }): Subject => ({ kind: 'package', id, name: plain(name) })),
        ...numbers.map(({ id, displayName }): Subject => ({ kind: 'number', id, name: plain(displayName) })),
      ])
    } catch {
      // the pages and actions are found without it
    }
}

const ofSubject = ({ kind, id, name }: Subject): Command => {
  // Without a page of its own a number or package is shown among the live ones.
  const href = pathTo(kind, { id }) ?? pathTo('live', { query: kind === 'package' ? { package: id } : { q: id } })
  return {
    kind,
    name,
    hint: kind === 'package' ? 'package' : `number ${id}`,
    words: `${name} ${id} ${kind === 'number' ? (fleet.numbers[id]?.phone ?? '') : ''} ${kind}`,
    ...(href === undefined ? {} : { href }),
  }
}

const action = (name: string, icon: IconName, run: () => void): Command => ({
  kind: 'action',
  name,
  hint: 'action',
  words: name,
  icon,
  run,
})

/** Everything that the palette can find now. */
export const commands = (): readonly Command[] => [
  ...railPages().map(
    ({ name, path, icon }): Command => ({ kind: 'page', name, hint: 'page', words: `${name} page`, icon, href: path }),
  ),
  ...subjects().map(ofSubject),
  ...(may('send') ? [action('Send a message', 'send', () => openSend())] : []),
  ...(stoppable() ? [action('Stop all sending', 'optOuts', askToStop)] : []),
  ...(may('operate', true) && globalStop.data()?.stopped === true ? [action('Start sending', 'live', askToStart)] : []),
  theme() === 'dark'
    ? action('Use the light theme', 'sun', () => setTheme('light'))
    : action('Use the dark theme', 'moon', () => setTheme('dark')),
  ...(themeChoice() === 'system' ? [] : [action("Use the system's theme", 'settings', () => setTheme('system'))]),
  action('Narrow or widen the rail', 'rail', toggleRail),
  action('Sign out', 'signOut', () => void leave()),
]
