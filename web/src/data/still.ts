import { type Accessor, batch, createEffect, createSignal, on, untrack } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import { createNow } from './clock.ts'
import { inOrder } from './in-order.ts'
import type { Pages } from './pages.ts'

/** A list that comes each time as a whole and stands still while it is read, for Steady. */
export type Still<Item> = Pick<Pages<Item>, 'items' | 'fresh' | 'showFresh' | 'holdWhile'>

/**
 * Items keep their identity while they are the same, so that their rows stay, and the focus in them. Call it inside a
 * component.
 *
 * @param given undefined = not known yet
 * @param key the member that an item is told by
 * @param of what is listed: with another one the list is taken as it is, read or not
 */
export const createStill = <Item extends object>(
  given: Accessor<readonly Item[] | undefined>,
  key: keyof Item & string,
  of: Accessor<unknown> = () => undefined,
): Still<Item> => {
  const [list, setList] = createStore<{ items: Item[] }>({ items: [] })
  const [waiting, setWaiting] = createSignal(0)
  const now = createNow(1_000)
  let isRead = (): boolean => false
  let listedOf: unknown
  let held = false

  const put = (keeps: boolean): void => {
    const newer = untrack(given)
    if (newer === undefined) return
    const asked = untrack(of)
    held = keeps && asked === listedOf
    listedOf = asked
    const next = held
      ? inOrder(
          untrack(() => list.items),
          newer,
          (item) => item[key],
        )
      : { items: newer, waiting: 0 }
    batch(() => {
      setList('items', reconcile([...next.items], { key }))
      setWaiting(next.waiting)
    })
  }

  createEffect(on(given, () => put(isRead())))
  // What was held back comes once nobody reads it.
  createEffect(on(now, () => held && put(isRead())))
  return {
    items: () => list.items,
    fresh: () => ({ count: waiting(), more: false }),
    showFresh: () => put(false),
    holdWhile: (read) => {
      isRead = read
    },
  }
}
