import { type Component, lazy } from 'solid-js'
import type { Right } from './data/rights.ts'
import { may } from './data/session.ts'
import type { IconName } from './parts/icon.tsx'

/** Every page that the dashboard has or will have, so that a link to one lights up on the day it is added. */
export type PageId =
  | 'home'
  | 'live'
  | 'alerts'
  | 'packages'
  | 'package'
  | 'number'
  | 'messages'
  | 'message'
  | 'optOuts'
  | 'keys'
  | 'audit'
  | 'settings'

export const GROUPS = ['Now', 'Send', 'Look back', 'Set up'] as const

export type PageEntry = {
  readonly id: PageId
  /** with `:id` for pages of one thing */
  readonly path: string
  readonly name: string
  readonly icon: IconName
  /** its group in the rail; undefined = reached from another page */
  readonly group?: (typeof GROUPS)[number]
  readonly right: Right
  /** it concerns the whole deployment: not for sessions limited to some packages */
  readonly all?: boolean
  readonly component: Component
}

/** The pages, in the rail's order. A page is one line here and one folder in pages/; it is loaded when it is opened. */
export const PAGES: readonly PageEntry[] = [
  {
    id: 'home',
    path: '/',
    name: 'Home',
    icon: 'home',
    group: 'Now',
    right: 'read',
    component: lazy(() => import('./pages/home/home.tsx')),
  },
  {
    id: 'live',
    path: '/live',
    name: 'Live',
    icon: 'live',
    group: 'Now',
    right: 'read',
    component: lazy(() => import('./pages/live/live.tsx')),
  },
  {
    id: 'alerts',
    path: '/alerts',
    name: 'Alerts',
    icon: 'alerts',
    group: 'Now',
    right: 'read',
    component: lazy(() => import('./pages/alerts/alerts.tsx')),
  },
  {
    id: 'packages',
    path: '/packages',
    name: 'Packages',
    icon: 'packages',
    group: 'Send',
    right: 'read',
    component: lazy(() => import('./pages/packages/packages.tsx')),
  },
  {
    id: 'package',
    path: '/packages/:id',
    name: 'Package',
    icon: 'packages',
    right: 'read',
    component: lazy(() => import('./pages/package/package.tsx')),
  },
  {
    id: 'number',
    path: '/packages/numbers/:id',
    name: 'Number',
    icon: 'packages',
    right: 'read',
    component: lazy(() => import('./pages/number/number.tsx')),
  },
  {
    id: 'messages',
    path: '/messages',
    name: 'Messages',
    icon: 'messages',
    group: 'Send',
    right: 'own',
    component: lazy(() => import('./pages/messages/messages.tsx')),
  },
  {
    id: 'message',
    path: '/messages/:id',
    name: 'Message',
    icon: 'messages',
    right: 'own',
    component: lazy(() => import('./pages/message/message.tsx')),
  },
  {
    id: 'optOuts',
    path: '/opt-outs',
    name: 'Opt-outs',
    icon: 'optOuts',
    group: 'Send',
    right: 'read',
    all: true,
    component: lazy(() => import('./pages/opt-outs/opt-outs.tsx')),
  },
  {
    id: 'audit',
    path: '/audit',
    name: 'Audit',
    icon: 'audit',
    group: 'Look back',
    right: 'read',
    component: lazy(() => import('./pages/audit/audit.tsx')),
  },
  {
    id: 'keys',
    path: '/api-keys',
    name: 'API keys',
    icon: 'keys',
    group: 'Set up',
    right: 'admin',
    all: true,
    component: lazy(() => import('./pages/api-keys/api-keys.tsx')),
  },
  {
    id: 'settings',
    path: '/settings',
    name: 'Settings',
    icon: 'settings',
    group: 'Set up',
    right: 'read',
    component: lazy(() => import('./pages/settings/settings.tsx')),
  },
]

export const mayOpen = (page: PageEntry): boolean => may(page.right, page.all === true)

/** Pages in the rail that who is signed in may open. */
export const railPages = (): readonly PageEntry[] => PAGES.filter((page) => page.group !== undefined && mayOpen(page))

type Where = {
  readonly id?: string | undefined
  readonly query?: Readonly<Record<string, string | undefined>> | undefined
}

/** The address of a page; undefined while it is not there or the reader may not open it: then no link is drawn. */
export const pathTo = (id: PageId, where: Where = {}): string | undefined => {
  const page = PAGES.find((one) => one.id === id)
  if (page === undefined || !mayOpen(page)) return undefined
  const path = page.path.replace(':id', encodeURIComponent(where.id ?? ''))
  const set = Object.entries(where.query ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  const query = new URLSearchParams(set).toString()
  return `${path}${query === '' ? '' : `?${query}`}`
}
