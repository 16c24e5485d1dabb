import { type JSX, onCleanup, onMount, Show } from 'solid-js'
import type { Pages } from '../data/pages.ts'
import { count } from '../words/count.ts'
import { isReading } from './reading.ts'
import './steady.css'

/** px: what lies above it is behind the top line. */
const TOP = 48

/** Somebody points at the list, is in it with the keyboard, or has scrolled its top away. */
const isRead = (box: HTMLElement): boolean => isReading(box) || box.getBoundingClientRect().top < TOP

/** A list that stands still while it is read: what is new waits behind a button that lies over it and moves nothing. */
export const Steady = <Item,>(props: {
  readonly of: Pick<Pages<Item>, 'fresh' | 'showFresh' | 'holdWhile'>
  /** what is new: `messages` */
  readonly what: string
  readonly children: JSX.Element
}): JSX.Element => {
  let box: HTMLElement | undefined
  onMount(() => props.of.holdWhile(() => box !== undefined && isRead(box)))
  onCleanup(() => props.of.holdWhile(() => false))
  const fresh = () => props.of.fresh()
  const show = (): void => {
    props.of.showFresh()
    // the button goes, and with it the focus that it had
    box?.focus({ preventScroll: true })
    if (box !== undefined && box.getBoundingClientRect().top < TOP) box.scrollIntoView()
  }
  return (
    <section class="steady" ref={box} tabindex="-1" aria-label={`List of ${props.what}`}>
      <p class="unseen" role="status">
        {fresh().count > 0 ? `There are new ${props.what} at the top.` : ''}
      </p>
      <div class="steady-new">
        <Show when={fresh().count > 0}>
          <button class="button small" type="button" onClick={show}>
            {count(fresh().count)}
            {fresh().more ? ' or more' : ''} new
          </button>
        </Show>
      </div>
      {props.children}
    </section>
  )
}
