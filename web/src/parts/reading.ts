/**
 * Somebody points at it or is in it with the keyboard: nothing in it moves then. The browser is asked each time: of what
 * is taken away no event says that it was left.
 */
export const isReading = (box: HTMLElement | undefined): boolean =>
  box !== undefined && (box.matches(':hover') || box.querySelector(':focus-visible') !== null)
