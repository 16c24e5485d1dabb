import { type Accessor, createMemo, createSignal, onCleanup, onMount } from 'solid-js'

export type Range = { readonly from: number; readonly to: number }

/** Rows drawn beyond what is seen, so that a scroll shows no gap before the next frame. */
const BEYOND = 8

/**
 * Which rows of equal height are worth drawing.
 *
 * @param above how far the list's beginning lies above the view, px; negative when it lies below its top
 */
export const rangeOf = (above: number, view: number, row: number, count: number): Range => {
  const from = Math.max(0, Math.min(count, Math.floor(above / row) - BEYOND))
  const to = Math.max(from, Math.min(count, Math.ceil((above + view) / row) + BEYOND))
  return { from, to }
}

/**
 * The row that Tab comes to: the one the reader was at, or the nearest that is drawn; a list whose only stop is not there
 * would be passed over.
 */
export const stopIn = ({ from, to }: Range, at: number): number => Math.max(from, Math.min(to - 1, at))

/** The range of a long list that scrolls with the page; `host` is the element whose top is the first row's. */
export const createRange = (
  host: Accessor<HTMLElement | undefined>,
  row: number,
  count: Accessor<number>,
): Accessor<Range> => {
  const [view, setView] = createSignal({ above: 0, high: 800 })
  let frame: number | undefined
  const look = (): void => {
    frame = undefined
    const element = host()
    if (element === undefined) return
    // Whole rows: less than that changes nothing that is drawn.
    const above = Math.floor(-element.getBoundingClientRect().top / row) * row
    setView((before) => {
      const high = window.innerHeight
      return before.above === above && before.high === high ? before : { above, high }
    })
  }
  const plan = (): void => {
    frame ??= requestAnimationFrame(look)
  }
  onMount(() => {
    plan()
    // Also scrolls of a container around the list.
    document.addEventListener('scroll', plan, { passive: true, capture: true })
    window.addEventListener('resize', plan, { passive: true })
  })
  onCleanup(() => {
    document.removeEventListener('scroll', plan, { capture: true })
    window.removeEventListener('resize', plan)
    if (frame !== undefined) cancelAnimationFrame(frame)
  })
  return createMemo(() => rangeOf(view().above, view().high, row, count()), undefined, {
    equals: (a, b) => a.from === b.from && a.to === b.to,
  })
}
