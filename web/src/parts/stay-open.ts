import { type Accessor, createEffect, onCleanup } from 'solid-js'

/**
 * Keeps Escape from a dialog while something is under way in it: its failure would be told to nobody. `cancel` alone does
 * not hold it, since browsers do not ask a second time; and the key is pressed anywhere, as the button that had the focus
 * is disabled by then. Call it inside a component.
 */
export const stayOpen = (running: Accessor<boolean>): void => {
  const hold = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') event.preventDefault()
  }
  createEffect(() => {
    if (!running()) return
    document.addEventListener('keydown', hold)
    onCleanup(() => document.removeEventListener('keydown', hold))
  })
}
