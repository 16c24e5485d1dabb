import { onCleanup } from 'solid-js'
import { giveFocusBack } from './give-focus.ts'

/**
 * A ref for what its own use takes away: when it goes while it has the focus, that goes on to `to`, or to the page. A
 * keyboard that is nowhere would begin at the top of everything.
 */
export const handFocusOn =
  (to: (gone: HTMLElement) => HTMLElement | null = () => null) =>
  (element: HTMLElement): void => {
    onCleanup(() => {
      if (document.activeElement !== element) return
      const next = to(element)
      queueMicrotask(() => giveFocusBack(next ?? undefined))
    })
  }
