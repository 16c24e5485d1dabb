import { type Accessor, createSignal, onCleanup } from 'solid-js'

/** Whether a media query holds now. Call it inside a component. */
export const createMedia = (query: string): Accessor<boolean> => {
  const media = window.matchMedia(query)
  const [holds, setHolds] = createSignal(media.matches)
  const look = (): void => {
    setHolds(media.matches)
  }
  media.addEventListener('change', look)
  onCleanup(() => media.removeEventListener('change', look))
  return holds
}
