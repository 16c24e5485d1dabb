let pressed = false

document.addEventListener('pointerdown', () => (pressed = true), true)
for (const end of ['pointerup', 'pointercancel']) document.addEventListener(end, () => (pressed = false), true)

/**
 * Does something at once, or, while a pointer is down, as soon as its click is over: what moves the page under a press
 * would take it away from the button that was meant.
 */
export const afterPress = (run: () => void): void => {
  if (!pressed) {
    run()
    return
  }
  const end = (): void => {
    document.removeEventListener('pointerup', end)
    document.removeEventListener('pointercancel', end)
    // the click comes after the pointer has gone up
    window.setTimeout(run)
  }
  document.addEventListener('pointerup', end)
  document.addEventListener('pointercancel', end)
}
