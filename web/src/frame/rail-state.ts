import { createSignal } from 'solid-js'

const KEY = 'rail'

const stored = (): boolean => {
  try {
    return localStorage.getItem(KEY) === 'narrow'
  } catch {
    return false
  }
}

const [narrow, setNarrow] = createSignal(stored())

/** Whether the rail shows icons alone. */
export const railNarrow = narrow

export const toggleRail = (): void => {
  setNarrow((before) => !before)
  try {
    localStorage.setItem(KEY, narrow() ? 'narrow' : 'wide')
  } catch {
    // storage is off: it holds for this visit
  }
}
