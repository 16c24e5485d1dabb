import { onCleanup } from 'solid-js'
import { onLive } from './live.ts'
import type { Pages } from './pages.ts'
import type { Query } from './query.ts'
import type { LiveEvent } from './wire.ts'

/** The history learns of what happened a moment after it did. */
const LAG_MS = 2_500
/** It may learn later still, and some things come without an event. */
const EVERY_MS = 10_000

/** Keeps the head of a list fresh: asks for what is new on top, a moment after an event that concerns it. Call it inside a component. */
export const follow = <Item>(pages: Pages<Item>, concerns: (event: LiveEvent) => boolean): Pages<Item> => {
  let timer: number | undefined
  const look = (): void => {
    timer ??= window.setTimeout(() => {
      timer = undefined
      void pages.refreshHead()
    }, LAG_MS)
  }
  const seldom = window.setInterval(() => document.visibilityState !== 'hidden' && look(), EVERY_MS)
  const unlisten = onLive({ events: (events) => events.some(concerns) && look(), snapshot: look })
  onCleanup(() => {
    unlisten()
    window.clearInterval(seldom)
    window.clearTimeout(timer)
  })
  return pages
}

/** A list that grows, as AsyncView wants it. A page that failed is told below the list, not in its place. */
export const listQuery = <Item>(pages: Pages<Item>): Omit<Query<readonly Item[]>, 'set'> => ({
  data: () => (pages.ready() ? pages.items() : undefined),
  error: () => (pages.ready() ? undefined : pages.error()),
  loading: pages.loading,
  at: () => undefined,
  refetch: async () => pages.reload(),
})
