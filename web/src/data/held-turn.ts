import { createSignal } from 'solid-js'

/** The history learns of what happened a moment after it did. */
const LAG_MS = 2_500

const [turn, setTurn] = createSignal(0)

/** Another number once the history knows of a message that was released or cancelled here: what is held is asked for anew. */
export const heldTurn = turn

/** A message was released or cancelled here; the reader may be on the way back to the page that counts them. */
export const heldChanged = (): void => {
  window.setTimeout(() => setTurn((before) => before + 1), LAG_MS)
}
