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
  let whole = false
  const look = (): void => {
    timer ??= window.setTimeout(() => {
      timer = undefined
      void pages.refreshHead(whole)
      whole = false
    }, LAG_MS)
  }
  /** Events were missed: what they said of any item is not known. */
  const lookAtAll = (): void => {
    whole = true
    look()
  }
  const seldom = window.setInterval(() => document.visibilityState !== 'hidden' && look(), EVERY_MS)
  const unlisten = onLive({ events: (events) => events.some(concerns) && look(), snapshot: lookAtAll })
  onCleanup(() => {
    unlisten()
    window.clearInterval(seldom)
    window.clearTimeout(timer)
  })
  return pages
}

/**
 * A list that grows, as AsyncView wants it. A page that failed is told below the list, not in its place, and a refresh that
 * failed above it.
 */
export const listQuery = <Item>(pages: Pages<Item>): Omit<Query<readonly Item[]>, 'set'> => ({
  data: () => (pages.ready() ? pages.items() : undefined),
  error: () => (pages.ready() ? pages.late() : pages.error()),
  loading: pages.loading,
  at: pages.at,
  refetch: async () => (pages.ready() ? pages.refreshHead() : pages.reload()),
})
