/**
 * Where the focus goes when a dialog has closed. What had opened it has it back by itself, unless it is gone: what was
 * done has often changed the page, and a keyboard that is nowhere would begin at the top of everything.
 *
 * @param opener what to try first
 */
export const giveFocusBack = (opener?: HTMLElement): void => {
  if (document.querySelector('dialog[open]') !== null || document.activeElement !== document.body) return
  const to = opener?.isConnected === true ? opener : document.getElementById('main')
  to?.focus({ preventScroll: true })
}
