import { onCleanup } from 'solid-js'
import type { Pages } from './pages.ts'

/**
 * Keeps a list fresh that no live event tells of: asks for what is new every so often, while the tab is seen.
 * Call it inside a component.
 *
 * @param every ms
 * @param still whether new items can belong to the list at all
 * @param whole not the head alone, but all that is shown: for a list where what is new does not stand on top
 */
export const pollHead = <Item>(
  pages: Pages<Item>,
  every: number,
  still: () => boolean = () => true,
  whole = false,
): Pages<Item> => {
  const look = (): void => {
    if (document.visibilityState === 'visible' && still()) void pages.refreshHead(whole)
  }
  const timer = window.setInterval(look, every)
  document.addEventListener('visibilitychange', look)
  onCleanup(() => {
    window.clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
  })
  return pages
}
