import { createSignal } from 'solid-js'

export type Theme = 'system' | 'dark' | 'light'

const KEY = 'theme'
const dark = window.matchMedia('(prefers-color-scheme: dark)')

const stored = (): Theme => {
  try {
    const text = localStorage.getItem(KEY)
    return text === 'dark' || text === 'light' ? text : 'system'
  } catch {
    // storage is off: the system's choice holds
    return 'system'
  }
}

const [choice, setChoice] = createSignal<Theme>(stored())
const [system, setSystem] = createSignal<'dark' | 'light'>(dark.matches ? 'dark' : 'light')

/** What the reader chose; `system` follows the machine. */
export const themeChoice = choice

/** What is shown. */
export const theme = (): 'dark' | 'light' => {
  const chosen = choice()
  return chosen === 'system' ? system() : chosen
}

const apply = (chosen: Theme): void => {
  if (chosen === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = chosen
}

export const setTheme = (chosen: Theme): void => {
  setChoice(chosen)
  apply(chosen)
  try {
    if (chosen === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, chosen)
  } catch {
    // storage is off: it holds for this visit
  }
}

dark.addEventListener('change', ({ matches }) => setSystem(matches ? 'dark' : 'light'))
apply(choice())
